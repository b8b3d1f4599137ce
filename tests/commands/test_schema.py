"""`wattif schema`: a JSON Schema that accepts what ships and refuses what is wrong."""

import datetime as dt
import json
import tomllib

import jsonschema
import pytest

from simulate.commands.main import USAGE
from simulate.foundation import datafolder
from tests.commands.conftest import CHAIN, TINY

SCENARIOS = sorted(datafolder.scenarios().glob("*.toml"))
BUNDLES = sorted(datafolder.priors().rglob("*.toml"))


def as_json(text):
    """What an editor's TOML server hands to a schema: dates as text."""
    return json.loads(
        json.dumps(
            tomllib.loads(text),
            default=lambda value: value.isoformat() if isinstance(value, dt.date) else pytest.fail(repr(value)),
        )
    )


@pytest.fixture
def validator(wattif):
    def made(*kind):
        schema = wattif("schema", *kind).json
        jsonschema.Draft202012Validator.check_schema(schema)
        return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)

    return made


def test_every_shipped_file_is_of_its_form(validator):
    assert SCENARIOS
    assert BUNDLES
    for kind, paths in (("scenario", SCENARIOS), ("bundle", BUNDLES)):
        check = validator(kind)
        for path in paths:
            check.validate(as_json(path.read_text(encoding="utf-8")))


def test_scenario_is_the_kind_by_default(wattif):
    assert wattif("schema").out == wattif("schema", "scenario").out
    assert wattif("schema", "bundle").json["title"] == "wattif bundle"
    assert wattif("schema", "house").status == USAGE


def test_short_and_long_forms_of_routes_are_accepted(validator):
    check = validator()
    for routes in (
        '[routes]\ny = "one"',
        "[routes]\ny = { one = 0.4, two = 0.6 }",
        '[quantities.z.routes]\none = "a"\ntwo = { equals = "b", identity = true }',
    ):
        check.validate(as_json(TINY + routes))


WRONG = {
    "unknown key": TINY.replace("[priors.a]", "[priors.a]\nsigma = 1"),
    "no name": TINY.replace('name = "Tiny"', ""),
    "future": TINY.replace("schema = 1", "schema = 2"),
    "number as text": CHAIN.replace("value = 1024", 'value = "1024"'),
    "truth as a number": CHAIN.replace("value = 1024", "value = true"),
    "scope": TINY.replace("schema = 1", 'schema = 1\nscope = "all"'),
    "correlation of 2": TINY + '[[correlations]]\nbetween = ["a", "b"]\nspearman = 2\n',
    "correlation of three": TINY + '[[correlations]]\nbetween = ["a", "b", "c"]\nspearman = 0.2\n',
    "route weight": TINY + "[routes]\ny = { one = 2 }\n",
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_refused(validator, text):
    assert not validator().is_valid(as_json(text))

"""Scenarios written for a test, run in process."""

import json
import textwrap

import pytest
from hypothesis import settings

from simulate.api import selection
from simulate.beliefs.library import Library
from simulate.publishing.ranges import json_text
from simulate.simulation.run import Request, simulate

# The same examples on every machine and every day: a change is judged by what it changes.
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")


class Workshop:
    """A folder of scenarios and bundles, and the ranges that follow from them."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "bundles").mkdir()

    def write(self, name, text):
        """A scenario, or a bundle where the name has a slash in it: `bundles/x/y`."""
        path = self.folder / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    def plans(self, *names, changes=()):
        library = Library([self.folder / "bundles"])
        paths = [str(self.folder / f"{name}.toml") for name in names]
        return selection.plans(selection.scenarios(paths, library), list(changes))

    def outcome(self, *names, changes=(), **request):
        plans = self.plans(*names, changes=changes)
        return simulate(plans, Request(**{"draws": 32_768, **request}))

    def run(self, *names, changes=(), **request):
        """What `run --json` prints, models by id."""
        ranges = self.outcome(*names, changes=changes, **request).ranges
        told = json.loads(json_text.text(ranges.assign_attrs(program_version="wattif", catalogue_version="")))
        return {model["id"]: model for model in told["models"]}

    def draws(self, *names, changes=(), **request):
        """All draws of one scenario by quantity, of several by id and quantity."""
        kept = self.outcome(*names, changes=changes, keep_draws=True, **request).draws
        by_id = {
            str(model): {str(name): kept[name].sel(model=model).values for name in kept.data_vars}
            for model in kept["model"].values
        }
        return by_id[names[0]] if len(names) == 1 else by_id


@pytest.fixture
def workshop(tmp_path):
    return Workshop(tmp_path)

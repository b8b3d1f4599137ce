"""Files that want to break the program: each is refused at its place, quickly, and nothing is written."""

import json
import os
import time
import unicodedata

import pytest

from simulate.commands.main import BAD_INPUT
from tests.commands.conftest import FAST, TINY, tree

HEAD = 'schema = 1\nname = "x"\nmethod = "own"\noutputs = ["y"]\n'
EQUATION = '[quantities.y]\nunit = "1"\nequals = "a"\n'


def of_prior(text):
    """An own method whose one prior is this text; the text starts at 7:9 of the file."""
    return f"{HEAD}\n[priors.a]\nprior = '''{text}'''\n{EQUATION}"


def of_expression(text, quote="'''"):
    priors = '[priors.a]\nprior = "1 to 2"\n[priors.b]\nprior = "1 to 2"\n'
    return f"{HEAD}{priors}[quantities.y]\nequals = {quote}{text}{quote}\n"


PRIORS = {
    "nan mean": "normal(mean = nan, sd = 10)",
    "infinite sd": "normal(mean = 700, sd = inf)",
    "infinite by overflow": "normal(1e999, 10)",
    "zero width": "uniform(2, 2)",
    "reversed uniform": "uniform(low = 5, high = 2)",
    "mode outside triangular": "triangular(low = 3, mode = 1, high = 4)",
    "reversed percentiles": "normal(p05 = 100, p95 = 10)",
    "reversed range": "100 to 10",
    "negative range": "-3 to 10",
    "overflow in the tail": "lognormal(1, exp(1000))",
    "subnormal": "loguniform(1e-320, 1e-300)",
    "underscored text": "normal('1_0', 2)",
    "text with spaces": "normal(' 12 ', 2)",
    "infinity as text": "normal('infinity', 2)",
    "digits of another script": "normal(١٢, 2)",
    "octal": "0o17",
    "date": "2024-01-01 to 2025-01-01 to 3",
    "weights above 1": "choice([1, 2], [0.5, 0.6])",
    "negative weight": "choice([1, 2], [-0.1, 1.1])",
    "no weights": "choice([], [])",
    "zero weights": "mixture([1 to 2, 3 to 4], [0, 0])",
    "lengths differ": "choice([1, 2, 3], [0.5, 0.5])",
    "empty window": "truncate(normal(0, 1), 40, 41)",
    "division by zero": "1 / 0",
    "division of a prior by zero": "(1 to 2) / 0",
    "infeasible metalog": "metalog(p05=0, p50=9, p95=10)",
    "product of priors": "(1 to 2) * (1 to 2)",
    "import": '__import__("os")',
    "call of open": 'open("x")',
    "attribute": "a.b",
    "lambda": "lambda: 1",
    "subscript": "x[0]",
    "missing bracket": "normal(1, 2",
    "comment": "1 to 2 # x",
    "not ASCII": "1 to ２",
    "semicolon": "1; 2",
    "deep": "(" * 1000 + "1" + ")" * 1000,
    "many signs": "-" * 9000 + "1",
    "huge power": "9**9**9**9",
    "long": "1" + "+1" * 6000,
    "empty": "   ",
    "gsd below 1": "lognormal(1, 0.5)",
    "gsd of 1": "lognormal(1, 1)",
    "negative sd": "normal(1, -1)",
    "mean outside beta": "beta(mean=1.2, sd=0.1)",
    "too many percentiles": "normal(p05=1, p50=2, p95=3)",
    "unknown argument": "normal(mean=1, sigma=2)",
    "argument twice": "normal(1, mean=2)",
    "unknown family": "norml(1, 2)",
}


def refused(wattif, path, *options):
    """Runs and checks a file; both refuse it within a second, in words, without writing. Gives the message."""
    before = tree(path.parent)
    started = time.monotonic()
    answers = [wattif("run", path, *FAST, *options), wattif("check", path)]
    assert time.monotonic() - started < 5
    for answer in answers:
        assert answer.status == BAD_INPUT, answer
        assert answer.out == ""
        assert "Traceback" not in answer.err
        assert "mistake in wattif" not in answer.err
        assert len(answer.err) < 4000
        assert not [c for c in answer.err if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"]
    assert tree(path.parent) == before
    return answers[0].err


@pytest.mark.parametrize("text", PRIORS.values(), ids=PRIORS.keys())
def test_a_prior_that_is_none_is_refused_at_its_place(wattif, write, text):
    message = refused(wattif, write("bad.toml", of_prior(text)))
    assert message.startswith(f"{write('bad.toml', of_prior(text))}: 1 problem\n")
    place, rest = message.splitlines()[1].strip().split("  ", 1)
    assert place.startswith("7:")
    assert rest.startswith("priors.a.prior: ")


EXPRESSIONS = {
    "import": '__import__("os")',
    "eval": 'eval("1")',
    "attribute": "a.__class__",
    "lambda": "(lambda: 1)()",
    "comprehension": "[x for x in a]",
    "walrus": "(c := 1)",
    "f-string": 'f"{a}"',
    "subscript": "a[0]",
    "starred": "*a",
    "await": "await a",
    "and": "a and b",
    "text": '"a"',
    "many brackets": "(" * 1000 + "a" + ")" * 1000,
    "many signs": "-" * 9990 + "a",
    "comment": "a # b",
    "continuation": "a \\\n + b",
    "unit in an expression": "a kWh",
    "chained comparison": "where(1 < a < 2, 1, 2)",
    "naked comparison": "a < b",
    "three arguments too few": "where(a, b)",
    "unknown function": "acos(a)",
    "range": "a to b",
    "keyword argument": "min(a, key=b)",
    "huge exponent": "a ** 1000",
    "unknown name": "a + bb",
    "empty": " ",
    "semicolon": "a; b",
    "not a name": "ℯ + a",
    "nothing to add": "a +",
}


@pytest.mark.parametrize("text", EXPRESSIONS.values(), ids=EXPRESSIONS.keys())
def test_an_expression_outside_the_grammar_is_refused_at_its_place(wattif, write, text):
    message = refused(wattif, write("bad.toml", of_expression(text)))
    assert "quantities.y.equals: " in message
    assert "  10:" in message or "  11:" in message


@pytest.mark.parametrize(
    "name", ["pi", "e", "inf", "nan", "exp", "where", "to", "true", "__proto__", "ℯ", "a-b", "", "x" * 65]
)
def test_a_name_that_means_something_else_is_no_name_of_a_quantity(wattif, write, name):
    text = f'{HEAD}[priors]\n"{name}" = {{ value = 1 }}\n[quantities.y]\nequals = "{name}"\n'
    assert "bad.toml" in refused(wattif, write("bad.toml", text))


VALUES = ["nan", "inf", "-inf", '"1e6"', '"12"', "true", "2024-01-01", "[1]", "{ a = 1 }", "1e400", "07:30:00"]


@pytest.mark.parametrize("value", VALUES)
def test_a_point_is_a_finite_number_and_nothing_that_looks_like_one(wattif, write, value):
    message = refused(wattif, write("bad.toml", f"{HEAD}[priors.a]\nvalue = {value}\n{EQUATION}"))
    assert "  6:9 " in message
    assert "priors.a.value: " in message


FILES = {
    "duplicate key": (f"{HEAD}[priors.a]\nvalue = 1\nvalue = 2\n{EQUATION}", "7:"),
    "unknown key in a prior": (f"{HEAD}[priors.a]\nvalue = 1\nsigm = 2\n{EQUATION}", "priors.a.sigm"),
    "unknown table": (f"{HEAD}[extra]\nx = 1\n[priors.a]\nvalue = 1\n{EQUATION}", "extra"),
    "no schema": ('name = "x"\n', "schema"),
    "schema from the future": (TINY.replace("schema = 1", "schema = 99"), "schema"),
    "schema as text": (TINY.replace("schema = 1", 'schema = "1; drop"'), "schema"),
    "schema as truth": (TINY.replace("schema = 1", "schema = true"), "schema"),
    "schema as a float": (TINY.replace("schema = 1", "schema = 1.0"), "schema"),
    "no name": (TINY.replace('name = "Tiny"', ""), "name"),
    "empty name": (TINY.replace('"Tiny"', '""'), "name"),
    "long name": (TINY.replace('"Tiny"', f'"{"x" * 300}"'), "name"),
    "both value and prior": (f'{HEAD}[priors.a]\nvalue = 1\nprior = "1"\n{EQUATION}', "priors.a"),
    "neither value nor prior": (f'{HEAD}[priors.a]\nwhy = "x"\n{EQUATION}', "priors.a"),
    "prior that is no table": (f"{HEAD}[priors]\na = 1\n{EQUATION}", "priors.a"),
    "escape in a name": (TINY.replace('"Tiny"', r'"a\u001b]0;pwned\u0007"'), "name"),
    "bell in a label": (TINY.replace('"Sum"', r'"a\u0007"'), "label"),
    "right to left override": (TINY.replace('"Tiny"', r'"a\u202eb"'), "name"),
    "NUL in a name": (TINY.replace('"Tiny"', r'"a\u0000b"'), "name"),
    "next line (C1)": (TINY.replace('"Tiny"', r'"a\u0085b"'), "name"),
    "scope": (TINY.replace('name = "Tiny"', 'name = "Tiny"\nscope = "everything"'), "scope"),
    "released as text": (TINY.replace('name = "Tiny"', 'name = "Tiny"\nreleased = "2024-12-26"'), "released"),
    "unit without a year": (
        f'{HEAD}[priors.a]\nvalue = 1\nunit = "USD"\n[quantities.y]\nunit = "USD_2024"\nequals = "a"\n',
        "USD_2024",
    ),
    "dollar sign": (f'{HEAD}[priors.a]\nvalue = 1\nunit = "$"\n[quantities.y]\nequals = "a"\n', "priors.a.unit"),
    "kW for kWh": (
        f'{HEAD}[priors.a]\nvalue = 1\nunit = "kW"\n[quantities.y]\nunit = "kWh"\nequals = "a"\n',
        "quantities.y",
    ),
    "knots": (f'{HEAD}[priors.a]\nvalue = 1\nunit = "kt"\n[quantities.y]\nunit = "t"\nequals = "a"\n', "priors.a.unit"),
    "temperature": (f'{HEAD}[priors.a]\nvalue = 1\nunit = "degC"\n[quantities.y]\nequals = "a"\n', "priors.a.unit"),
    "unknown unit": (f'{HEAD}[priors.a]\nvalue = 1\nunit = "k Wh"\n[quantities.y]\nequals = "a"\n', "priors.a.unit"),
    "grams for grams of CO2e": (
        'schema = 1\nname = "x"\n[priors.grid_intensity]\nvalue = 400\nunit = "g/kWh"\nbasis = "direct"\n',
        "priors.grid_intensity.unit",
    ),
    "intensity without a basis": (
        'schema = 1\nname = "x"\n[priors.accelerators]\nvalue = 8\n'
        '[priors.grid_intensity]\nvalue = 400\nunit = "gCO2e/kWh"\n',
        "basis",
    ),
    "own data outside": (of_prior('empirical("../data.csv", "x")'), "priors.a.prior"),
    "own data absolute": (of_prior('empirical("/etc/passwd", "x")'), "priors.a.prior"),
    "own data with a drive": (of_prior('empirical("C:/x.csv", "x")'), "priors.a.prior"),
    "own data by URL": (of_prior('empirical("file:///etc/passwd", "x")'), "priors.a.prior"),
    "own data at home": (of_prior('empirical("~/.ssh/id_rsa", "x")'), "priors.a.prior"),
    "own data missing": (of_prior('empirical("data.csv", "x")'), "priors.a.prior"),
    "bundle outside": (TINY.replace('method = "own"', 'uses = ["../../../etc/passwd"]'), "uses"),
    "bundle absolute": (TINY.replace('method = "own"', 'uses = ["/etc/passwd"]'), "uses"),
    "bundle by URL": (TINY.replace('method = "own"', 'uses = ["file:///etc/passwd"]'), "uses"),
    "unknown bundle": (TINY.replace('method = "own"', 'uses = ["sites/chna"]'), "sites/china"),
    "many bundles": (TINY.replace('method = "own"', f"uses = {json.dumps(['sites/china'] * 10_000)}"), "uses"),
    "weights of routes": (
        f'{HEAD}[priors.a]\nvalue = 1\n[quantities.y.routes]\nu = "a"\nv = "2 * a"\n'
        "[routes]\ny = { u = 0.5, v = 0.6 }\n",
        "routes.y",
    ),
    "unknown route": (
        f'{HEAD}[priors.a]\nvalue = 1\n[quantities.y.routes]\nu = "a"\nv = "2 * a"\n[routes]\ny = "w"\n',
        "routes.y",
    ),
    "route given without a prior": (
        f'{HEAD}[priors.a]\nvalue = 1\n[quantities.y.routes]\nu = "a"\nv = "2 * a"\n[routes]\ny = "given"\n',
        "routes.y",
    ),
    "circle": (f'{HEAD}[quantities.y]\nequals = "z"\n[quantities.z]\nequals = "y"\n', "quantities"),
    "unknown output": (TINY.replace('["y"]', '["yy"]'), "outputs"),
    "near miss of a name": ('schema = 1\nname = "x"\n[priors.acelerators]\nvalue = 10\n', "did you mean accelerators?"),
    "correlation with itself": (f'{TINY}[[correlations]]\nbetween = ["a", "a"]\nspearman = 0.5\n', "correlations[0]"),
    "correlation of 1": (f'{TINY}[[correlations]]\nbetween = ["a", "b"]\nspearman = 1\n', "correlations[0].spearman"),
    "correlation of an unknown": (
        f'{TINY}[[correlations]]\nbetween = ["a", "c"]\nspearman = 0.5\n',
        "correlations[0].between[1]",
    ),
    "correlation of both kinds": (
        f'{TINY}[[correlations]]\nbetween = ["a", "b"]\nspearman = 0.5\npearson = 0.5\n',
        "correlations[0]",
    ),
    "pearson between others than normals": (
        f'{TINY}[[correlations]]\nbetween = ["a", "b"]\npearson = -0.9\n',
        "correlations[0]",
    ),
    "correlation stated twice": (
        f'{TINY}[[correlations]]\nbetween = ["a", "b"]\nspearman = 0.5\n'
        '[[correlations]]\nbetween = ["b", "a"]\nspearman = 0.6\n',
        "correlations[1]",
    ),
    "impossible correlations": (
        TINY.replace("a + b", "a + b + c")
        + '[priors.c]\nprior = "normal(0, 1)"\n'
        + "".join(
            f'[[correlations]]\nbetween = ["{u}", "{v}"]\nspearman = {r}\n'
            for u, v, r in (("a", "b", 0.9), ("a", "c", -0.9), ("b", "c", 0.9))
        ),
        "eigenvalue -0.",
    ),
    "hours that contradict count and days": (
        'schema = 1\nname = "x"\n'
        + "".join(
            f'[priors.{q}]\nvalue = {v}\nunit = "{u}"\n'
            for q, v, u in (
                ("accelerators", 1000, "1"),
                ("calendar_days", 10, "day"),
                ("accelerator_hours", 300000, "h"),
                ("availability", 1, "1"),
            )
        ),
        "accelerator_hours",
    ),
    "probability mostly outside the bounds": (
        'schema = 1\nname = "x"\n[priors.pue]\nprior = "normal(1.1, 0.1)"\n',
        "16 %",
    ),
    "prior outside the bounds": (
        'schema = 1\nname = "x"\n[priors.utilisation]\nprior = "uniform(1.1, 1.4)"\n',
        "priors.utilisation",
    ),
    "estimate of an unknown": (f'{TINY}[[estimates]]\nquantity = "z"\nvalue = 1\nby = "x"\n', "estimates[0].quantity"),
    "estimate in another unit": (
        f'{TINY}[[estimates]]\nquantity = "y"\nvalue = 1\nunit = "kWh"\nby = "x"\n',
        "estimates[0].unit",
    ),
    "not TOML": ("schema = 1\nname = \n", "2:"),
    "brackets": (f"a = {'[' * 10_000}", "bad.toml"),
    "dotted keys": (f"{'a.' * 20_000}a = 1", "bad.toml"),
    "ten thousand keys": ("\n".join(f"a{i} = 1" for i in range(20_000)), "bad.toml"),
    "empty": ("", "schema"),
    "one NUL": ("\0", "bad.toml"),
    "bare carriage return": (TINY.replace("\n", "\r"), "bad.toml"),
    "more than a mebibyte": (TINY + "#" * 2**20, "bad.toml"),
    "UTF-16": (TINY.encode("utf-16"), "bad.toml"),
    "Latin-1": (TINY.replace("Tiny", "Größe").encode("latin-1"), "bad.toml"),
    "lone surrogate": (TINY.replace('"Tiny"', r'"\ud800"'), "bad.toml"),
    "YAML": (b"schema: 1\nname: x\na: &a [x]\nb: [*a, *a]\n", "1:"),
}


@pytest.mark.parametrize(("text", "named"), FILES.values(), ids=FILES.keys())
def test_a_file_that_says_what_it_may_not_is_refused_by_name(wattif, write, text, named):
    message = refused(wattif, write("bad.toml", text))
    assert str(write("bad.toml", text)) in message
    assert named in message


ROWS = {
    "text": ("x\n1\nabc\n", ":3"),
    "blank": ("x,y\n1,2\n,3\n", ":3"),
    "nan": ("x\n1\nnan\n", ":3"),
    "infinite": ("x\n1\n1e999\n", ":3"),
    "short row": ("y,x\n1,2\n3\n", ":3"),
    "no rows": ("x\n", "data.csv"),
    "empty": ("", "data.csv"),
    "no such column": ("z\n1\n2\n", "data.csv"),
    "twice the column": ("x,x\n1,2\n2,3\n", "data.csv"),
    "binary": (b"x\n\x00\xff\n", "data.csv"),
}


@pytest.mark.parametrize(("rows", "named"), ROWS.values(), ids=ROWS.keys())
def test_a_data_file_that_cannot_be_read_is_refused_by_its_line(wattif, write, rows, named):
    write("data.csv", rows)
    message = refused(wattif, write("bad.toml", of_prior('empirical("data.csv", "x")')))
    assert "priors.a.prior: " in message
    assert "data.csv" in message


@pytest.mark.parametrize("weights", ["-1\n2", "0\n0", "a\n1", "nan\n1"])
def test_weights_of_rows_that_are_none_are_refused(wattif, write, weights):
    first, second = weights.split("\n")
    write("data.csv", f"x,w\n1,{first}\n2,{second}\n")
    assert "data.csv" in refused(wattif, write("bad.toml", of_prior('empirical("data.csv", "x", "w")')))


def test_a_data_file_behind_a_link_is_refused(wattif, write, tmp_path):
    outside = write("outside/data.csv", "x\n1\n2\n")
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / "data.csv").symlink_to(outside)
    refused(wattif, write("inside/bad.toml", of_prior('empirical("data.csv", "x")')))


def test_what_is_no_regular_file_is_refused_without_waiting(wattif, tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    for path in (tmp_path / "pipe.toml", "/dev/zero", "/dev/null"):
        for command in ("run", "check"):
            answer = wattif(command, path)
            assert (answer.status, answer.out) == (BAD_INPUT, "")
            assert str(path) in answer.err


def test_an_error_never_echoes_what_a_refused_file_holds(wattif, write):
    write("secret.csv", "hunter2\nhunter3\n")
    message = refused(wattif, write("bad.toml", of_prior('empirical("secret.csv", "x")')))
    assert "hunter3" not in message


def test_a_name_over_two_lines_stays_on_one_line_of_a_table(wattif, write):
    answer = wattif("run", write("lines.toml", TINY.replace('"Tiny"', r'"a\nb"')), *FAST)
    assert answer.status == 0
    assert "  a b  " in answer.out


DOMAINS = {
    "logarithm": "log(a - 2)",
    "root": "sqrt(a - 2)",
    "power": "(a - 2) ** 0.5",
    "zero over zero": "(a - a) / (a - a)",
    "overflow": "exp(1000 * a)",
}


@pytest.mark.parametrize("text", DOMAINS.values(), ids=DOMAINS.keys())
def test_draws_outside_the_domain_of_a_formula_are_never_a_silent_nan(wattif, write, text):
    answer = wattif("run", "--json", write("domain.toml", of_expression(text)), *FAST)
    assert "Traceback" not in answer.err
    assert "mistake in wattif" not in answer.err
    assert "y" in answer.err
    if answer.status == 0:
        assert not [c for c in ("NaN", "Infinity") if c in answer.out]
        json.loads(answer.out, parse_constant=pytest.fail)
    else:
        assert answer.out == ""


LABELS = [
    "</script><script>alert(1)//",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "＝1",
    "a | b",
    "`x`",
    "$x^2$",
    "[x](javascript:1)",
    "../../x",
    "a/b",
    "-rf",
    "con",
    "[red]x[/red]",
    "{{ 7 * 7 }}",
    "x" * 200,
    "\\input{/etc/passwd}",
]


@pytest.mark.parametrize("label", LABELS)
def test_a_label_is_text_wherever_it_is_printed(wattif, write, label):
    path = write("label.toml", TINY.replace('"Tiny"', json.dumps(label)).replace('"Sum"', json.dumps(label)))
    answer = wattif("run", path, *FAST, "--json")
    assert answer.status == 0
    assert answer.model["name"] == label
    shown = wattif("run", path, *FAST)
    assert shown.status == 0
    assert label[:20] in shown.out
    assert wattif("explain", path).status == 0


def test_files_are_named_by_ids_and_never_by_labels(wattif, write, tmp_path):
    path = write("label.toml", TINY.replace('"Tiny"', '"../../=x | <b>`y`"').replace('"Sum"', '"../up <i>$x^2$"'))
    answer = wattif("run", path, *FAST, "--to", "out", "--save-draws")
    assert answer.status == 0, answer.err
    assert {name.split("/")[0] for name in tree(tmp_path)} == {"label.toml", "out"}
    assert {path.stem for path in (tmp_path / "out" / "charts").iterdir()} == {"y"}
    assert not any(cell.startswith("=") for cell in (tmp_path / "out" / "ranges.csv").read_text().split(","))


@pytest.mark.parametrize("name", ["a\x1b[2Jb", "a\u202eb", "a\x07b", "a\x9bb", "a\nb"])
def test_a_file_name_is_never_obeyed_by_a_terminal(wattif, write, name):
    write(f"{name}.toml", "x")
    answer = wattif("check", ".")
    assert answer.status == BAD_INPUT
    assert not [c for c in answer.err if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"]
    assert answer.err.startswith("a")

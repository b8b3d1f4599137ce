"""`wattif chart`: one chart of a stored result or of scenarios, its files, and what it says."""

import csv
import json

import pytest

from simulate.commands import chart as command
from simulate.commands.main import BAD_INPUT, FAILED, USAGE
from simulate.publishing.charts import about, export
from simulate.publishing.charts.kinds.table import KINDS
from tests.commands.conftest import FAST, TINY, as_program, tree

TWO = (
    TINY.replace('outputs = ["y"]', 'outputs = ["y", "z"]')
    + """
[quantities.z]
label = "Product"
unit = "1"
equals = "a * b"
[[estimates]]
quantity = "y"
value = 3
by = "somebody"
[[disclosed]]
quantity = "y"
value = 2.5
kind = "measured"
scope = "final run"
"""
)


A_FOLDER = "--to: names the folder, files are called after what they show"


@pytest.fixture
def two(write):
    return write("two.toml", TWO)


@pytest.fixture
def stored(result, two):
    """A stored result with two headline quantities."""
    return result("stored", "two.toml")


def written(folder, name):
    return {f"{name}.{form}" for form in ("svg", "pdf", "png", "csv")} <= {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_of_a_result_and_of_its_scenario_is_the_same(wattif, stored, two, tmp_path, kind):
    look = ("--quantity", "y", "--kind", kind, "--format", "svg")
    kept = wattif("chart", stored, *look, "--to", "a")
    drawn = wattif("chart", two, *FAST, *look, "--to", "b")
    assert (kept.status, drawn.status) == (0, 0), kept.err + drawn.err
    assert kept.out == drawn.out
    (name,) = (path.name for path in (tmp_path / "a").glob("*.svg"))
    assert name == ("y.svg" if kind == "range" else f"y-{kind}.svg")
    for suffix in ("svg", "csv"):
        file = name.replace("svg", suffix)
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_the_chart_is_printed_in_words_and_its_files_are_named_on_stderr(wattif, stored, tmp_path):
    answer = wattif("chart", f"{stored}/ranges.nc", "--quantity", "y")
    assert answer.out.startswith("Ranges: Sum, of Tiny; medians with 90 % ranges.\nTiny, median ")
    assert "; somebody: 3, above " in answer.out
    assert "; disclosed: 2.5" in answer.out
    assert answer.err == "written: y.svg, y.pdf, y.png, y.csv in this folder\n"
    assert written(tmp_path, "y")


def test_without_a_quantity_the_headline_is_drawn_as_small_multiples(wattif, stored, two, tmp_path):
    assert "2 quantities, of Tiny" in wattif("chart", stored).out
    assert written(tmp_path, "two")
    assert wattif("chart", stored, "--quantity", "z", "--quantity", "y", "--kind", "dots").status == 0
    with (tmp_path / "two-dots.csv").open() as file:
        assert list(dict.fromkeys(row["quantity"] for row in csv.DictReader(file))) == ["z", "y"]


def test_all_quantities_of_a_scenario_can_be_drawn_by_every_kind(wattif, two, tmp_path):
    answer = wattif("chart", two, *FAST, "--all", "--kind", "density", "--format", "svg", "--theme", "dark")
    assert answer.status == 0, answer.err
    with (tmp_path / "two-density-dark.csv").open() as file:
        assert {row["quantity"] for row in csv.DictReader(file) if row["mark"] == "level"} == {"a", "b", "y", "z"}


def test_a_result_keeps_distributions_of_headline_quantities_alone_and_says_so(wattif, stored):
    answer = wattif("chart", stored, "--quantity", "a", "--kind", "dots")
    assert answer.status == USAGE
    assert answer.err == (
        "no distribution of a is kept in this dataset, so only its range can be drawn; scenarios are drawn anew for "
        "it: wattif chart SCENARIO --quantity a\n"
    )
    assert wattif("chart", stored, "--quantity", "a").status == 0


def test_models_of_a_result_can_be_chosen(wattif, result, write, two):
    write("other.toml", TWO.replace('name = "Tiny"', 'name = "Other"'))
    result("stored", ".")
    assert "of 2 models" in wattif("chart", "stored", "--quantity", "y").out
    assert "of Other;" in wattif("chart", "stored", "--quantity", "y", "--model", "other").out
    wrong = wattif("chart", "stored", "--model", "othre")
    assert (wrong.status, wrong.err) == (USAGE, "--model: no such model in this result: othre; did you mean other?\n")


def test_formats_can_be_chosen_and_the_numbers_come_always(wattif, stored, tmp_path):
    before = set(tree(tmp_path))
    answer = wattif("chart", stored, "--quantity", "y", "--format", "png", "--format", "png", "--to", "figures")
    assert answer.err == "written: y.png, y.csv in figures\n"
    assert set(tree(tmp_path)) - before == {"figures", "figures/y.png", "figures/y.csv"}


def test_charts_are_drawn_over_and_what_somebody_else_wrote_is_left(wattif, stored, tmp_path):
    look = ("chart", stored, "--quantity", "y", "--format", "svg")
    assert wattif(*look).status == 0
    assert wattif(*look).err == "written: y.svg, y.csv in this folder, in place of older ones\n"
    for name in ("y.svg", "y.csv"):
        kept = (tmp_path / name).read_bytes()
        (tmp_path / name).write_text("mine", encoding="utf-8")
        answer = wattif(*look)
        assert answer.status == FAILED
        assert answer.err == f"{name} was not written by wattif and is left as it is; choose another folder\n"
        assert (tmp_path / name).read_text(encoding="utf-8") == "mine"
        (tmp_path / name).write_bytes(kept)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--kind", "denisty", f"expected {', '.join(KINDS)}, got 'denisty'; did you mean density?"),
        ("--kind", "ranges", f"expected {', '.join(KINDS)}, got 'ranges'; did you mean range?"),
        ("--scale", "lin", "expected auto, log, linear, got 'lin'; did you mean linear?"),
        ("--theme", "drak", "expected light, dark, got 'drak'; did you mean dark?"),
        ("--format", "pgn", "expected svg, pdf, png, got 'pgn'; did you mean png?"),
        ("--quantity", "x", "no such quantity in these results: x"),
        ("--to", "y.png", f"{A_FOLDER}; name one and --format png, got 'y.png'"),
        ("--to", "", "--to: expected the name of a folder, got nothing"),
        ("--draws", "20000", "--draws: says how scenarios are drawn, and stored/ranges.nc is drawn already"),
        ("--set", "a=2", "--set: says how scenarios are drawn, and stored/ranges.nc is drawn already"),
        ("--seed", "0", "--seed: says how scenarios are drawn, and stored/ranges.nc is drawn already"),
    ],
)
def test_what_there_is_not_is_answered_with_the_nearest_and_writes_nothing(
    wattif, stored, tmp_path, option, value, message
):
    before = tree(tmp_path)
    answer = wattif("chart", stored, option, value)
    assert (answer.status, answer.out) == (USAGE, "")
    assert answer.err.endswith(f"{message}\n")
    assert tree(tmp_path) == before


def test_a_mistyped_quantity_of_a_scenario_is_answered_before_it_is_drawn(wattif, two):
    answer = wattif("chart", "gpt-4", "--quantity", "facilty_energy", "--draws", "10000000000")
    assert answer.status == USAGE
    assert answer.err == "--quantity: no such quantity: facilty_energy; did you mean facility_energy?\n"


def test_a_result_stands_alone_and_scenarios_are_those_of_run(wattif, stored, two):
    assert wattif("chart", stored, two).status == USAGE
    assert wattif("chart", "nothing.toml").status == BAD_INPUT
    missing = wattif("chart", "nothing.nc")
    assert (missing.status, missing.err) == (BAD_INPUT, "nothing.nc: 1 problem\n    no such file or folder\n")


def test_a_chart_without_a_logarithm_says_which_quantity_has_none(wattif, write):
    write("signed.toml", TINY.replace('prior = "1 to 4"', 'prior = "normal(0, 1)"'))
    answer = wattif("chart", "signed.toml", *FAST, "--scale", "log", "--quantity", "y")
    assert answer.status == USAGE
    assert answer.err == "y has values that are not above zero, so its axis cannot be logarithmic\n"


def test_hostile_labels_are_drawn(wattif, write, tmp_path):
    label = "$\\\\frac{1}{2}$ <script>& שלום 通 e\N{COMBINING ACUTE ACCENT} " + "long " * 25
    write("evil.toml", TINY.replace('"Sum"', f'"{label}"').replace('"Tiny"', '"$x$ <b>"'))
    for look in (("--quantity", "y"), ("--kind", "density")):
        answer = wattif("chart", "evil.toml", *FAST, *look)
        assert answer.status == 0, answer.err
    assert b"<script" not in (tmp_path / "y.svg").read_bytes()
    assert b"<script" not in (tmp_path / "evil-density.svg").read_bytes()
    assert "$x$ <b>" in answer.out


def test_the_words_of_the_command_are_those_of_its_charts():
    assert list(command.Kind) == list(KINDS)
    assert tuple(command.Format) == about.FORMATS
    assert tuple(command.Scale) == export.SCALES
    assert tuple(command.Theme) == export.THEMES


def test_the_grade_of_a_range_is_in_the_numbers(wattif, tmp_path):
    assert wattif("chart", "gpt-4", *FAST, "--quantity", "facility_energy", "--format", "svg").status == 0
    with (tmp_path / "facility_energy.csv").open() as file:
        grades = [row["grade"] for row in csv.DictReader(file) if row["mark"] == "range"]
    (told,) = json.loads(wattif("run", "gpt-4", *FAST, "--json").out)["models"]
    shares = told["quantities"]["facility_energy"]["rests_on"]
    assert grades == ["c" if shares["c"] > 0.5 else "b" if shares["c"] + shares["b"] > 0.5 else "a"]


def test_processes_of_their_own_draw_the_same_charts_also_in_a_folder_called_like_the_package(wattif, two, tmp_path):
    assert wattif("run", "two.toml", *FAST, "--to", "here", "--quiet").status == 0
    (tmp_path / "simulate").mkdir()
    (tmp_path / "simulate" / "__init__.py").write_text("open('taken', 'x')", encoding="utf-8")
    answer = as_program("run", "two.toml", *FAST, "--threads", "2", "--to", "there", "--quiet", cwd=tmp_path)
    assert (answer.status, answer.err) == (0, "")
    assert not (tmp_path / "taken").exists()
    charts = [sorted((tmp_path / folder / "charts").iterdir()) for folder in ("here", "there")]
    assert [path.read_bytes() for path in charts[0]] == [path.read_bytes() for path in charts[1]]
    assert len(charts[0]) == 8

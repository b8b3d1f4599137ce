"""Generated texts in documents that people write."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulate.publishing.storage import insertion

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = "# Title\n\n<!-- x -->\nold\n<!-- end of x -->\n\nrest\n"


def test_only_what_stands_between_the_markers_changes() -> None:
    made = insertion.inserted(DOCUMENT, "x", "new\n")
    assert made == "# Title\n\n<!-- x -->\n\nnew\n\n<!-- end of x -->\n\nrest\n"
    assert insertion.inserted(made, "x", "new\n") == made
    assert insertion.between(made, "x") == "new\n"


@pytest.mark.parametrize("document", ["no marker", "<!-- x -->", DOCUMENT * 2])
def test_markers_that_are_missing_or_there_twice_are_refused(document: str) -> None:
    with pytest.raises(ValueError, match="once each"):
        insertion.inserted(document, "x", "new")


def test_long_lines_are_broken_and_tables_are_not() -> None:
    text = f"{'word ' * 60}\n\n| {'cell | ' * 60}\n- {'item ' * 60}\n"
    lines = insertion.wrapped(text).splitlines()
    assert max(len(line) for line in lines if not line.startswith("|")) <= 120
    assert sum(line.startswith("|") for line in lines) == 1
    assert any(line.startswith("  item") for line in lines)


def test_blocks_of_code_stay_as_they_are() -> None:
    code = f"```formula\ny = {'x * ' * 60}x    # all\n```\n"
    assert insertion.wrapped(f"{code}\n{'word ' * 60}\n").startswith(code)


def test_the_readme_shows_the_summary_of_the_calibration_whatever_it_says() -> None:
    summary = (ROOT / "results" / "calibration" / "summary.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert insertion.between(readme, "calibration") == insertion.wrapped(summary).strip() + "\n", "run make results"

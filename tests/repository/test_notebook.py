"""The example notebook runs from top to bottom, and every cell shows something that a notebook can show.

Its cells are run in order in one fresh interpreter. A kernel would be the same interpreter behind thirty more packages
in the lock; what it adds, the display of a cell's last expression, is done here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "example.ipynb"
RUNNER = """
import ast, json, sys
names, shown = {"__name__": "__main__"}, []
for number, source in enumerate(json.load(sys.stdin)):
    tree = ast.parse(source, f"cell {number}")
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, f"cell {number}", "exec"), names)
    value = eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), names) if last else None
    draw = getattr(value, "_repr_html_", None)
    shown.append([repr(value), draw() if draw else None])
print(json.dumps(shown))
"""


def cells(kind: str) -> list[dict[str, object]]:
    return [cell for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> list[list[str]]:
    """The last value of each cell of code, as text and as HTML where it has some."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUNNER],
        input=json.dumps(["".join(cell["source"]) for cell in cells("code")]),
        cwd=tmp_path_factory.mktemp("notebook"),
        env={**os.environ, "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_every_cell_runs_and_shows_something(shown):
    assert len(shown) == len(cells("code"))
    assert all(text != "None" for text, _ in shown)


def test_a_result_shows_itself_as_a_table_with_pictures(shown):
    html = shown[0][1]
    assert html.count("<table") == 9
    assert html.count("<svg") > 9


def test_the_notebook_holds_no_outputs_and_is_of_the_form_that_jupyter_writes():
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells("code"))
    assert all(isinstance(cell["source"], list) and cell["metadata"] == {} for cell in notebook["cells"])
    assert NOTEBOOK.read_text(encoding="utf-8") == json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"

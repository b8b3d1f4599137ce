"""The house of the design: layers, names, data folders."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("foundation", "beliefs", "method", "engine", "simulation", "analysis", "publishing", "api", "commands")
BEYOND = {"engine": {"method"}, "publishing": {"engine"}}
"""Lower layers that a layer must not know either: the engine no names, publishing no sampling."""
NAMELESS = {"utils", "util", "helpers", "helper", "common", "base", "core", "misc"}
MODULES = sorted((ROOT / "simulate").rglob("*.py"))


def imported(source: str) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything that a module imports, wherever the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
            "import_module",
            "__import__",
        ):
            names = [item.value for item in node.args[:1] if isinstance(item, ast.Constant)]
            yield from ((node.lineno, str(name)) for name in names)


def offences(layer: str, source: str) -> list[str]:
    """Imports of a module of this layer that go up, sideways by a relative path, or to what it must not know."""
    place = LAYERS.index(layer)
    found = []
    for line, name in imported(source):
        package, _, rest = name.partition(".")
        target = rest.split(".")[0]
        if name.startswith("."):
            found.append(f"line {line}: {name} is relative")
        elif package == "simulate" and target not in LAYERS:
            found.append(f"line {line}: {name} is in no layer")
        elif package == "simulate" and (LAYERS.index(target) > place or target in BEYOND.get(layer, ())):
            found.append(f"line {line}: {layer} imports {name}")
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_down_the_layers(path: Path) -> None:
    parts = path.relative_to(ROOT / "simulate").parts
    if len(parts) == 1:
        assert parts == ("__init__.py",), "a module of the package belongs to a layer"
        # What users import from the package comes from the layer for them; at run time it is loaded by need.
        own = [name for _, name in imported(path.read_text()) if name.startswith(("simulate", "."))]
        assert all(name.startswith(("simulate.api.", "simulate.foundation.errors.")) for name in own)
        return
    assert offences(parts[0], path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "from simulate.commands import run",
        "import simulate.publishing.ranges.table",
        "from simulate import analysis",
        "def f():\n    from simulate.simulation.run import simulate",
        "if TYPE_CHECKING:\n    from simulate.publishing.ranges.rows import Row",
        "try:\n    pass\nexcept ValueError:\n    import simulate.analysis",
        'importlib.import_module("simulate.commands.main")',
        "from . import streams",
        "from ..commands import run",
        "from simulate.method.plan import Plan",
        "from simulate import read",
    ],
)
def test_no_import_that_leads_out_of_its_layer_is_overlooked(source: str) -> None:
    assert len(offences("engine", source)) == 1


def test_imports_that_lead_down_are_no_offence() -> None:
    source = "import numpy\nfrom simulate.engine import blocks\nfrom simulate.foundation.errors import RunError"
    assert offences("engine", source) == []


def test_every_layer_is_a_folder_and_every_folder_a_layer() -> None:
    folders = {path.name for path in (ROOT / "simulate").iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert folders == set(LAYERS)


def test_every_layer_says_in_one_line_what_it_holds() -> None:
    for layer in LAYERS:
        text = ast.get_docstring(ast.parse((ROOT / "simulate" / layer / "__init__.py").read_text(encoding="utf-8")))
        assert text, f"simulate/{layer}/__init__.py has no docstring"


def test_no_module_has_a_name_that_says_nothing() -> None:
    own = [path for folder in ("simulate", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")]
    names = {part: path for path in own for part in (path.stem, *path.relative_to(ROOT).parts[:-1])}
    assert NAMELESS & set(names) == set()


@pytest.mark.parametrize("folder", ["priors", "scenarios", "results"])
def test_a_data_folder_holds_no_code(folder: str) -> None:
    assert list((ROOT / folder).rglob("*.py")) == []


def test_documents_hold_no_code_but_what_builds_their_site() -> None:
    assert {path.relative_to(ROOT / "docs").parts[0] for path in (ROOT / "docs").rglob("*.py")} == {"site"}

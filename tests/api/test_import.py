"""What `import simulate` gives, and how little it takes."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import simulate

HEAVY = ["numpy", "scipy", "numba", "xarray", "matplotlib", "pint", "pydantic", "rich", "typer", "tree_sitter"]
SOURCE = Path(simulate.__file__).read_text(encoding="utf-8")


def loaded(code):
    """Modules that a fresh interpreter has loaded after a piece of code."""
    program = f"import sys, json\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_import_alone_loads_no_package_and_no_layer():
    modules = loaded("import simulate")
    assert not modules & set(HEAVY)
    assert [name for name in modules if name.startswith("simulate.")] == []


def test_to_name_errors_and_to_list_names_loads_no_package():
    assert not loaded("import simulate; simulate.InputError; dir(simulate); simulate.__version__") & set(HEAVY)


def test_to_read_a_scenario_needs_no_numbers():
    modules = loaded("import simulate; simulate.read('deepseek-v3'); simulate.shipped()")
    assert not modules & {"numpy", "scipy", "numba", "xarray", "matplotlib", "pint"}


def test_a_run_loads_what_it_needs_and_not_what_charts_and_files_need():
    modules = loaded("import simulate; print(simulate.run('deepseek-v3', draws=16_384)._repr_html_()[:0])")
    assert "numpy" in modules
    # Not pint: xarray looks for its arrays by importing it.
    assert not modules & {"matplotlib", "h5netcdf", "h5py", "scipy.stats", "typer", "jinja2"}


@pytest.mark.parametrize("name", simulate.__all__)
def test_every_public_name_is_there_and_documented(name):
    assert name in dir(simulate)
    assert getattr(simulate, name).__doc__
    assert getattr(simulate, name) == getattr(simulate, name)


def test_a_name_that_is_not_there_is_missing_as_in_any_module():
    with pytest.raises(AttributeError, match="module 'simulate' has no attribute 'rum'"):
        simulate.rum  # noqa: B018
    assert not hasattr(simulate, "np")


def test_type_checkers_see_the_names_that_are_loaded_by_need():
    (block,) = [node for node in ast.parse(SOURCE).body if isinstance(node, ast.If)]
    seen = {alias.name: node.module for node in block.body for alias in node.names if isinstance(node, ast.ImportFrom)}
    assert seen == simulate._HOME_OF
    assert sorted({*seen, "__version__"}) == simulate.__all__
    assert Path(simulate.__file__).with_name("py.typed").is_file()

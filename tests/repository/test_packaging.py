"""The wheel as users get it: built, installed into an empty environment, run where no checkout is near."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SEED_BENCHMARK = ["deepseek-v3", "gpt-4", "llama-3.1-405b", "mistral-nemo-12b", "nemotron-4-340b"]


def run(*command: str | Path, folder: Path) -> str:
    """What a command prints; its messages are in the failure where it fails."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PIP_", "VIRTUAL_ENV"))}
    done = subprocess.run(
        command, cwd=folder, env=kept, text=True, capture_output=True, check=False, timeout=240, encoding="utf-8"
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source archive as `python -m build` does, so that the archive is tried as well."""
    to = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", to, ROOT, folder=to)
    (found,) = to.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def binaries(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the programs of an environment that holds the wheel and sees the dependencies of this one.

    A `.pth` file shows them without the network. Links inside the folder that it names, such as the one of an
    editable installation, are not followed, so the wheel is the only wattif there.
    """
    place = tmp_path_factory.mktemp("empty") / "venv"
    builder = venv.EnvBuilder(with_pip=False)
    builder.create(place)
    binaries = Path(builder.ensure_directories(place).bin_path)
    purelib = run(binaries / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=place)
    pip = (sys.executable, "-m", "pip", "--python", binaries / "python", "--disable-pip-version-check")
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, folder=place)
    seen = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    Path(purelib.strip(), "dependencies.pth").write_text("\n".join(seen), encoding="utf-8")
    return binaries


def data_of(folder: str) -> set[str]:
    """Names of all files of a data folder of the checkout, as they lie in the package."""
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file() and path.name[0] != ".")
    return {f"simulate/_data/{path.relative_to(ROOT).as_posix()}" for path in files}


def test_the_wheel_holds_the_package_and_its_data_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        about = {name.partition(".dist-info/")[2] for name in archive.namelist()} - {""}
    code = (path for path in (ROOT / "simulate").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    expected = {path.relative_to(ROOT).as_posix() for path in code if path.name[0] != "."}
    accounts = (ROOT / "tests" / "conformance" / "accounts").glob("*.toml")
    expected |= {f"simulate/_data/accounts/{path.name}" for path in accounts}
    assert names == expected | data_of("priors") | data_of("scenarios")
    assert {"simulate/py.typed", "simulate/method/training.toml"} <= names
    assert {"licenses/LICENSE", "licenses/LICENSE-DATA", "entry_points.txt"} <= about


def test_the_installed_program_runs_the_seed_benchmark_outside_the_checkout(binaries: Path, tmp_path: Path) -> None:
    told = json.loads(run(binaries / "wattif", "run", "--draws", "16384", "--json", folder=tmp_path))
    assert sorted(model["id"] for model in told["models"]) == SEED_BENCHMARK
    for model in told["models"]:
        quantiles = model["quantities"]["facility_energy"]["quantiles"]
        assert 0 < quantiles["0.05"] < quantiles["0.5"] < quantiles["0.95"]
    assert list(tmp_path.iterdir()) == [], "without --to nothing is written"


def test_the_installed_program_writes_a_folder_of_results(binaries: Path, tmp_path: Path) -> None:
    """Report and charts need files of the package that no module is; one quantity, because charts take their time."""
    budget = ("schema = 1", 'name = "A budget"', 'method = "own"', 'priors.x.prior = "1 to 2"')
    text = "\n".join((*budget, 'quantities.y.equals = "2 * x"'))
    (tmp_path / "budget.toml").write_text(text, encoding="utf-8")
    run(binaries / "wattif", "run", "budget.toml", "--draws", "16384", "--to", "out", "--quiet", folder=tmp_path)
    written = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*")}
    assert {"ranges.nc", "ranges.csv", "report.md", "charts/y.svg", "charts/y.pdf", "charts/y.png"} <= written


def test_the_installed_program_finds_its_data_inside_the_package(binaries: Path, tmp_path: Path) -> None:
    imports = "import simulate; from simulate.foundation import datafolder as d"
    asked = f"{imports}; print(simulate.__file__, d.priors(), d.scenarios(), sep=chr(10))"
    told = [Path(text) for text in run(binaries / "python", "-c", asked, folder=tmp_path).splitlines()]
    package = told[0].parent
    assert binaries.parent in package.parents
    assert told[1:] == [package / "_data" / "priors", package / "_data" / "scenarios"]


def test_the_installed_program_knows_its_version(binaries: Path, tmp_path: Path) -> None:
    assert run(binaries / "wattif", "--version", folder=tmp_path).startswith(f"wattif {PROJECT['version']},")


def test_everything_that_the_package_imports_is_declared() -> None:
    """The environment of the tests holds more than a user's: an undeclared import would only fail there."""
    # pydantic's documentation takes its own error type from pydantic_core; the extra of h5netcdf is h5py;
    # Matplotlib cuts its fonts with fontTools, as we do when we make ours.
    brought = {"pydantic_core", "h5py", "fonttools"}
    declared = brought | {re.split(r"[^\w-]", item)[0].lower().replace("-", "_") for item in PROJECT["dependencies"]}
    owners = metadata.packages_distributions()
    missing = {
        f"{name} in {path.relative_to(ROOT)}"
        for path in (ROOT / "simulate").rglob("*.py")
        for name in top_level_imports(path.read_text(encoding="utf-8"))
        if name not in sys.stdlib_module_names and name != "simulate"
        if not declared & {owner.lower().replace("-", "_") for owner in owners.get(name, [name])}
    }
    assert missing == set()


def top_level_imports(source: str) -> set[str]:
    """First parts of the names of all modules that a source imports, wherever the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found

"""Time and memory, side by side with what people would use instead: `make bench` writes docs/reference/speed.md.

Programs take turns in fresh processes, five times; figures are medians with their spread. CPU per draw is the
difference between many draws and few, so that imports do not count.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from benchmarks import sensitivity
from benchmarks.measuring import ROOT, Process, measured, processor, shown

RUNS, FEW = 5, 16_384
PROGRAM = (sys.executable, "-c", "from simulate.commands.main import main; main()")
FOOTPRINT = (*PROGRAM, "run", "benchmarks/footprint-16.toml", "--quiet", "--interval", "0.95")
PAGE = ROOT / "docs" / "reference" / "speed.md"
HEAD = """# Speed and memory

Made by `make bench`, on the machine that it names; nothing here is typed. Programs take turns in fresh processes.
Figures are medians of five with their spread in brackets. *footprint-16* is the reference problem in `benchmarks/`: 16
independent inputs of seven families, 6 outputs, mean, sd and seven quantiles of each. The others keep all draws and
take their quantiles at the end, as people do; wattif also tells the numerical error of every figure.
"""


def _by(module: str) -> tuple[str, ...]:
    return (sys.executable, "-m", f"benchmarks.{module}")


def drawing() -> Iterator[str]:
    """CPU per draw and memory of footprint-16, by program."""
    tools: dict[str, tuple[Callable[[int], tuple[str, ...]], int]] = {
        "wattif, one thread": (lambda n: (*FOOTPRINT, "--threads", "1", "--draws", str(n)), 2**23),
        "wattif, independent draws": (
            lambda n: (*FOOTPRINT, "--threads", "1", "--sampler", "random", "--draws", str(n)),
            2**23,
        ),
        "NumPy": (lambda n: (*_by("by_numpy"), str(n)), 2**21),
        "squigglepy": (lambda n: (*_by("by_squigglepy"), str(n)), 2**20),
        "OpenTURNS": (lambda n: (*_by("by_openturns"), str(n)), 2**20),
    }
    per_draw: dict[str, list[float]] = {name: [] for name in tools}
    memory: dict[str, list[float]] = {name: [] for name in tools}
    for _ in range(RUNS):
        for name, (command, many) in tools.items():
            start, whole = measured(command(FEW)), measured(command(many))
            per_draw[name].append((whole.cpu - start.cpu) / (many - FEW) * 1e9)
            memory[name].append(whole.memory)
    yield "\n## Drawing\n\n| program | CPU ns per draw | times wattif's | draws | peak memory, MB |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    ours = per_draw["wattif, one thread"]
    for name, (_, many) in tools.items():
        ratio = [other / own for other, own in zip(per_draw[name], ours, strict=True)]
        yield f"| {name} | {shown(per_draw[name])} | {shown(ratio, 1)} | {many:,} | {shown(memory[name])} |"


def threads() -> Iterator[str]:
    """What a second thread gains."""
    gains = []
    for _ in range(RUNS):
        walls = {}
        for n in ("1", "2"):
            few, many = (measured((*FOOTPRINT, "--threads", n, "--draws", str(d))) for d in (FEW, 2**25))
            walls[n] = many.wall - few.wall
        gains.append(walls["1"] / walls["2"])
    yield f"\nTwo threads draw {shown(gains, 2)} times as fast as one."


def memory() -> Iterator[str]:
    """Peak memory of footprint-16 by draws, and of the seed's models."""
    yield "\n## Memory\n\n| what | draws | peak memory, MB |\n| --- | ---: | ---: |"
    for power in (20, 25, 30):
        process = measured((*FOOTPRINT, "--draws", str(2**power)))
        yield f"| footprint-16 | {2**power:,} | {process.memory:,.0f} |"
    for power in (16, 24):
        process = measured((*PROGRAM, "sensitivity", "benchmarks/footprint-16.toml", "--draws", str(2**power)))
        yield f"| footprint-16, sensitivity | {2**power:,} | {process.memory:,.0f} |"
    process = measured((*PROGRAM, "run", "--quiet", "--all"))
    yield f"| the seed's models, every quantity | {2**20:,} | {process.memory:,.0f} |"
    with tempfile.TemporaryDirectory() as folder:
        process = measured((*PROGRAM, "run", "--quiet", *_hundred(Path(folder))))
    yield f"| 100 models that share beliefs | {2**20:,} | {process.memory:,.0f} |"


def _hundred(folder: Path) -> list[str]:
    """A hundred scenarios like those of the seed, each with an id of its own."""
    scenarios = sorted(ROOT.glob("scenarios/*.toml"))
    paths = []
    for number in range(100):
        path = folder / f"model-{number}.toml"
        path.write_text(scenarios[number % len(scenarios)].read_text(encoding="utf-8"), encoding="utf-8")
        paths.append(str(path))
    return paths


def precision() -> Iterator[str]:
    """Seconds to a precision."""
    draws = {name: int(measured((*_by("precise"), name)).out) for name in ("numpy", "wattif")}
    tools = {"NumPy": ("numpy", "1"), "wattif, one thread": ("wattif", "1"), "wattif, two threads": ("wattif", "2")}
    seconds: dict[str, list[float]] = {name: [] for name in tools}
    for _ in range(RUNS):
        for name, (program, threads) in tools.items():
            process = measured((*_by("precise"), program, str(draws[program]), threads))
            seconds[name].append(float(process.out))
    yield "\n## Time to a precision\n"
    yield "Milliseconds until the 5 % and 95 % points of all six outputs are known to 0.1 %, by the program's own"
    yield "estimate of its error. Draws are those that suffice in the middle of fifteen seeds, in steps of an eighth of"
    yield "a power of two. wattif draws on all cores unless told otherwise:\n"
    yield "| program | draws | ms | NumPy's time in its own |\n| --- | ---: | ---: | ---: |"
    for name, (program, _) in tools.items():
        ratio = [theirs / ours for theirs, ours in zip(seconds["NumPy"], seconds[name], strict=True)]
        yield f"| {name} | {draws[program]:,} | {shown([1e3 * one for one in seconds[name]], 1)} | {shown(ratio, 1)} |"
    yield from _attempts()


def _attempts() -> Iterator[str]:
    """Seconds to a precision where nobody knows how many draws it takes."""
    found: dict[str, list[list[float]]] = {"numpy": [], "wattif": []}
    for seed in range(RUNS):
        for program, of_program in found.items():
            process = measured((*_by("precise"), program, "attempts", str(seed)))
            of_program.append([float(word) for word in process.out.split()])
    yield "\nNobody knows that number beforehand. Until all five quantiles that wattif publishes are known to 0.1 %,"
    yield "with all attempts: NumPy draws twice as many each time, wattif does what `--tolerance` does, which does not"
    yield "end on a lucky attempt, on all cores and with labels. Most of what NumPy takes goes into one quantile, which"
    yield "lies between two values that the peak power crowds around. Five seeds:\n"
    yield "| program | draws of the last attempt | ms | NumPy's time in its own |\n| --- | ---: | ---: | ---: |"
    for name, program in (("NumPy", "numpy"), ("wattif", "wattif")):
        seconds, draws = zip(*found[program], strict=True)
        ratio = [theirs[0] / own for theirs, own in zip(found["numpy"], seconds, strict=True)]
        yield f"| {name} | {shown(draws)} | {shown([1e3 * one for one in seconds])} | {shown(ratio)} |"


def indices() -> Iterator[str]:
    """Sobol' indices of footprint-16."""
    yield "\n## Sensitivity\n"
    yield from sensitivity.lines()


def commands() -> Iterator[str]:
    """Commands as users wait for them."""
    yield "\n## Waiting\n\n| command | seconds |\n| --- | ---: |"
    with tempfile.TemporaryDirectory() as folder:
        rows = {
            "`wattif --help`": ("--help",),
            "`wattif check` (the seed's models)": ("check", *_seed()),
            "`wattif run` (the seed's models)": ("run", "--quiet"),
            "`wattif run --to DIR`, with dataset and charts": ("run", "--quiet", "--to", folder),
            "`wattif sensitivity mistral-nemo-12b`": ("sensitivity", "mistral-nemo-12b", "--quiet"),
        }
        walls: dict[str, list[float]] = {name: [] for name in rows}
        for _ in range(RUNS):
            for name, words in rows.items():
                walls[name].append(measured((*PROGRAM, *words)).wall)
    for name, seconds in walls.items():
        yield f"| {name} | {shown(seconds, 2)} |"
    n, every = len(list(ROOT.glob("scenarios/*.toml"))), measured((*PROGRAM, "sensitivity", "scenarios", "--quiet"))
    yield f"| `wattif sensitivity scenarios`, the {n} shipped ones, once | {every.wall:.0f} |"
    cold = [_cold().wall for _ in range(RUNS)]
    yield f"| `wattif run`, the first time on a machine | {shown(cold, 2)} |"


def _seed() -> list[str]:
    names = ("deepseek-v3", "gpt-4", "llama-3.1-405b", "mistral-nemo-12b", "nemotron-4-340b")
    return [f"scenarios/{name}.toml" for name in names]


def _cold() -> Process:
    """A run with nothing compiled and no table made, which leaves both behind."""
    with tempfile.TemporaryDirectory() as folder:
        process = measured((*PROGRAM, "run", "--quiet"), {"WATTIF_CACHE_DIR": folder})
        compiled, tables = (len(list(Path(folder, kind).iterdir())) for kind in ("kernels", "tables"))
        assert compiled > 15, "a cold run compiles"
        assert tables > 20, "a cold run makes tables"
    return process


def main() -> None:
    """Measure, print and write."""
    names = ("wattif", "numpy", "scipy", "numba", "squigglepy", "openturns")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in names)
    lines = [HEAD, f"{processor()}, {os.cpu_count()} cores, Python {platform.python_version()}; {versions}."]
    for part in (drawing, threads, precision, indices, memory, commands):
        for line in part():
            lines.append(line)
            print(line, flush=True)
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

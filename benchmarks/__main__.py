"""Time and memory of whole processes, interleaved: wattif and plain NumPy on footprint-16, and the default run.

Prints medians of five with their spread; the start of Python and its imports is measured apart, by a run of the least
number of draws, and taken off where a figure is per draw.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).parent
SCENARIO = str(HERE / "footprint-16.toml")
RUNS, FEW, MANY = 5, 16_384, 4 * 2**20
PROGRAM = (sys.executable, "-c", "from simulate.commands.main import main; main()", "run", "--quiet")
WATTIF = (*PROGRAM, SCENARIO, "--interval", "0.95", "--draws")
NUMPY = (sys.executable, "-m", "benchmarks.by_numpy")


def measured(command: Sequence[str]) -> tuple[float, float]:
    """CPU seconds and peak memory in MB of one process, from the operating system's own accounts."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=HERE.parent)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"failed: {' '.join(command)}")
    kilobyte = 1024 if platform.system() == "Darwin" else 1
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024 / kilobyte


def shown(values: Sequence[float], digits: int = 0) -> str:
    """Median and spread."""
    return f"{statistics.median(values):,.{digits}f} ({min(values):,.{digits}f} to {max(values):,.{digits}f})"


def main() -> None:
    """Run and print."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("wattif", "numpy", "scipy"))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {versions}")
    tools = {"wattif": WATTIF, "NumPy": NUMPY}
    per_draw: dict[str, list[float]] = {name: [] for name in tools}
    memory: dict[str, list[float]] = {name: [] for name in tools}
    for _ in range(RUNS):
        for name, command in tools.items():
            start, _ = measured([*command, str(FEW)])
            whole, peak = measured([*command, str(MANY)])
            per_draw[name].append((whole - start) / (MANY - FEW) * 1e9)
            memory[name].append(peak)
    print(f"\nfootprint-16, {MANY:,} draws, one core\n")
    print("| program | CPU ns per draw | peak memory, MB |\n| --- | ---: | ---: |")
    for name in tools:
        print(f"| {name} | {shown(per_draw[name])} | {shown(memory[name])} |")
    began = time.perf_counter()
    cpu, peak = measured(PROGRAM)
    wall = time.perf_counter() - began
    print(f"\nwattif run (seed benchmark's models): {wall:.1f} s wall, {cpu:.1f} s CPU, {peak:,.0f} MB")


if __name__ == "__main__":
    main()

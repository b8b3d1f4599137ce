"""Whole processes, measured by the operating system's own accounts."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Process:
    """What one process took: seconds on the clock and of CPU, peak memory in MB, and what it printed."""

    wall: float
    cpu: float
    memory: float
    out: str


def measured(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Process:
    """One process from start to end."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        text=True,
        env={**os.environ, **(environment or {})},
    )
    assert process.stdout is not None
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"failed: {' '.join(command)}")
    kilobyte = 1024 if platform.system() == "Darwin" else 1
    return Process(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024 / kilobyte, out)


def shown(values: Sequence[float], digits: int = 0) -> str:
    """Median and spread."""
    return f"{statistics.median(values):,.{digits}f} ({min(values):,.{digits}f} to {max(values):,.{digits}f})"


def processor() -> str:
    """The processor's own name."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())

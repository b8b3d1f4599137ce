"""What a run will take, told before it is drawn: memory for draws that are kept, and time."""

from __future__ import annotations

import os
from collections.abc import Sequence

from simulate.engine import blocks
from simulate.foundation.errors import RunError
from simulate.method.plan import Plan

BYTES = 8
COPIES = 3
"""Of every draw that is kept: from the machine, by model, in the dataset."""
_SHARE = 0.9
"""Of the free memory that a run may take."""
_PER_QUANTITY = 2.5e-9
"""Seconds that a draw of one quantity takes on one core: 437 ns for the 330 of the seed's models on a fast one."""


def check(plans: Sequence[Plan], draws: int, *, keep: bool) -> None:
    """RunError where the draws to be kept do not fit into memory, with the number that does."""
    if keep:
        check_kept(_quantities(plans), draws, on_disk=True)


def check_kept(n_quantities: int, draws: int, *, on_disk: bool = False) -> None:
    """RunError where so many draws of so many quantities do not fit into memory, with the number that does."""
    free = free_memory()
    if free is None:
        return
    each = COPIES * BYTES * n_quantities
    wanted, room = each * blocks.rounded(draws), _SHARE * free
    if wanted > room:
        fitting = int(room // each) // blocks.GRAIN * blocks.GRAIN
        instead = f"--draws {fitting} fits" if fitting else "not even 16,384 draws fit: name fewer models"
        disk = f" and {_gigabytes(wanted / COPIES)} on disk" if on_disk else ""
        raise RunError(
            f"keeping {blocks.rounded(draws):,} draws of {n_quantities} quantities takes {_gigabytes(wanted)} of "
            f"memory{disk}; {_gigabytes(free)} of memory are free: {instead}"
        )


def seconds(plans: Sequence[Plan], draws: int, threads: int) -> float:
    """About how long drawing takes, within a factor of three."""
    return draws * _PER_QUANTITY * _quantities(plans) / threads


def cores() -> int:
    """How many cores this process may use."""
    available = getattr(os, "sched_getaffinity", None)
    return len(available(0)) if available else os.cpu_count() or 1


def free_memory() -> float | None:
    """Bytes of memory that can be had without swapping; None where the system does not tell."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:  # noqa: PTH123 -- a file of the system, not of the user
            for line in lines:
                if line.startswith("MemAvailable:"):
                    return 1024.0 * int(line.split()[1])
        return float(os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (OSError, ValueError, AttributeError):
        return None


def _quantities(plans: Sequence[Plan]) -> int:
    return sum(len(plan.quantities) for plan in plans)


def _gigabytes(size: float) -> str:
    return f"{size / 1e9:,.1f} GB"

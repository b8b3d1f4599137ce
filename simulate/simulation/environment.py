"""What else decides the last bits of a number: packages, Python, the kind of machine."""

from __future__ import annotations

import platform
from functools import cache
from importlib import metadata

PACKAGES = ("numpy", "scipy", "numba", "llvmlite", "xarray", "h5netcdf", "h5py")
"""Packages that numbers and files pass through; the first four decide bits."""


@cache
def here() -> dict[str, str]:
    """Versions by name, and the processor that the kernels were compiled for."""
    from llvmlite import binding  # heavy, and loaded by the kernels already where there are draws

    versions = {name: metadata.version(name) for name in PACKAGES}
    machine = {"system": platform.system(), "machine": platform.machine(), "processor": binding.get_host_cpu_name()}
    return {"python": platform.python_version(), **versions, **machine}

"""NumPy and scipy.special, imported at their first use.

`wattif --help` and `wattif check` must start in 0.3 to 0.4 s; NumPy alone takes 0.1 s and SciPy's special functions
0.1 s more, and most priors can be checked with `math`. Modules that only compute when asked take both from here.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING, Any

__all__ = ["np", "special"]


class _Lazy(ModuleType):
    """Stands in for a module until the first attribute is asked for."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 -- attributes of a module are of any type
        return getattr(importlib.import_module(self.__name__), name)


if TYPE_CHECKING:
    import numpy as np
    from scipy import special
else:
    np = _Lazy("numpy")
    special = _Lazy("scipy.special")

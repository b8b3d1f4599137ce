"""wattif: ranges instead of points for what it takes to train an AI model.

>>> import simulate
>>> result = simulate.run("deepseek-v3", "gpt-4")
>>> print(result.range("facility_energy", "gpt-4"))

Names are loaded at their first use: `import simulate` by itself takes no time.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulate.api.comparing import Answer, Comparison, Waterfall, compare
    from simulate.api.result import Range, Result, load
    from simulate.api.running import run
    from simulate.api.scenarios import Scenario, read, shipped
    from simulate.api.studying import Sensitivity, sensitivity
    from simulate.foundation.errors import InputError, Problem, RunError, UsageError

__all__ = [
    "Answer",
    "Comparison",
    "InputError",
    "Problem",
    "Range",
    "Result",
    "RunError",
    "Scenario",
    "Sensitivity",
    "UsageError",
    "Waterfall",
    "__version__",
    "compare",
    "load",
    "read",
    "run",
    "sensitivity",
    "shipped",
]

_HOMES = {
    "simulate.api.comparing": ("Answer", "Comparison", "Waterfall", "compare"),
    "simulate.api.result": ("Range", "Result", "load"),
    "simulate.api.running": ("run",),
    "simulate.api.scenarios": ("Scenario", "read", "shipped"),
    "simulate.api.studying": ("Sensitivity", "sensitivity"),
    "simulate.foundation.errors": ("InputError", "Problem", "RunError", "UsageError"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:  # noqa: ANN401 -- attributes of a module are of any type
    """A public name, from its module (PEP 562)."""
    if name == "__version__":
        return importlib.import_module("importlib.metadata").version("wattif")
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""What people do without a simulation, as forecasts from the same inputs.

Rated power x hours is the convention of most model cards; 0.75 of it, a utilisation of 0.375 between 0.1 and 0.65, and
a factor of 0.31 to 3.6 around a point are Epoch AI's (Trends in the cost of training; models dataset).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]
Known = Mapping[str, float]
"""Medians of what the scenario says, by quantity."""

ENERGY_BY_HOURS = "energy given hours"
HOURS_BY_SIZE = "hours given size and data"
ENERGY_BY_SIZE = "energy given size and data"
OTHER = "other"

NEEDED = (
    "accelerator_hours",
    "compute",
    "peak_flops",
    "accelerator_rated_power",
    "server_rated_power",
    "accelerators_per_server",
    "pue",
)
RATED, RATED_075, UTILISATION, FACTOR = (
    "rated power x hours",
    "0.75 x rated power x hours",
    "utilisation 0.375 (0.1 to 0.65)",
    "a point x (0.31 to 3.6)",
)
BASELINES = (RATED, RATED_075, UTILISATION, FACTOR)
_MFU, _LOWEST, _HIGHEST = 0.375, 0.1, 0.65
_FRACTION = 0.75
_SECONDS = 3600.0
_POINTS = (np.arange(2_000) + 0.5) / 2_000


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be forecast: the class of the case, and the boundary of its energy: chips or servers, at the meter."""

    task: str
    of_chips: bool = False
    at_meter: bool = False

    @classmethod
    def of(cls, task: str, quantity: str, rests_on: Collection[str]) -> Target:
        """The target by all that a quantity rests on, so that a quantity of a scenario's own has its boundary too."""
        chips = "accelerator_energy" in rests_on and "server_energy" not in rests_on
        return cls(task, chips or quantity == "accelerator_energy", "pue" in rests_on)


def forecasts(target: Target, known: Known) -> dict[str, Floats]:
    """Baseline -> equally probable values, in h for hours and in Wh for energy; none where an input is missing."""
    made: dict[str, Floats] = {}
    for name, forecast in _FORECASTS.get(target.task, {}).items():
        try:
            made[name] = np.atleast_1d(forecast(target, known))
        except KeyError:
            continue
    return made


def _hours(known: Known, mfu: float | Floats = _MFU) -> float | Floats:
    """Hours by 6 N D over the peak and a utilisation, the square way."""
    return known["compute"] / (known["peak_flops"] * _SECONDS * mfu)


def _watts(target: Target, known: Known) -> float:
    """Rated power per accelerator at the boundary of the target: chip or server, and the meter's share."""
    by_server = not target.of_chips and {"server_rated_power", "accelerators_per_server"} <= set(known)
    watts = known["accelerator_rated_power"] if not by_server else _server_watts(known)
    return watts * known["pue"] if target.at_meter else watts


def _server_watts(known: Known) -> float:
    """Rated power of a server per accelerator, of kW."""
    return 1000.0 * known["server_rated_power"] / known["accelerators_per_server"]


def _uniform_mfu() -> Floats:
    return _LOWEST + (_HIGHEST - _LOWEST) * _POINTS


def _factor() -> Floats:
    """5 % below 0.31, half below 1, 5 % above 3.6: two halves of a normal in the logarithm."""
    z = special.ndtri(_POINTS) / special.ndtri(0.95)
    return np.asarray(np.where(z < 0, 0.31 ** (-z), 3.6**z), dtype=np.float64)


_FORECASTS: dict[str, dict[str, Callable[[Target, Known], float | Floats]]] = {
    ENERGY_BY_HOURS: {
        RATED: lambda target, known: known["accelerator_hours"] * _watts(target, known),
        RATED_075: lambda target, known: _FRACTION * known["accelerator_hours"] * _watts(target, known),
        FACTOR: lambda target, known: _FRACTION * known["accelerator_hours"] * _watts(target, known) * _factor(),
    },
    HOURS_BY_SIZE: {
        UTILISATION: lambda _, known: _hours(known, _uniform_mfu()),
        FACTOR: lambda _, known: _hours(known) * _factor(),
    },
    ENERGY_BY_SIZE: {
        RATED: lambda target, known: _hours(known) * _watts(target, known),
        RATED_075: lambda target, known: _FRACTION * _hours(known) * _watts(target, known),
        UTILISATION: lambda target, known: _FRACTION * _hours(known, _uniform_mfu()) * _watts(target, known),
        FACTOR: lambda target, known: _FRACTION * _hours(known) * _watts(target, known) * _factor(),
    },
}

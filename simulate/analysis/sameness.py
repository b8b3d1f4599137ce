"""Whether two datasets that should be one are: to the bit, to some units in the last place, or not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from simulate.engine.streams import FloatArray

AGREE = 1e-9
"""Across machines numbers agree to so much of the quantity (design, Engine)."""
_FLIPPED = 16
"""Draws that may cross a threshold because their last bits differ."""
_OF_SPREAD = ("error", "mean_error", "sd_error", "sd")
"""Companions that are differences of numbers, and so as exact as those numbers are."""
COMPARED = (
    "title",
    "estimates",
    "disclosed",
    "not_computable",
    "undefined",
    "thresholds",
    "warnings",
    "priors",
    "studies",
)
"""Attributes that follow from the draws or the priors; others say when and with what a dataset was made."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs in one variable or attribute: the largest relative difference, its units in the last place, where.

    `relative` is infinite where one side has no number or another text.
    """

    name: str
    relative: float
    ulp: float
    where: str
    then: str
    now: str
    beyond: bool


@dataclass(frozen=True, slots=True)
class Sameness:
    """All differences, those beyond agreement first; `numbers` is how many were compared."""

    numbers: int
    differences: tuple[Difference, ...]

    @property
    def identical(self) -> bool:
        """Whether every bit and every character is the same."""
        return not self.differences

    @property
    def agrees(self) -> bool:
        """Whether all differences are rounding."""
        return not any(item.beyond for item in self.differences)

    @property
    def ulp(self) -> float:
        """The largest difference in units in the last place."""
        return max((item.ulp for item in self.differences), default=0.0)


def compare(then: xr.Dataset, now: xr.Dataset) -> Sameness:
    """Every variable, coordinate and telling attribute of two datasets side by side."""
    found: list[Difference] = []
    numbers = 0
    for name in dict.fromkeys([*map(str, then.variables), *map(str, now.variables)]):
        if name not in then.variables or name not in now.variables:
            side = "only now" if name in now.variables else "only then"
            found.append(_unlike(name, "", *(("", side) if name in now.variables else (side, ""))))
            continue
        numbers += int(then.variables[name].size)
        found += _variable(name, then, now)
    draws = float(then.attrs.get("draws", 0) or 0)
    for name in COMPARED:
        found += _texts(name, _json(then.attrs, name), _json(now.attrs, name), draws)
    return Sameness(numbers, tuple(sorted(found, key=lambda item: (not item.beyond, -item.relative))))


def _variable(name: str, then: xr.Dataset, now: xr.Dataset) -> Iterator[Difference]:
    a, b = then.variables[name], now.variables[name]
    if a.dims != b.dims or a.shape != b.shape:
        yield _unlike(name, "", f"{dict(a.sizes)}", f"{dict(b.sizes)}")
        return
    if a.dtype.kind not in "fiu" or b.dtype.kind not in "fiu":
        for where in np.argwhere(np.asarray(a.values != b.values))[:1]:
            yield _unlike(name, _place(then, a, where), str(a.values[tuple(where)]), str(b.values[tuple(where)]))
        return
    x, y = np.asarray(a.values, dtype=float), np.asarray(b.values, dtype=float)
    if np.array_equal(x, y, equal_nan=True):
        return
    scale = _scale(name, then, x, y)
    relative = _relative(x, y, scale)
    worst = np.unravel_index(int(np.argmax(relative)), relative.shape)
    one, other, most = float(x[worst]), float(y[worst]), float(relative[worst])
    ulp = _ulp(one, other, float(scale[worst]))
    yield Difference(name, most, ulp, _place(then, a, worst), f"{one!r}", f"{other!r}", most > AGREE)


def _scale(name: str, dataset: xr.Dataset, x: FloatArray, y: FloatArray) -> FloatArray:
    """What a difference is measured by: the numbers, and for errors and spreads also the quantity they belong to."""
    with np.errstate(invalid="ignore"):
        scale: FloatArray = np.fmax(np.abs(x), np.abs(y))
    quantity, _, part = name.partition(".")
    if part in _OF_SPREAD and quantity in dataset.variables and "quantile" in dataset.variables[quantity].dims:
        of = np.abs(dataset.variables[quantity].values)
        typical = np.fmax.reduce(of, axis=-1)
        scale = np.fmax(scale, typical.reshape(typical.shape + (1,) * (x.ndim - typical.ndim)))
    return np.broadcast_to(scale, x.shape)


def _relative(x: FloatArray, y: FloatArray, scale: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.abs(x - y) / scale
    same = (x == y) | (np.isnan(x) & np.isnan(y))
    return np.where(same, 0.0, np.where(np.isfinite(relative), relative, np.inf))


def _ulp(x: float, y: float, scale: float) -> float:
    """The difference in units in the last place of what it is measured by."""
    return abs(x - y) / float(np.spacing(scale)) if np.isfinite(x - y) and scale > 0 else float("inf")


def _place(dataset: xr.Dataset, variable: xr.Variable, index: Any) -> str:  # noqa: ANN401 -- an index of NumPy's
    named = []
    for dim, position in zip(variable.dims, index, strict=True):
        label = dataset.variables[dim].values[position] if dim in dataset.variables else int(position)
        named.append(f"{dim} {label}")
    return ", ".join(named)


def _json(attrs: Mapping[Any, Any], name: str) -> Any:  # noqa: ANN401 -- JSON is of any type
    text = attrs.get(name)
    if not isinstance(text, str) or name == "title":
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _texts(name: str, a: Any, b: Any, draws: float) -> list[Difference]:  # noqa: ANN401 -- JSON is of any type
    """The worst difference of two attributes."""
    found = [_text(name, where, one, other, draws) for where, one, other in _leaves(a, b, "")]
    return sorted(found, key=lambda item: (not item.beyond, -item.relative))[:1]


def _text(name: str, where: str, a: Any, b: Any, draws: float) -> Difference:  # noqa: ANN401 -- JSON is of any type
    """Numbers in attributes are somebody's figures, or shares of draws, where a few may cross a threshold."""
    if not (isinstance(a, float | int) and isinstance(b, float | int)):
        return _unlike(name, where, str(a), str(b))
    size = max(abs(a), abs(b))
    relative = abs(a - b) / size
    beyond = relative > AGREE and abs(a - b) > _FLIPPED / max(draws, 1.0)
    return Difference(name, relative, _ulp(a, b, size), where, repr(a), repr(b), beyond)


def _leaves(a: Any, b: Any, where: str) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401 -- JSON is of any type
    if isinstance(a, dict) and isinstance(b, dict):
        for key in {**a, **b}:
            yield from _leaves(a.get(key), b.get(key), f"{where} {key}".strip())
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for number, (one, other) in enumerate(zip(a, b, strict=True), 1):
            yield from _leaves(one, other, f"{where} {number}".strip())
    elif a != b:
        yield where, a, b


def _unlike(name: str, where: str, then: str, now: str) -> Difference:
    return Difference(name, float("inf"), float("inf"), where, then, now, beyond=True)

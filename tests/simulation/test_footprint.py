"""The reference problem of the benchmarks, against the same problem written out in NumPy."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks import by_numpy
from simulate.api import selection
from simulate.beliefs.library import Library
from simulate.simulation.run import Request, simulate

FOOTPRINT = Path(by_numpy.__file__).with_name("footprint-16.toml")


def test_footprint_16_agrees_with_plain_numpy():
    plans = selection.plans(selection.scenarios([str(FOOTPRINT)], Library()))
    ranges = simulate(plans, Request(draws=2**18, interval=0.95)).ranges
    n = 2**18
    for name, draws in by_numpy.draw(n, seed=1).items():
        level = [0.05, 0.5, 0.95]
        ours = ranges[name].sel(model="footprint-16", quantile=level).values
        parts = draws.reshape(16, -1)
        theirs = np.quantile(parts, level, axis=1).std(axis=1, ddof=1) / 4
        error = ranges[f"{name}.error"].sel(model="footprint-16", quantile=level).values
        assert ranges[f"{name}.mean_error"].item() < draws.std() / n**0.5 / 2, "evenly spread points know more"
        assert np.all(np.abs(ours - np.quantile(draws, level)) < 5 * np.hypot(error, theirs))
        allowed = 5 * np.hypot(ranges[f"{name}.mean_error"].item(), draws.std() / n**0.5)
        assert ranges[f"{name}.mean"].item() == pytest.approx(draws.mean(), abs=allowed)

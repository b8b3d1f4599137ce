"""From distributions to functions that turn signed tails into values: closed forms, cubic tables, windows, steps.

Families register here how they are drawn; a family that does not is drawn through a verified table of its exact
quantiles, which needs nothing but its `ppf` and `isf`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial, singledispatch

import numpy as np

from simulate.beliefs.families.affine import Affine
from simulate.beliefs.families.arcsine import Arcsine
from simulate.beliefs.families.distribution import Distribution
from simulate.beliefs.families.empirical import Empirical
from simulate.beliefs.families.logitnormal import Logitnormal
from simulate.beliefs.families.lognormal import Lognormal
from simulate.beliefs.families.metalog import Metalog
from simulate.beliefs.families.mixture import Mixture
from simulate.beliefs.families.normal import Normal
from simulate.beliefs.families.points import Choice, Point
from simulate.beliefs.families.trapezoidal import Trapezoidal
from simulate.beliefs.families.truncated import Truncated
from simulate.beliefs.families.uniform import Loguniform, Uniform
from simulate.beliefs.families.weibull import Weibull
from simulate.engine import table
from simulate.engine.halves import exactly
from simulate.engine.streams import FloatArray, signed

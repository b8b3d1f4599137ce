"""What every family of distributions can answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]


class Distribution(ABC):
    """A univariate probability distribution, checked on construction and immutable afterwards.

    `cdf`, `sf`, `support`, `mean`, `sd` are floats computed without NumPy where mathematics allows, because they are
    asked while a file is checked; `ppf` and `isf` take and return arrays, because they are asked while draws are made.

    Accuracy of `ppf(p)` and `isf(p)`: at most 1e-9 (|q| + q75 - q25) for p between 1e-6 and 1 - 1e-6, and 1e-6 of the
    same scale out to 1e-12.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def support(self) -> tuple[float, float]:
        """Smallest closed interval that holds all probability; infinite where a tail is."""

    @property
    @abstractmethod
    def mean(self) -> float:
        """Expected value; nan where it does not exist, inf where it is infinite."""

    @property
    @abstractmethod
    def sd(self) -> float:
        """Standard deviation; nan or inf where there is none."""

    @abstractmethod
    def cdf(self, x: float) -> float:
        """Probability of values up to and including x."""

    @abstractmethod
    def sf(self, x: float) -> float:
        """Probability of values above x, without cancellation in the upper tail."""

    @abstractmethod
    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        """Quantiles for lower-tail probabilities p in [0, 1], any shape."""

    @abstractmethod
    def isf(self, q: npt.ArrayLike) -> FloatArray:
        """Quantiles for upper-tail probabilities q in [0, 1], any shape; ppf(1 - q) without cancellation."""

    @property
    def median(self) -> float:
        """The value with as much probability below as above."""
        return float(self.ppf(0.5))

"""Names, ratios and probabilities of a comparison in words, the same in tables and charts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simulate.publishing.wording import digits
from simulate.publishing.wording.digits import Number
from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from simulate.analysis.comparison import Compared
    from simulate.analysis.pairs import Pair

WHATEVER_THE_ORDER = "share of the change, whatever the order (Shapley)"


def name_of(found: Compared, id_: str) -> str:
    """The name of a model, or its id where two have one name."""
    name = found.names[id_]
    return clean(name) if list(found.names.values()).count(name) == 1 else id_


def ratio_text(pair: Pair, probability: float) -> tuple[str, str, str]:
    """Median, lower and upper bound of a ratio; `a point` and nothing where it has no range, `undefined` alike."""
    tail = (1 - probability) / 2
    levels = list(pair.ratio)
    low, high = (min(levels, key=lambda q: abs(q - p)) for p in (tail, 1 - tail))
    first, middle, last = (Number(pair.ratio[q], pair.ratio_error[q]) for q in (low, 0.5, high))
    lower, median, upper = digits.texts(first, middle, last)
    if all(math.isnan(number.value) for number in (first, middle, last)):
        return "undefined", "", ""
    return (median, "a point", "") if digits.is_point(first.value, last.value) else (median, lower, upper)


def chance(pair: Pair) -> str:
    """The probability that the first needs less, no surer than the draws can show."""
    if pair.p_equal == 1.0:
        return "equal"
    return probability_text(pair.p_less, pair.p_less_error)


def probability_text(share: float, error: float) -> str:
    """`82 %`, `below 0.1 %`, `above 99.9 %`, `always`, `never`, `undefined`."""
    if math.isnan(share):
        return "undefined"
    if error == 0.0:
        return "always" if share == 1.0 else "never" if share == 0.0 else f"{100 * share:.3g} %"
    if share < 0.001:
        return "below 0.1 %"
    if share > 0.999:
        return "above 99.9 %"
    return f"{100 * share:.1f} %" if share < 0.05 or share > 0.95 else f"{100 * share:.0f} %"


def times(factor: float) -> str:
    """A factor as `x0.56`."""
    return f"x{digits.significant(factor, 2 if factor < 0.995 or factor >= 9.95 else 3)}"

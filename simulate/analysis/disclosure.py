"""The value of disclosure: by how much a range would narrow, on average, if one quantity were known.

Narrowing of Y by knowing Q is 1 - E[width of Y's range given Q] / width of Y's range, widths on the log scale where Y
is positive. It is no variance: a quantity may well widen a range, and then it is negative. The gain under the interval
score, of a forecaster who knows Q over one who does not, is never negative.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulate.analysis import conditioning
from simulate.analysis.conditioning import Widths
from simulate.analysis.draws import Draws
from simulate.engine.streams import FloatArray

_POINT = 1e-9


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What knowing one candidate is worth for one output.

    Spans are factors (upper over lower bound) where `log`, else widths in the unit of the output; `span_then` is the
    geometric mean of the span given what is known.
    """

    name: str
    narrowing: float
    error: float
    gain: float
    span_now: float
    span_then: float
    log: bool


def disclosures(draws: Draws, probability: float) -> list[list[Disclosure]]:
    """For each output, what each candidate is worth that it has anything to do with; the best first."""
    logged = np.asarray((draws.outputs > 0).all(axis=1))
    scaled = draws.outputs.copy()
    np.log(draws.outputs, out=scaled, where=logged[:, None])
    now = conditioning.unconditional(scaled, probability)
    found: list[list[Disclosure]] = [[] for _ in draws.outputs]
    for candidate, values, known in zip(draws.candidates, draws.values, draws.known, strict=True):
        connected = [
            n for n, rests in enumerate(draws.rests_on) if rests & candidate.rests_on and now.width[n] > _POINT
        ]
        if not connected or values.min() == values.max():
            continue
        then = conditioning.widths(known, scaled[connected], probability)
        for k, n in enumerate(connected):
            found[n].append(_disclosure(candidate.name, now, n, then, k, bool(logged[n])))
    return [sorted(items, key=lambda item: -item.narrowing) for items in found]


def _disclosure(name: str, now: Widths, n: int, then: Widths, k: int, log: bool) -> Disclosure:
    width, left = float(now.width[n]), float(then.width[k])
    narrowing = 1.0 - left / width
    error = float(np.hypot(then.error[k], left / width * now.error[n])) / width
    gain = 1.0 - float(then.score[k]) / float(now.score[n])
    spans = [float(np.exp(w)) if log else w for w in (width, left)]
    return Disclosure(name, narrowing, error, max(gain, 0.0), spans[0], spans[1], log)


def spans(outputs: FloatArray, probability: float) -> list[tuple[float, bool]]:
    """Span of each output, and whether it is a factor."""
    found = []
    for row in outputs:
        low, high = np.quantile(row, [(1 - probability) / 2, (1 + probability) / 2])
        log = bool(row.min() > 0)
        found.append((float(high / low if log else high - low), log))
    return found

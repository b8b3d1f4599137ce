"""What a developer could be asked for: what it would tell, and what it would settle, side by side and never mixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from simulate.analysis.disclosure import Disclosure
from simulate.analysis.draws import Draws, ancestors
from simulate.analysis.settling import Settled
from simulate.foundation.units import Unit
from simulate.method.plan import Plan


@dataclass(frozen=True, slots=True)
class Ask:
    """What disclosing something is worth for an output, and what it would settle."""

    name: str
    label: str
    kind: str
    askable: bool
    ingredient: bool
    same_dimension: bool
    dimension: str
    disclosure: Disclosure
    settles: Settled | None

    @property
    def span_settled(self) -> float | None:
        """Span of the output if the route that is completed were used."""
        return None if self.settles is None else self.settles.spans.get("")


def asks(
    plan: Plan,
    output: str,
    now: tuple[float, bool],
    draws: Draws,
    worth: Sequence[Disclosure],
    settling: Sequence[Settled],
) -> tuple[Ask, ...]:
    """Candidates by narrowing, then quantities without a prior, which tell nothing but may settle a route.

    `now` is the span of the output, and whether it is a factor.
    """
    known = {candidate.name: candidate for candidate in draws.candidates}
    chain = ancestors(plan).get(output, frozenset()) | {output}
    settles = _settles(output, [item for item in settling if item.quantity in chain])
    asks = [
        Ask(
            name=found.name,
            label=known[found.name].label,
            kind=known[found.name].kind,
            askable=known[found.name].askable or plan.scenario.own_method,
            ingredient=output in known[found.name].above,
            same_dimension=found.name == output or _alike(known[found.name].unit, plan, output),
            dimension=_dimension(known[found.name].unit),
            disclosure=found,
            settles=settles.get(found.name),
        )
        for found in worth
    ]
    told = {ask.name for ask in asks}
    return (*asks, *(_missing(plan, output, now, one) for name, one in settles.items() if name not in told))


def _missing(plan: Plan, output: str, now: tuple[float, bool], settles: Settled) -> Ask:
    quantity = plan.method[settles.name]
    nothing = Disclosure(settles.name, 0.0, 0.0, 0.0, now[0], now[0], now[1])
    return Ask(
        name=settles.name,
        label=quantity.label,
        kind="missing",
        askable=True,
        ingredient=True,
        same_dimension=_alike(quantity.unit, plan, output),
        dimension=_dimension(quantity.unit),
        disclosure=nothing,
        settles=settles,
    )


def _settles(output: str, settling: Sequence[Settled]) -> dict[str, Settled]:
    """By what is disclosed, the route that would leave least of an output's range; its span under the empty name."""
    best: dict[str, Settled] = {}
    for item in settling:
        if output in item.spans and item.name != output:
            one = replace(item, spans={"": item.spans[output]})
            if item.name not in best or one.spans[""] < best[item.name].spans[""]:
                best[item.name] = one
    return best


def _dimension(unit: Unit | None) -> str:
    return str(unit.dimension) if unit is not None and unit.dimension else ""


def _alike(unit: Unit | None, plan: Plan, output: str) -> bool:
    """Whether an ask is of the dimension of the output: to ask for energy is no way to learn energy."""
    return bool(_dimension(unit)) and _dimension(unit) == _dimension(plan.method[output].unit)

"""What models drawn together have in common, and what each has for itself."""

from __future__ import annotations

from dataclasses import dataclass

from simulate.analysis.factors import reach
from simulate.analysis.together import Together


@dataclass(frozen=True, slots=True)
class Shared:
    """A belief that two or more models have in common: what is unknown of it moves all of them alike."""

    quantity: str
    label: str
    stated_in: str
    models: tuple[str, ...]


def sharing(drawn: Together) -> tuple[tuple[Shared, ...], dict[str, tuple[str, ...]]]:
    """What two or more models share of what is uncertain in the quantities compared, and what each has for itself."""
    users: dict[int, dict[str, int]] = {}
    for id_, model in zip(drawn.ids, drawn.assembled.models, strict=True):
        moves = reach(model.program)
        for position, item in enumerate(model.inputs):
            if not moves[position]:
                continue
            low, high = item.quantile.distribution.support
            if low < high:
                users.setdefault(item.belief, {}).setdefault(id_, position)
    shared, separate = [], {id_: list[str]() for id_ in drawn.ids}
    for belief, positions in users.items():
        found = drawn.assembled.beliefs[belief]
        if len(positions) > 1:
            plan = drawn.plans[drawn.ids.index(next(iter(positions)))]
            label = plan.method[found.name].label if found.name in plan.method else found.name
            shared.append(Shared(found.name, label, found.origin, tuple(positions)))
        else:
            separate[next(iter(positions))].append(found.name)
    return tuple(shared), {id_: tuple(names) for id_, names in separate.items()}

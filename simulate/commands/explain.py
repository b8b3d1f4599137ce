"""`wattif explain`: how a quantity of a scenario is computed, with every prior and its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from simulate.commands import completion, options, output
from simulate.commands.output import put
from simulate.commands.records import from_fields
from simulate.foundation.errors import InputError, Problem
from simulate.foundation.nearest import suggestion

if TYPE_CHECKING:
    from simulate.method.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Options:
    """What `wattif explain` is told."""

    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="SCENARIO",
            help="A file, or the name of a shipped scenario; without one, those that ship are listed.",
            autocompletion=completion.scenarios,
        ),
    ] = None
    quantity: Annotated[
        str | None,
        typer.Argument(
            metavar="QUANTITY",
            help="A quantity; all headline quantities otherwise.",
            autocompletion=completion.quantities,
        ),
    ] = None
    beliefs: options.Beliefs


@from_fields
def explain(asked: Options) -> None:
    """Show how a quantity of a scenario is computed, down to each prior with its range and source.

    Examples:
    wattif explain

    wattif explain mistral-nemo-12b facility_energy

    wattif explain gpt-4 pue --set "pue=1.1 to 1.3"
    """
    width = output.width(output.LONGEST_LINE)
    if asked.scenario is None:
        from simulate.publishing.catalogue import models

        put(models.listing(width))
        return
    from simulate.publishing.catalogue.explanation import explain as text_of

    plans = _plans(asked.scenario, asked.beliefs)
    for plan in plans:
        if asked.quantity is not None and asked.quantity not in plan.method:
            hint = suggestion(asked.quantity, list(plan.method))
            raise InputError([Problem(f"{plan.scenario.id} has no quantity {asked.quantity!r}{hint}")])
    put("\n\n".join(text_of(plan, asked.quantity, width) for plan in plans))


def _plans(scenario: str, beliefs: options.Beliefs) -> list[Plan]:
    from simulate.api import selection

    read = selection.scenarios([scenario], selection.library(beliefs.priors), beliefs.use)
    return selection.plans(read, beliefs.changes)

"""`wattif explain`: how a quantity of a scenario is computed, with every prior and its source."""

from __future__ import annotations

from typing import Annotated

import typer

from simulate.commands import completion, options, output
from simulate.commands.output import put
from simulate.foundation.errors import InputError, Problem
from simulate.foundation.nearest import suggestion


def explain(
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="SCENARIO",
            help="A file, or the name of a shipped scenario; without one, those that ship are listed.",
            autocompletion=completion.scenarios,
        ),
    ] = None,
    quantity: Annotated[
        str | None,
        typer.Argument(
            metavar="QUANTITY",
            help="A quantity; all headline quantities otherwise.",
            autocompletion=completion.quantities,
        ),
    ] = None,
    changes: options.Set = None,
    priors: options.Priors = None,
    use: options.Use = None,
) -> None:
    """Show how a quantity of a scenario is computed, down to each prior with its range and source.

    Examples:
    wattif explain

    wattif explain mistral-nemo-12b facility_energy

    wattif explain gpt-4 pue --set "pue=1.1 to 1.3"
    """
    if scenario is None:
        from simulate.publishing.catalogue import models

        put(models.listing(output.width(output.LONGEST_LINE)))
        return
    from simulate.api import selection
    from simulate.publishing.catalogue.explanation import explain as text_of

    read = selection.scenarios([scenario], selection.library(priors), use)
    plans = selection.plans(read, changes)
    for plan in plans:
        if quantity is not None and quantity not in plan.method:
            hint = suggestion(quantity, list(plan.method))
            raise InputError([Problem(f"{plan.scenario.id} has no quantity {quantity!r}{hint}")])
    put("\n\n".join(text_of(plan, quantity, output.width(output.LONGEST_LINE)) for plan in plans))

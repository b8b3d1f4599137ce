"""`wattif explain`: how a quantity of a scenario is computed, with every prior and its source."""

from __future__ import annotations

import shutil
from typing import Annotated

import typer

from simulate.commands import options
from simulate.commands.output import put
from simulate.foundation.errors import InputError, Problem
from simulate.foundation.nearest import suggestion


def explain(
    scenario: Annotated[str, typer.Argument(help="A scenario file or the name of a shipped one.")],
    quantity: Annotated[str | None, typer.Argument(help="A quantity; all headline quantities otherwise.")] = None,
    changes: options.Set = None,
    priors: options.Priors = None,
    use: options.Use = None,
) -> None:
    """Show how a quantity of a scenario is computed, down to each prior with its range and source.

    Example: wattif explain mistral-nemo-12b facility_energy
    """
    from simulate.commands import selection
    from simulate.publishing.catalogue.explanation import explain as text_of

    read = selection.scenarios([scenario], selection.library(priors), use)
    plans = selection.plans(read, changes)
    for plan in plans:
        if quantity is not None and quantity not in plan.method:
            hint = suggestion(quantity, list(plan.method))
            raise InputError([Problem(f"{plan.scenario.id} has no quantity {quantity!r}{hint}")])
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    put("\n\n".join(text_of(plan, quantity, width) for plan in plans))

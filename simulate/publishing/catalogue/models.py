"""`docs/reference/models.md`: all shipped scenarios in a table: what is reported, what is told by others, what is ours.

`python -m simulate.publishing.catalogue.models` prints it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from simulate.beliefs import reading
from simulate.beliefs.library import Library
from simulate.foundation import datafolder
from simulate.publishing.wording.labels import clean, markdown, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simulate.beliefs.prior import Disclosure, Scenario

REPORTED = ("measured", "reported")
HEADINGS = ("model", "developer", "released", "accelerator", "reported", "third-party", "our judgement", "judged by")
INTRODUCTION = """\
# Models

Every file in [`scenarios/`](../../scenarios) is a training run; `wattif run NAME` draws it, `wattif explain NAME` shows
every prior with its source and the reason for its width. This page is made from the files: `make models`.

- **Reported**: what the developer disclosed and the run is given; also what operators and offices report of its site.
- **Third-party**: what others tell of it.
- **Our judgement**: what nobody tells, and a figure needs. Where hours are not given they are computed from calendar
  or arithmetic; power, site, prices and hardware come from the bundles that the file uses.
- **Judged by**: figures that are never an input of a prediction, only its judge, each with its kind. *Measured* ones
  are evidence. *Derived* follow from other figures, *accounting* is hours times nameplate and the like, *assumed* is
  what somebody took for granted: these are compared, and counted nowhere.

A run is here when hardware, time, power, or size and data are known of it, be it at second hand. Where none of these
is, as for Claude, GPT-4o or GPT-5, a range would be made of judgement alone, and is not given.
"""


def page() -> str:
    """The text of the page, newest models first."""
    read = shipped()
    measured = [item for run in read for item in run.disclosed if item.kind == "measured" and item.scope == run.scope]
    groups = {item.group for item in measured}
    counts = f"{len(read)} runs, {len(measured)} measured figures, {len(groups)} groups of developer and accelerator."
    others = [f"{markdown(clean(run.name))} ({run.scope})" for run in read if run.scope != "final run"]
    scopes = f"\n\nAll are final runs, except: {'; '.join(others)}." if others else ""
    return f"{INTRODUCTION}\n{counts}{scopes}\n\n{_table(read)}"


def listing(width: int) -> str:
    """The shipped scenarios by name, newest first, for a terminal."""
    read = shipped()
    ids = max(len(run.id) for run in read)
    room = max(width - ids - 11, 12)
    lines = [
        f"{run.id.ljust(ids)}  {run.released or '':%Y-%m}  {shortened(clean(f'{run.name}, {run.developer}'), room)}"
        for run in read
    ]
    return "\n".join(
        [
            *lines,
            "",
            f"{len(read)} training runs.",
            "One of them: wattif explain gpt-4",
            "Its ranges:  wattif run gpt-4",
        ]
    )


def shipped() -> list[Scenario]:
    """All scenarios that come with the program, in the order of publication."""
    library = Library()
    paths = datafolder.scenarios().glob("*.toml")
    return sorted((reading.scenario(path, library.bundle) for path in paths), key=lambda scenario: scenario.order)


def _table(read: Iterable[Scenario]) -> str:
    lines = [HEADINGS, ["---"] * len(HEADINGS), *map(_row, read)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _row(scenario: Scenario) -> Sequence[str]:
    own = [scenario.priors[name] for name in _written(scenario)]
    chips = [bundle.title for bundle in scenario.bundles if bundle.name.startswith("accelerators/")]
    return (
        f"[{markdown(clean(scenario.name))}](../../scenarios/{scenario.id}.toml)",
        markdown(clean(scenario.developer)),
        f"{scenario.released:%Y-%m}" if scenario.released else "",
        markdown(", ".join(map(clean, chips))),
        _names(prior.quantity for prior in own if prior.quality in REPORTED),
        _names(prior.quantity for prior in own if prior.quality == "third-party"),
        _names(prior.quantity for prior in own if prior.quality == "judgement"),
        ", ".join(_judge(item, scenario) for item in scenario.disclosed),
    )


def _written(scenario: Scenario) -> list[str]:
    """Quantities of the scenario's own priors, in the order of its file."""
    document = scenario.place.document
    return list(document.data.get("priors", {})) if document else []


def _names(quantities: Iterable[str]) -> str:
    return ", ".join(f"`{quantity}`" for quantity in quantities)


def _judge(item: Disclosure, scenario: Scenario) -> str:
    scope = f", {item.scope}" if item.scope != scenario.scope else ""
    return f"`{item.quantity}` ({item.kind}{scope})"


if __name__ == "__main__":
    sys.stdout.write(page())

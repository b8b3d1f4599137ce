"""Models beside each other, or one before and after a change, as one call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simulate.analysis import labelled
from simulate.analysis.claims import Answer
from simulate.analysis.comparison import Compared
from simulate.analysis.waterfall import Waterfall
from simulate.api.provenance import call, stamped
from simulate.api.question import Question, headline, of_scope, on_screen, subjects
from simulate.api.running import check_interval
from simulate.api.scenarios import Changes, Name, Scenario, read_all, written
from simulate.beliefs.claims import Claim
from simulate.beliefs.claims import read as read_claims
from simulate.foundation.errors import UsageError
from simulate.foundation.nearest import suggestion
from simulate.method.plan import Plan
from simulate.publishing.comparison import json_text, text
from simulate.publishing.wording import preformatted

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Answer", "Comparison", "Waterfall", "compare"]


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Ratios with their ranges, the probability that the first needs less, and ranks; `dataset` holds them all.

    `claims` are answered and `why` is told where `compare` was asked for them. `print` gives the table of
    `wattif compare`.
    """

    dataset: xr.Dataset
    found: Compared
    shown: tuple[str, ...]

    @property
    def models(self) -> tuple[str, ...]:
        """Ids of what is compared."""
        return self.found.ids

    @property
    def claims(self) -> tuple[Answer, ...]:
        """Every claim with the probability that it is true and its numerical error, in the order of the file."""
        return self.found.claims

    @property
    def why(self) -> tuple[Waterfall, ...]:
        """Why our medians differ from other people's estimates, factor by factor; of each that states its inputs."""
        return self.found.reasons

    def probability_less(self, a: str, b: str, quantity: str) -> float:
        """Probability that `a` has less of a quantity than `b`, under the beliefs stated.

        Raises
        ------
        UsageError
            No such pair was compared.

        """
        pair = self.found.pair(a, b, quantity)
        if pair is None:
            raise UsageError(f"{a} and {b} were not compared on {quantity}")
        return pair.p_less

    def table(self, form: str = "text", *, width: int = 100) -> str:
        """What `wattif compare` prints, as `text` or `json`."""
        if form == "json":
            return json_text.text(self.found)
        if form != "text":
            raise UsageError(f"no such form: {form}; there are text, json")
        return text.text(self.found, quantities=self.shown, width=width)

    def __str__(self) -> str:
        return self.table()

    def __repr__(self) -> str:
        pairs = f"{len(self.found.pairs)} pairs, {self.found.draws:,} draws"
        return f"<simulate.Comparison: {', '.join(self.models)}; {pairs}>"

    def _repr_html_(self) -> str:
        return preformatted.html(self.table())


def compare(
    *scenarios: Name | Scenario,
    quantities: Sequence[str] | None = None,
    claims: Name | None = None,
    why: bool = False,
    scope: str | None = None,
    draws: int = 2**17,
    seed: int = 0,
    interval: float = 0.9,
    changes: Changes = (),
    use: Iterable[str] = (),
    priors: Iterable[Name] = (),
) -> Comparison:
    """Models drawn together, so that what they share cancels; or one scenario before and after `changes` or `use`.

    One scenario without either is compared under each of its `[[alternatives]]`. `claims` is a file of claims, or a
    shipped one by its name, to be answered by `Comparison.claims`; with `why`, `Comparison.why` takes other people's
    estimates apart; `scope` leaves out models of any other. Quantities are the headline ones that all have, unless they
    are named; other parameters are those of `wattif compare`.

    Raises
    ------
    InputError
        A scenario, change or claim that cannot be used; models of different scopes.
    UsageError
        Fewer than two to compare and neither claims nor `why`, or an argument that makes no sense.
    RunError
        More draws than fit into memory.

    """
    check_interval(interval)
    if draws < 1:
        raise UsageError(f"draws: expected a positive number, got {draws!r}")
    stated = () if claims is None else tuple(read_claims(Path(claims)))
    use, priors = list(use), list(priors)
    read = read_all(scenarios, changes=changes, use=use, priors=priors)
    given, _ = of_scope([scenario.plan for scenario in read], scope)

    def before() -> Plan:
        return next(item.plan for item in read_all(scenarios, priors=priors) if item.id == given[0].scenario.id)

    plans, ids = subjects(given, before if written(changes) or use else None, alone=bool(stated) or why)
    _check_number(plans, stated, why)
    question = Question(plans, ids, _quantities(plans, quantities), stated, why)
    found = question.answered(question.drawn(seed=seed, draws=draws), interval)
    asked: dict[str, object] = {
        "quantities": quantities and list(question.quantities), "claims": claims and str(claims), "why": why or None,
        "scope": scope, "seed": seed or None, "changes": written(changes),
    }  # fmt: skip
    history = call("compare", [scenario.id for scenario in read], asked)
    dataset = stamped(labelled.comparison(found), history).assign_attrs(seed=seed)
    shown = question.quantities if quantities else on_screen(plans, claims=bool(stated), why=why)
    return Comparison(dataset, found, shown)


def _check_number(plans: Sequence[Plan], claims: Sequence[Claim], why: bool) -> None:
    if len(plans) < 2 and not claims and not why:
        needs = "two scenarios, one with [[alternatives]], or one and changes, claims or why"
        raise UsageError(f"compare: needs {needs}")


def _quantities(plans: Sequence[Plan], named: Sequence[str] | None) -> tuple[str, ...]:
    if not named:
        return headline(plans)
    known = list(dict.fromkeys(name for plan in plans for name in plan.quantities))
    for name in named:
        if name not in known:
            raise UsageError(f"quantities: no such quantity: {name}{suggestion(name, known)}")
    return tuple(dict.fromkeys(named))

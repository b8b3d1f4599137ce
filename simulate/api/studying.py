"""Which assumption matters, and what disclosing it would be worth, as one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.analysis import labelled
from simulate.analysis.sensitivity import Study, study
from simulate.api.provenance import call, stamped
from simulate.api.running import check_interval
from simulate.api.scenarios import Changes, Name, Scenario, read_all, written
from simulate.foundation.errors import UsageError
from simulate.foundation.nearest import suggestion
from simulate.publishing.sensitivity import asking, json_text, text
from simulate.publishing.wording import preformatted

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity:
    """Sobol' indices, Shapley effects and values of disclosure of one or more models; `dataset` holds them all.

    `print` gives the table of `wattif sensitivity`.
    """

    dataset: xr.Dataset
    studies: tuple[Study, ...]
    seed: int
    probability: float

    @property
    def ask(self) -> Mapping[str, str]:
        """What to ask for first, in one sentence, by model; empty where nothing would narrow the range."""
        return {item.id: asking.headline(item) for item in self.studies}

    def table(
        self, form: str = "text", *, quantities: Sequence[str] = (), everything: bool = False, width: int = 100
    ) -> str:
        """What `wattif sensitivity` prints, as `text` or `json`; quantities that are named are shown input by input."""
        if form == "json":
            return json_text.text(self.studies, seed=self.seed, interval=self.probability)
        if form != "text":
            raise UsageError(f"no such form: {form}; there are text, json")
        return text.text(
            self.studies, details=quantities, everything=everything, probability=self.probability, width=width
        )

    def __str__(self) -> str:
        return self.table()

    def __repr__(self) -> str:
        return f"<simulate.Sensitivity: {', '.join(item.id for item in self.studies)}>"

    def _repr_html_(self) -> str:
        return preformatted.html(self.table())


def sensitivity(
    *scenarios: Name | Scenario,
    quantities: Sequence[str] | None = None,
    points: int | None = None,
    seed: int = 0,
    interval: float = 0.9,
    changes: Changes = (),
    use: Iterable[str] = (),
    priors: Iterable[Name] = (),
) -> Sensitivity:
    """Which assumption drives which headline quantity (or those named), and what disclosing it would be worth.

    `points` are those of each index, 65,536 and more where errors are large unless told otherwise; other parameters are
    those of `wattif sensitivity`.

    Raises
    ------
    InputError
        A scenario or change that cannot be used.
    UsageError
        An argument that makes no sense.

    """
    check_interval(interval)
    if points is not None and points < 1:
        raise UsageError(f"points: expected a positive number, got {points!r}")
    read = read_all(scenarios, changes=changes, use=use, priors=priors)
    known = list(dict.fromkeys(name for scenario in read for name in scenario.plan.method))
    for name in quantities or ():
        if name not in known:
            raise UsageError(f"quantities: no such quantity: {name}{suggestion(name, known)}")
    found = tuple(study(item.plan, quantities, probability=interval, seed=seed, points=points) for item in read)
    named = {"quantities": list(quantities or ()), "seed": seed or None, "changes": written(changes)}
    history = call("sensitivity", [scenario.id for scenario in read], named)
    dataset = stamped(labelled.sensitivity(found), history).assign_attrs(seed=seed)
    return Sensitivity(dataset, found, seed, interval)

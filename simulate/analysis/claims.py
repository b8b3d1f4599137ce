"""Claims are answered with the probability that they are true under the beliefs stated."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulate.analysis.probability import probability_of, undefined
from simulate.analysis.together import Together
from simulate.beliefs.claims import Claim
from simulate.engine.evaluation import evaluate
from simulate.foundation import units
from simulate.foundation.errors import InputError, Problem, TextError, UnitError
from simulate.foundation.nearest import suggestion
from simulate.foundation.units import DIMENSIONLESS, Unit
from simulate.method.formula import Formula, formula
from simulate.method.plan import Plan
from simulate.simulation.lowering import lower_formula

_WRAP = "where({}, 1, 0)"
_OFFSET = _WRAP.index("{")


@dataclass(frozen=True, slots=True)
class Answer:
    """A claim with the probability that it is true under the beliefs stated, and its numerical error.

    No probability is surer than the draws can show; the error is 0 where nothing is uncertain. Both are nan where the
    claim is about draws that are no numbers.
    """

    claim: Claim
    probability: float
    error: float

    @property
    def text(self) -> str:
        """The claim as it was made."""
        return self.claim.text

    @property
    def says(self) -> str:
        """What it says, as a comparison of quantities."""
        return self.claim.says

    @property
    def by(self) -> str:
        """Who made it."""
        return self.claim.by


def needed(claims: Sequence[Claim], plans: Sequence[Plan]) -> dict[str, tuple[str, ...]]:
    """The quantities that claims need of each model.

    Raises
    ------
    InputError
        A claim speaks of a model or a quantity that there is not, or compares what cannot be compared.
    """
    by_id = {plan.scenario.id: plan for plan in plans}
    problems: list[Problem] = []
    wanted: dict[str, dict[str, None]] = {}
    for claim in claims:
        for _, quantity, model in claim.quantities:
            if model not in by_id:
                hint = suggestion(model, list(by_id))
                problems.append(claim.place.problem(f"no such model here: {model}{hint}", "says"))
            elif quantity not in by_id[model].quantities:
                hint = suggestion(quantity, list(by_id[model].quantities))
                problems.append(claim.place.problem(f"{model} has no {quantity}{hint}", "says"))
            else:
                wanted.setdefault(model, {})[quantity] = None
    if not problems:
        problems = [problem for claim in claims for _, problem in [_read(claim, by_id)] if problem]
    if problems:
        raise InputError(problems)
    return {model: tuple(names) for model, names in wanted.items()}


def answers(claims: Sequence[Claim], drawn: Together) -> list[Answer]:
    """The probability of each claim; all models drawn together."""
    by_id = dict(zip(drawn.ids, drawn.plans, strict=True))
    told = []
    for claim in claims:
        read, problem = _read(claim, by_id)
        if read is None:
            raise InputError([problem] if problem else [])
        rows = {name: drawn.draws[model, quantity] for name, quantity, model in claim.quantities}
        rows |= {name: np.full(drawn.n, value) for name, value, _ in claim.amounts}
        values = [rows[name] for name in read.names]
        if undefined(*values):
            told.append(Answer(claim, math.nan, math.nan))
            continue
        held = evaluate(lower_formula(read), values, drawn.n)[0] != 0
        certain = all(row.min() == row.max() for row in values)
        told.append(Answer(claim, *probability_of(held, certain=certain)))
    return told


def _read(claim: Claim, plans: Mapping[str, Plan]) -> tuple[Formula | None, Problem | None]:
    """The claim as a formula that is 1 where it holds; or what is wrong with it."""
    try:
        known: dict[str, Unit] = {
            name: plans[model].method[quantity].unit for name, quantity, model in claim.quantities
        }
        known |= {name: units.read(unit) for name, _, unit in claim.amounts}
        return formula(_WRAP.format(claim.expression), known.get, DIMENSIONLESS, lambda: list(known)), None
    except (TextError, UnitError) as error:
        wanted = "a comparison such as facility_energy['a'] < 0.2 * facility_energy['b']"
        return None, claim.place.problem(f"{error}; expected {wanted}", "says")

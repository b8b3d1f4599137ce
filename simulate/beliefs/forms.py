"""The form of bundles and scenarios, as pydantic models: what a file may hold before anybody asks what it means.

The same models make the JSON Schema of `wattif schema`. Whether a name is a quantity, a unit fits or a route exists is
not a matter of form: that is said by the method layer.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FiniteFloat,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

IDENTIFIER = r"^[A-Za-z][A-Za-z0-9_]*$"
FILE_NAME = r"^[a-z0-9][a-z0-9.-]*$"
BUNDLE_NAME = r"^[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)*$"
MAX_BUNDLES = 100

Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER, max_length=64)]
BundleName = Annotated[str, StringConstraints(pattern=BUNDLE_NAME, max_length=200)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=4_000)]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
Scope = Literal["pretraining", "final run", "family", "development"]
Quality = Literal["measured", "reported", "third-party", "judgement"]
Basis = Literal["direct", "life-cycle"]
Drawn = Literal["shared", "per model"]
Kind = Literal["measured", "derived", "accounting", "assumed"]


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise PydanticCustomError("number", "expected a number, got {found}", {"found": shown(value)})
    return value


def _sources(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _spans(value: object) -> object:
    items = value if isinstance(value, list) else [value]
    return [item if isinstance(item, list) else [item, item] for item in items]


def _ascending(value: list[float]) -> list[float]:
    if value[0] > value[1]:
        raise PydanticCustomError("span", "expected [low, high], the lower number first")
    return value


def _version(value: object) -> object:
    if type(value) is not int or value != 1:
        raise PydanticCustomError(
            "version", "expected 1, the version of files read here, got {found}", {"found": shown(value)}
        )
    return value


def _sentence(value: str) -> str:
    found = re.findall(r"\{(?:model|range)\}|[{}]", value)
    if sorted(found) != ["{model}", "{range}"]:
        raise PydanticCustomError("sentence", "expected {model} and {range} once each, and no other braces")
    return value


Version = Annotated[Literal[1], BeforeValidator(_version, json_schema_input_type=Literal[1])]
Real = Annotated[FiniteFloat, BeforeValidator(_number)]
"""A finite number; text and true/false are refused, never converted."""
Coefficient = Annotated[FiniteFloat, Field(gt=-1, lt=1), BeforeValidator(_number)]
Weight = Annotated[FiniteFloat, Field(ge=0, le=1), BeforeValidator(_number)]
Sentence = Annotated[Label, AfterValidator(_sentence)]
Sources = Annotated[
    list[Prose], Field(min_length=1), BeforeValidator(_sources, json_schema_input_type=Prose | list[Prose])
]

Span = Annotated[list[Real], Field(min_length=2, max_length=2), AfterValidator(_ascending)]
Evidence = Annotated[
    list[Span], Field(min_length=1), BeforeValidator(_spans, json_schema_input_type=Real | list[Real | Span])
]
"""What sources found, as numbers `x` and spans `[low, high]`; a number is kept as `[x, x]`."""


def shown(value: object) -> str:
    """A value as problems quote it: short, on one line."""
    text = repr(value) if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else text[:37] + "..."


class Form(BaseModel):
    """No unknown keys, no conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class PriorForm(Form):
    """What is believed of one quantity, and who says so."""

    value: Real | None = Field(None, description="a point; instead of `prior`")
    prior: Expression | None = Field(None, description="a distribution, e.g. `394 to 430` for a 90 % interval")
    unit: Label | None = Field(None, description="may be left out only where the quantity is dimensionless")
    source: Sources | None = Field(None, description="required in bundles and shipped scenarios")
    why: Prose | None = None
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    quality: Quality | None = None
    basis: Basis | None = Field(None, description="of an intensity: direct (stack) or life-cycle")
    drawn: Drawn | None = Field(
        None, description="one draw for all models, or one per model; the method's default otherwise"
    )
    from_run: Sources | None = Field(None, description="training runs that the evidence was taken from")
    evidence: Evidence | None = Field(
        None, description="what the sources found, in the unit of the prior: numbers, or [low, high]"
    )

    @model_validator(mode="after")
    def _one_of_value_and_prior(self) -> PriorForm:
        if (self.value is None) == (self.prior is None):
            raise PydanticCustomError("one_of", "wants either value = NUMBER or prior = TEXT")
        return self


class CorrelationForm(Form):
    """Dependence of two priors."""

    between: Annotated[list[Identifier], Field(min_length=2, max_length=2)]
    spearman: Coefficient | None = None
    pearson: Coefficient | None = Field(None, description="only between two normals")
    why: Prose | None = None

    @model_validator(mode="after")
    def _one_kind_between_two(self) -> CorrelationForm:
        if (self.spearman is None) == (self.pearson is None):
            raise PydanticCustomError("one_of", "wants either spearman = RHO or pearson = RHO")
        if self.between[0] == self.between[1]:
            raise PydanticCustomError("between", "a prior cannot be correlated with itself")
        return self


class EstimateForm(Form):
    """Somebody else's point estimate: marked over the range, never an input."""

    quantity: Identifier
    value: Real
    unit: Label | None = None
    scope: Scope = "final run"
    by: Label
    source: Sources | None = None
    inputs: dict[Identifier, Real | Label] = Field(default_factory=dict, description="what theirs rests on")


class DisclosureForm(Form):
    """What a developer disclosed or measured: never an input of a prediction, only its judge."""

    quantity: Identifier
    value: Real
    unit: Label | None = None
    kind: Kind
    scope: Scope = "final run"
    group: Label | None = Field(None, description="runs of one developer and chip are one group")
    withhold: list[Identifier] = Field(default_factory=list, description="priors that a prediction must not use")
    source: Sources | None = None


class RouteForm(Form):
    """One way to compute a quantity, with the condition that somebody gave certain quantities a prior."""

    equals: Expression
    only_given: list[Identifier] = Field(default_factory=list, description="taken only where these have a prior")
    identity: bool = Field(
        False, description="true by definition: given quantities that break it contradict each other"
    )


def _route(value: object) -> object:
    return {"equals": value} if isinstance(value, str) else value


Routes = dict[Identifier, Annotated[RouteForm, BeforeValidator(_route, json_schema_input_type=str | RouteForm)]]


class QuantityForm(Form):
    """A named amount with a unit, and how it is computed."""

    label: Label | None = None
    unit: Label | None = None
    about: Prose | None = None
    sentence: Sentence | None = Field(None, description="what to say of it: `{model} took {range} of electricity`")
    source: Sources | None = None
    valid: Annotated[list[Annotated[float, BeforeValidator(_number)]], Field(min_length=2, max_length=2)] | None = None
    positive: bool | None = Field(None, description="zero itself is outside")
    usual: Annotated[list[Annotated[float, BeforeValidator(_number)]], Field(min_length=2, max_length=2)] | None = (
        Field(None, description="draws outside are warned of")
    )
    refused_above: Real | None = Field(None, description="a scenario with more than 1 % of draws above is refused")
    drawn: Drawn | None = None
    basis: Basis | None = None
    group: Literal["work", "practice", "hardware", "site", "prices"] | None = None
    askable: bool | None = Field(None, description="a developer could be asked to disclose it")
    headline: bool | None = None
    equals: Expression | None = None
    routes: Routes = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> QuantityForm:
        if self.equals is not None and self.routes:
            raise PydanticCustomError("one_of", "wants either equals or routes, not both")
        if self.valid and not self.valid[0] < self.valid[1]:
            raise PydanticCustomError("valid", "valid needs low < high")
        return self


Weights = dict[Identifier, Weight]


def _choice(value: object) -> object:
    return {value: 1.0} if isinstance(value, str) else value


class BundleForm(Form):
    """A file of priors that belong together."""

    version: Version = Field(alias="schema")
    name: Label
    about: Prose | None = None
    priors: dict[Identifier, PriorForm] = Field(default_factory=dict)
    correlations: list[CorrelationForm] = Field(default_factory=list)


class AlternativeForm(Form):
    """Another set of assumptions that could be made of the same run: priors, routes, bundles, correlations."""

    name: Label
    why: Prose | None = None
    uses: Annotated[list[BundleName], Field(max_length=MAX_BUNDLES)] = Field(default_factory=list)
    priors: dict[Identifier, PriorForm] = Field(default_factory=dict)
    routes: dict[Identifier, Annotated[Weights, BeforeValidator(_choice, json_schema_input_type=str | Weights)]] = (
        Field(default_factory=dict, description="a route by name, or weights that sum to 1")
    )
    correlations: list[CorrelationForm] = Field(
        default_factory=list, description="in place of those of the same pairs; 0 for none"
    )


class ScenarioForm(Form):
    """A file about one training run, or about any other uncertainty budget."""

    version: Version = Field(alias="schema")
    name: Label
    developer: Label | None = None
    released: dt.date | None = None
    scope: Scope = "final run"
    about: Prose | None = None
    uses: Annotated[list[BundleName], Field(max_length=MAX_BUNDLES)] = Field(default_factory=list)
    method: Literal["training", "own"] = "training"
    outputs: list[Identifier] = Field(default_factory=list, description="what an own method is asked for")
    priors: dict[Identifier, PriorForm] = Field(default_factory=dict)
    quantities: dict[Identifier, QuantityForm] = Field(default_factory=dict)
    routes: dict[Identifier, Annotated[Weights, BeforeValidator(_choice, json_schema_input_type=str | Weights)]] = (
        Field(default_factory=dict, description="a route by name, or weights that sum to 1")
    )
    correlations: list[CorrelationForm] = Field(default_factory=list)
    estimates: list[EstimateForm] = Field(default_factory=list)
    disclosed: list[DisclosureForm] = Field(default_factory=list)
    alternatives: list[AlternativeForm] = Field(default_factory=list, description="compared by `wattif compare`")

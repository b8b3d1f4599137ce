"""All that plans were made from, as texts: kept in a result, and plans again without any other file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simulate.beliefs import reading, settings
from simulate.beliefs.prior import Bundle, Scenario
from simulate.foundation import documents
from simulate.foundation.errors import InputError, RunError
from simulate.method.plan import Plan, plan
from simulate.method.reading import method_of, training_document

_Texts = Mapping[str, str]
_KEPT = ("scenarios", "bundles", "tables", "command_line")


@dataclass(frozen=True, slots=True)
class SourceTexts:
    """Texts of scenarios by id, of bundles by name, and of CSV tables by whoever states them, then by file.

    `uses` and `settings` are what the command line added to each scenario (`--use`, `--set`), `method` the text of the
    method file; empty where every scenario brings its own.
    """

    scenarios: _Texts
    bundles: _Texts = field(default_factory=dict)
    tables: Mapping[str, _Texts] = field(default_factory=dict)
    uses: Mapping[str, Sequence[str]] = field(default_factory=dict)
    settings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    method: str = ""

    @classmethod
    def of(cls, scenarios: Iterable[Scenario]) -> SourceTexts:
        """The texts behind scenarios."""
        found = {scenario.id: scenario for scenario in scenarios}
        bundles = {bundle.name: bundle for scenario in found.values() for bundle in scenario.consulted}
        stated: list[tuple[str, Scenario | Bundle]] = [*found.items(), *bundles.items()]
        built_in = [scenario for scenario in found.values() if not scenario.own_method]
        base = (built_in[0].base or training_document()) if built_in else None
        return cls(
            scenarios={id_: item.place.document.text if item.place.document else "" for id_, item in found.items()},
            bundles={name: bundles[name].document.text for name in sorted(bundles)},
            tables={name: dict(item.tables) for name, item in stated if item.tables},
            uses={id_: item.also_uses for id_, item in found.items() if item.also_uses},
            settings={id_: item.settings for id_, item in found.items() if item.settings},
            method=base.text if base else "",
        )

    @classmethod
    def read(cls, attrs: Mapping[Any, Any]) -> SourceTexts:
        """What the attributes of a dataset keep.

        Raises
        ------
        RunError
            They keep too little, as those of wattif before 0.2 do, or something else.
        """
        missing = [name for name in _KEPT if name not in attrs]
        if missing:
            what = ", ".join(missing)
            raise RunError(f"this dataset does not hold what it was made from (no {what}): run it again to keep that")
        try:
            scenarios, bundles, tables, line = (json.loads(attrs[name]) for name in _KEPT)
            return cls(scenarios, bundles, tables, line["uses"], line["settings"], str(attrs.get("method", "")))
        except (ValueError, KeyError, TypeError) as error:
            raise RunError(f"what this dataset was made from cannot be read: {error}") from error

    @property
    def attributes(self) -> dict[str, str]:
        """The texts as attributes of a dataset: the inverse of `read`."""
        line = {name: {id_: list(items) for id_, items in getattr(self, name).items()} for name in ("uses", "settings")}
        kept = (self.scenarios, self.bundles, self.tables, line)
        texts = {name: json.dumps(value, ensure_ascii=False) for name, value in zip(_KEPT, kept, strict=True)}
        return {**texts, "method": self.method}

    def plans(self) -> list[Plan]:
        """The plans that these texts make, in the order of the scenarios; nothing else is read.

        Raises
        ------
        InputError
            This version of the program refuses a text.
        RunError
            A bundle that a scenario uses was not kept.
        """
        base = documents.parse(self.method, "method.toml") if self.method else None
        read: dict[str, Bundle] = {}

        def find(name: str) -> Bundle:
            if name not in read:
                if name not in self.bundles:
                    raise RunError(f"the bundle {name} was not kept with this dataset")
                document = documents.parse(self.bundles[name], f"priors/{name}.toml")
                read[name] = reading.bundle(document, name, self.tables.get(name, {}))
            return read[name]

        return [self._plan(id_, find, base) for id_ in self.scenarios]

    def _plan(self, id_: str, find: reading.FindBundle, base: documents.Document | None) -> Plan:
        document = documents.parse(self.scenarios[id_], f"{id_}.toml")
        tables, uses = self.tables.get(id_, {}), self.uses.get(id_, ())
        scenario = reading.scenario_of(document, id_, find, folder=tables, also_uses=uses, base=base)
        changes = settings.read(list(self.settings.get(id_, ())))
        (changed,) = settings.apply(changes, [scenario], known_names)
        return plan(changed)


def known_names(scenario: Scenario) -> list[str]:
    """What `--set` may name in a scenario: quantities of its method, and its priors."""
    return [*method_of(scenario, []), *scenario.priors]


def restored(attrs: Mapping[Any, Any]) -> tuple[dict[str, Plan], str]:
    """Plans by model, of a dataset that keeps what they were made from; none, and why, where it does not or cannot."""
    try:
        return {plan.scenario.id: plan for plan in SourceTexts.read(attrs).plans()}, ""
    except RunError as error:
        return {}, str(error)
    except InputError as error:
        return {}, f"this version of wattif refuses what it was made from: {error.problems[0]}"

"""Each source of a result once, with a key that stays, and what cites it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulate.publishing.wording.labels import clean, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from simulate.publishing.ranges.records import Results

_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+[^\s<>\"{}|\\^`.,;:)\]]")
_WORDS = 4
_HASH = 8


@dataclass(frozen=True, slots=True)
class Citation:
    """What a source is cited for: a prior as stated in a bundle or scenario, or somebody's estimate or disclosure."""

    quantity: str
    stated_in: str
    models: tuple[str, ...]
    kind: str = "prior"


@dataclass(frozen=True, slots=True)
class Source:
    """A source as it was written, its address where the text holds one, and its citations.

    The key is made of the first words and a hash of the text: it stays while the text stays, wherever it is cited.
    """

    key: str
    text: str
    address: str
    citations: tuple[Citation, ...]


def sources(results: Results, disclosed: Iterable[Mapping[str, Any]] = ()) -> tuple[Source, ...]:
    """All sources in the order of their texts; `disclosed` are the records of what developers disclosed."""
    found: dict[str, dict[tuple[str, str, str], dict[str, None]]] = {}
    for text, kind, quantity, stated_in, model in _cited(results, disclosed):
        if text:
            found.setdefault(text, {}).setdefault((kind, quantity, stated_in), {})[model] = None
    return tuple(
        Source(
            key=key_of(text),
            text=text,
            address=_address(text),
            citations=tuple(Citation(q, place, tuple(models), kind) for (kind, q, place), models in cited.items()),
        )
        for text, cited in sorted(found.items(), key=lambda pair: pair[0].casefold())
    )


def texts_of(prior: Mapping[str, Any]) -> list[str]:
    """The sources of one record, whether one text or a list."""
    stated = prior.get("source") or []
    return [clean(str(text)) for text in ([stated] if isinstance(stated, str) else stated)]


def key_of(text: str) -> str:
    """`deepseek-v3-technical-report-1f2e3d4c`: words for people, a hash of the whole text for uniqueness."""
    words = "-".join(slug(text).split("-")[:_WORDS])
    return f"{words}-{hashlib.sha256(text.encode()).hexdigest()[:_HASH]}"


def _cited(results: Results, disclosed: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, str, str, str]]:
    names = {model.id: model.name for model in results.models}
    for id_, name in names.items():
        for prior in results.priors.get(id_, []):
            for text in texts_of(prior):
                yield text, "prior", clean(str(prior["quantity"])), clean(str(prior.get("stated_in", ""))), name
    for estimate in results.estimates:
        yield estimate.source, "estimate", estimate.quantity, estimate.by, names.get(estimate.model, estimate.model)
    for item in disclosed:
        model = names.get(str(item["model"]), str(item["model"]))
        for text in texts_of(item):
            yield text, "disclosure", clean(str(item["quantity"])), clean(str(item.get("kind", ""))), model


def _address(text: str) -> str:
    match = _ADDRESS.search(text)
    return match[0] if match else ""

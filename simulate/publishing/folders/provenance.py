"""How a result came about: program, packages, machine, draws, and hashes of all that it was made from."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, SupportsIndex

from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOLD = {
    "program_version": "program",
    "catalogue_version": "catalogue of priors",
    "history": "command",
    "draws": "draws",
    "sampler": "sampler",
    "seed": "seed",
    "stream_version": "version of the random streams",
    "licence": "licence of the results",
}
_WHERE = ("python", "system", "machine", "processor")


def record(attrs: Mapping[Any, Any], dataset: bytes) -> dict[str, Any]:
    """Everything as JSON: `dataset` are the bytes of the file, texts are told by their SHA-256."""
    environment = json.loads(attrs.get("environment") or "{}")
    return {
        "schema": 1,
        **{name: _plain(attrs[name]) for name in _TOLD if name in attrs},
        "environment": environment,
        "sha256": {"ranges.nc": _hash(dataset), **hashes(attrs)},
    }


def hashes(attrs: Mapping[Any, Any]) -> dict[str, str]:
    """SHA-256 of every text that the dataset keeps, by the path under which `publish` writes it."""
    return {path: _hash(text.encode()) for path, text in texts(attrs).items()}


def texts(attrs: Mapping[Any, Any]) -> dict[str, str]:
    """Every text that the dataset was made from, by a path: scenarios, bundles, tables, the method file."""
    scenarios, bundles, tables = (json.loads(attrs.get(name) or "{}") for name in ("scenarios", "bundles", "tables"))
    found = {f"scenarios/{id_}.toml": text for id_, text in scenarios.items()}
    found |= {f"priors/{name}.toml": text for name, text in bundles.items()}
    for name, of in tables.items():
        folder = f"priors/{name.rpartition('/')[0]}".rstrip("/") if name in bundles else "scenarios"
        found |= {f"{folder}/{file}": text for file, text in of.items()}
    method = str(attrs.get("method", ""))
    return found | ({"method.toml": method} if method else {})


def table(attrs: Mapping[Any, Any], dataset: bytes) -> dict[str, str]:
    """The same for readers, one line each."""
    environment = json.loads(attrs.get("environment") or "{}")
    told = {label: _value(attrs[name]) for name, label in _TOLD.items() if name in attrs}
    packages = [f"{name} {version}" for name, version in environment.items() if name not in _WHERE]
    if environment:
        told["Python"] = clean(str(environment.get("python", "")))
        told["machine"] = clean(", ".join(str(environment[name]) for name in _WHERE[1:] if name in environment))
        told["packages"] = clean(", ".join(packages))
    return {**told, "SHA-256 of ranges.nc": _hash(dataset)}


def _plain(value: object) -> str | int:
    """An attribute as JSON: integers of files are those of NumPy."""
    return int(value) if isinstance(value, SupportsIndex) else str(value)


def _value(value: object) -> str:
    plain = _plain(value)
    return f"{plain:,}" if isinstance(plain, int) and plain >= 10_000 else clean(str(plain))


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

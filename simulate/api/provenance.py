"""Where a dataset comes from, written into its attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.publishing.catalogue import version as catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import xarray as xr

LICENCE = "CC BY 4.0"
"""Of results."""


def program() -> str:
    """Name and version of the program: `wattif 0.1.0`."""
    # 30 ms that `wattif --help` has no use for.
    from importlib import metadata

    return f"wattif {metadata.version('wattif')}"


def stamped(dataset: xr.Dataset, history: str) -> xr.Dataset:
    """The dataset with versions, licence and what was called."""
    return dataset.assign_attrs(
        history=history,
        program_version=program(),
        catalogue_version=catalogue.version(),
        licence=LICENCE,
    )


def call(function: str, scenarios: Iterable[str], given: Mapping[str, object]) -> str:
    """A call as people write it: `simulate.run('gpt-4', seed=1)`; what is None or empty was not given."""
    named = [f"{name}={value!r}" for name, value in given.items() if value not in (None, [], ())]
    return f"simulate.{function}({', '.join([*map(repr, scenarios), *named])})"

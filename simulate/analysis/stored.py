"""Studies of sensitivity kept in the dataset of the ranges that they explain, and read back from it."""

from __future__ import annotations

from collections.abc import Sequence

import xarray as xr
from pydantic import ConfigDict, TypeAdapter, ValidationError

from simulate.analysis.sensitivity import Study
from simulate.foundation.errors import RunError

ATTRIBUTE = "studies"

_FORM = TypeAdapter(tuple[Study, ...], config=ConfigDict(ser_json_inf_nan="constants"))


def with_studies(ranges: xr.Dataset, studies: Sequence[Study]) -> xr.Dataset:
    """The dataset with the studies of its models as JSON in the attribute `studies`."""
    return ranges.assign_attrs({ATTRIBUTE: _FORM.dump_json(tuple(studies)).decode()})


def studies(ranges: xr.Dataset) -> tuple[Study, ...]:
    """The studies that a dataset keeps, none where there are none.

    Raises
    ------
    RunError
        What is kept is of another form: it was written by another version.
    """
    text = ranges.attrs.get(ATTRIBUTE)
    if not text:
        return ()
    try:
        return _FORM.validate_json(text)
    except ValidationError as error:
        raise RunError(
            f"the sensitivity that this dataset keeps is of another version: {error.errors()[0]['msg']}"
        ) from error

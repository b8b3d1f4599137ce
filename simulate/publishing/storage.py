"""Datasets as NetCDF-4 files: checksums on every variable, the same bytes for the same dataset, whole or not there."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from xarray.backends.h5netcdf_ import H5NetCDFStore

from simulate.foundation.errors import RunError
from simulate.publishing.files import replacing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ENGINE = "h5netcdf"
CHECKSUM = "checksum"
# The file format of HDF5 1.10 (2016) keeps checksums of its own structures, and is half the size of the oldest one.
_FORMAT = "v110"


def write(dataset: xr.Dataset, path: Path) -> Path:
    """The dataset as a file; its attributes are made storable first (see `storable`).

    Raises
    ------
    RunError
        If the file system refuses; a file that was there before is then untouched.

    """
    whole = storable(dataset)
    whole.attrs[CHECKSUM] = checksum(whole)
    encoding = {str(name): _encoding(variable) for name, variable in whole.variables.items()}
    with replacing(path) as partial:
        try:
            store = H5NetCDFStore.open(partial, mode="w", format="NETCDF4", driver_kwds={"libver": _FORMAT})
            try:
                whole.dump_to_store(store, encoding=encoding)
            finally:
                store.close()
        except RuntimeError as error:
            # HDF5 reports a full disk as a failure of its own when it closes a file.
            raise OSError(str(error).splitlines()[0]) from error
    return path


def read(path: Path) -> xr.Dataset:
    """The whole dataset of a file, in memory, its checksums verified.

    Raises
    ------
    RunError
        If there is no such file, or it is cut off, damaged, or of another kind.

    """
    if not path.is_file():
        raise RunError(f"there is no file {path}")
    try:
        with xr.open_dataset(path, engine=ENGINE, decode_times=False, decode_timedelta=False) as opened:
            dataset = opened.load()
    except PermissionError as error:
        raise RunError(f"{path} may not be read: {error.strerror}") from error
    except Exception as error:  # damaged bytes surface as any error of four libraries
        raise RunError(f"{path} is damaged, or no dataset of wattif") from error
    stated = dataset.attrs.pop(CHECKSUM, None)
    if stated != checksum(dataset):
        raise RunError(f"{path} is damaged: its labels or attributes do not have the checksum that was written")
    return dataset


def storable(dataset: xr.Dataset) -> xr.Dataset:
    """A copy whose names, attributes and texts NetCDF-4 can hold: no NUL, no lone surrogates, no nested values.

    What is nested becomes JSON text; what is true or false 1 or 0; what is None is left out. Coordinates come first:
    h5netcdf would otherwise make placeholders, and take these off every variable again (a quarter of the time).
    """
    copy = xr.Dataset(coords=dataset.coords).assign(dataset.data_vars)
    copy = copy.rename({name: _name(str(name)) for name in copy.variables if _name(str(name)) != name})
    copy.attrs = _attributes(dataset.attrs)
    for name in list(copy.variables):
        variable = copy[name]
        variable.attrs = _attributes(variable.attrs)
        variable.encoding = {}
        if variable.dtype.kind in "OU":
            texts = np.array([_text(str(text)) for text in variable.values.ravel()], dtype=object)
            copy[name] = variable.copy(data=texts.reshape(variable.shape))
    return copy


def checksum(dataset: xr.Dataset) -> str:
    """SHA-256 of names, dimensions, labels and attributes: what the checksums of HDF5 do not cover."""
    described = [
        (str(name), list(variable.dims), _labels(variable), _comparable(variable.attrs))
        for name, variable in sorted(dataset.variables.items(), key=lambda item: str(item[0]))
    ]
    attrs = {name: value for name, value in dataset.attrs.items() if name != CHECKSUM}
    text = json.dumps([described, _comparable(attrs)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _labels(variable: xr.Variable) -> list[str]:
    return [str(text) for text in variable.values.ravel()] if variable.dtype.kind in "OUS" else []


def _comparable(attrs: Mapping[Any, Any]) -> dict[str, Any]:
    """Attributes as JSON has them, whatever NumPy made of them; a list of one is its member, as HDF5 reads it."""
    values = {str(name): np.asarray(value).tolist() for name, value in attrs.items()}
    return {name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in values.items()}


def _encoding(variable: xr.Variable) -> dict[str, Any]:
    if not variable.ndim:
        return {}  # HDF5 has checksums for chunks only, and a scalar has none
    if variable.dtype.kind in "OU":
        # Texts of variable length lie in a heap without checksums; characters lie in chunks.
        return {"dtype": "S1", "fletcher32": True}
    return {"fletcher32": True, "_FillValue": None}


def _attributes(attrs: Mapping[Any, Any]) -> dict[str, Any]:
    return {_name(str(name)): _value(value) for name, value in attrs.items() if value is not None}


def _value(value: Any) -> str | int | float:  # noqa: ANN401 -- attributes are of any type
    if isinstance(value, bool | np.bool_):
        return int(value)
    if isinstance(value, int | float | np.integer | np.floating):
        number = value.item() if isinstance(value, np.generic) else value
        return str(number) if isinstance(number, int) and not -(2**63) <= number < 2**63 else number
    return _text(value if isinstance(value, str) else json.dumps(value, default=str))


def _name(name: str) -> str:
    """HDF5 takes a slash for a group."""
    return _text(name).replace("/", "_") or "_"


def _text(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()

"""Datasets as NetCDF-4 files: checksums on every variable, the same bytes for the same dataset, whole or not there.

A file ends with a line `wattif sha256 ...` over all bytes before it. HDF5 ignores what follows its own end, and keeps
no checksums of texts and attributes: with that line a flipped bit is found wherever it is.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import h5netcdf
import numpy as np
import xarray as xr
from xarray.backends.h5netcdf_ import H5NetCDFStore

from simulate.foundation.errors import RunError
from simulate.publishing.storage import hdf5
from simulate.publishing.storage.files import replacing
from simulate.publishing.storage.packing import packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ENGINE = "h5netcdf"
_SEAL = b"\nwattif sha256 "
_SEAL_LENGTH = len(_SEAL) + 64 + 1


def write(dataset: xr.Dataset, path: Path) -> Path:
    """The dataset as a file; its attributes are made storable first (see `storable`).

    Raises
    ------
    RunError
        If the file system refuses; a file that was there before is then untouched.

    """
    whole = packed(storable(dataset))
    encoding = {str(name): _encoding(variable) for name, variable in whole.variables.items()}
    with replacing(path) as partial, partial.open("w+b", buffering=0) as file:
        disk = hdf5.Disk(file)
        with hdf5.Written(disk) as below, h5netcdf.File(below, "w") as opened:
            whole.dump_to_store(H5NetCDFStore(opened, mode="w"), encoding=encoding)
        if disk.refusal:
            raise disk.refusal
        file.seek(0)
        seal = _seal(hashlib.file_digest(file, "sha256").hexdigest())
        file.write(seal)
    return path


def read(path: Path) -> xr.Dataset:
    """The whole dataset of a file, in memory, its checksums verified.

    A file that another program has written again lacks the last line; then those of HDF5 must do.

    Raises
    ------
    RunError
        If there is no such file, or it is cut off, damaged, or of another kind.

    """
    if not path.is_file():
        raise RunError(f"there is no file {path}")
    try:
        if _is_broken(path):
            raise RunError(f"{path} is damaged: it is not what was written")
        with xr.open_dataset(path, engine=ENGINE, decode_times=False, decode_timedelta=False) as opened:
            return unpacked(opened.load())
    except PermissionError as error:
        raise RunError(f"{path} may not be read: {error.strerror}") from error
    except RunError:
        raise
    except Exception as error:  # damaged bytes surface as any error of four libraries
        raise RunError(f"{path} is damaged, or no dataset of wattif") from error


def _seal(digest: str) -> bytes:
    return _SEAL + digest.encode() + b"\n"


def _is_broken(path: Path) -> bool:
    """Whether a file has a seal, and another content than the sealed one."""
    with path.open("rb") as file:
        start = max(file.seek(0, 2) - _SEAL_LENGTH, 0)
        file.seek(start)
        tail = file.read()
        place = tail.rfind(_SEAL)
        if place < 0:
            return False
        file.seek(0)
        digest = hashlib.sha256()
        left = start + place
        while left and (part := file.read(min(left, 1 << 20))):
            digest.update(part)
            left -= len(part)
    return tail[place:] != _seal(digest.hexdigest())


def storable(dataset: xr.Dataset) -> xr.Dataset:
    """A copy whose names, attributes and texts NetCDF-4 can hold: no NUL, no lone surrogates, no nested values.

    What is nested becomes JSON text; what is true or false 1 or 0; what is None is left out. Coordinates come first:
    h5netcdf would otherwise make placeholders, and take these off every variable again (a quarter of the time).
    """
    ordered = [*dataset.coords, *dataset.data_vars]
    variables = {_name(str(name)): _storable(dataset.variables[name]) for name in ordered}
    coords = {_name(str(name)) for name in dataset.coords}
    data = {name: variable for name, variable in variables.items() if name not in coords}
    # Without indexes, which a file does not have: to make one xarray loads pint, if it is there.
    first = xr.Dataset(
        coords=xr.Coordinates({name: variables[name] for name in variables if name in coords}, indexes={})
    )
    return first.assign(data).assign_attrs(_attributes(dataset.attrs))


def _storable(variable: xr.Variable) -> xr.Variable:
    values = variable.values
    if variable.dtype.kind in "OU":
        values = np.array([_text(str(text)) for text in values.ravel()], dtype=object).reshape(variable.shape)
    return xr.Variable(variable.dims, values, _attributes(variable.attrs))


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

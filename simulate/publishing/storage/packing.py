"""Few large variables in a file for many small ones in memory.

In memory a quantity Q has companions `Q.mean`, `Q.error` and so on; a hundred quantities are seven hundred variables,
and NetCDF-4 takes 25 s and 4 MB for them (each variable is entered in the lists of its dimensions, which grow). In a
file each kind of companion is one variable over all quantities, `all.mean` (model, quantity): 1 s and 0.3 MB. What
only some quantities have lies over those alone, `all.levels` (model, quantity_levels, level).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

if TYPE_CHECKING:
    from collections.abc import Iterable

_DIM = "quantity"
_PREFIX = "all."
_EACH = "attributes_of_each"


def packed(dataset: xr.Dataset) -> xr.Dataset:
    """The dataset with its companions side by side along a dimension `quantity`; without companions as it is."""
    companions = _companions(dataset)
    if not companions or _DIM in dataset.variables or _DIM in dataset.dims:
        return dataset
    quantities = list(dict.fromkeys(quantity for of_part in companions.values() for quantity in of_part))
    dims = {part: _DIM if list(of_part) == quantities else f"{_DIM}_{part}" for part, of_part in companions.items()}
    together = {f"{_PREFIX}{part}": _stacked(part, of_part, dims[part]) for part, of_part in companions.items()}
    rest = dataset.drop_vars([f"{quantity}.{part}" for part, of_part in companions.items() for quantity in of_part])
    names = {dims[part]: list(of_part) for part, of_part in companions.items()}
    told = {"long_name": "id of the quantity"}
    labels = {dim: xr.Variable((dim,), of_dim, told) for dim, of_dim in ({_DIM: quantities} | names).items()}
    return rest.assign_coords(xr.Coordinates(labels, indexes={})).assign(together)


def unpacked(dataset: xr.Dataset) -> xr.Dataset:
    """The dataset as it was in memory: the inverse of `packed`, each companion behind its quantity again."""
    together = {name: variable for name, variable in dataset.data_vars.items() if str(name).startswith(_PREFIX)}
    if not together or _DIM not in dataset.coords:
        return dataset
    dims = {name: _dim_of(variable) for name, variable in together.items()}
    places = {dim: {str(q): place for place, q in enumerate(dataset[dim].values)} for dim in dims.values()}
    attrs_of = {name: json.loads(variable.attrs[_EACH]) for name, variable in together.items()}
    rest = dataset.drop_vars([*together, *{_DIM, *dims.values()}])
    variables: dict[str, Any] = {}
    for name, variable in rest.data_vars.items():
        variables[str(name)] = variable.variable
        for packed_name, whole in together.items():
            attrs, dim = attrs_of[packed_name].get(str(name)), dims[packed_name]
            if attrs is not None:
                part = whole.variable.isel({dim: places[dim][str(name)]}).copy()
                part.attrs = attrs
                variables[f"{name}.{str(packed_name).removeprefix(_PREFIX)}"] = part
    return xr.Dataset(variables, rest.coords, rest.attrs)


def _dim_of(packed_variable: xr.DataArray) -> str:
    return next(str(dim) for dim in packed_variable.dims if str(dim).startswith(_DIM))


def _companions(dataset: xr.Dataset) -> dict[str, dict[str, xr.Variable]]:
    """Part -> quantity -> variable, for parts that have the same dimensions in every quantity that has them."""
    found: dict[str, dict[str, xr.Variable]] = {}
    # By `variables`: those of `data_vars` are handed out with all their coordinates, 0.4 ms each.
    for name, variable in dataset.variables.items():
        quantity, dot, part = str(name).partition(".")
        if dot and quantity in dataset.variables:
            found.setdefault(part, {})[quantity] = variable
    return {part: of_part for part, of_part in found.items() if _alike(of_part.values())}


def _alike(variables: Iterable[xr.Variable]) -> bool:
    return len({(variable.dims, variable.dtype) for variable in variables}) == 1


def _stacked(part: str, of_part: dict[str, xr.Variable], dim: str) -> xr.Variable:
    first = next(iter(of_part.values()))
    values = np.stack([variable.values for variable in of_part.values()], axis=min(1, first.ndim))
    dims = (*first.dims[:1], dim, *first.dims[1:])
    return xr.Variable(
        dims,
        values,
        {
            "units": "those of each quantity",
            "long_name": f"{part} of every quantity",
            _EACH: json.dumps({quantity: dict(variable.attrs) for quantity, variable in of_part.items()}),
        },
    )

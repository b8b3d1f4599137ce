"""A result as a tree of datasets, in the layout that ArviZ reads."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simulate.engine.blocks import BLOCK, REPLICATES


def tree(ranges: xr.Dataset, draws: xr.Dataset | None) -> xr.DataTree:
    """Groups `ranges` (model, quantile) and, with draws, `prior` (chain, draw, model)."""
    groups = {"/": xr.Dataset(attrs=ranges.attrs), "/ranges": ranges}
    if draws is not None:
        groups["/prior"] = by_chain(draws)
    return xr.DataTree.from_dict(groups)


def by_chain(draws: xr.Dataset) -> xr.Dataset:
    """Draws (model, draw) as (chain, draw, model): block k of 1,024 draws belongs to replicate k mod 16."""
    variables = {}
    for name, variable in draws.data_vars.items():
        values = variable.transpose("model", "draw").values
        blocks = values.reshape(len(values), -1, REPLICATES, BLOCK)
        by_replicate = np.moveaxis(blocks, (2, 1, 3, 0), (0, 1, 2, 3)).reshape(REPLICATES, -1, len(values))
        variables[name] = xr.Variable(("chain", "draw", "model"), by_replicate, variable.attrs)
    n = draws.sizes["draw"] // REPLICATES
    coords = {**draws.coords, "chain": np.arange(REPLICATES), "draw": np.arange(n)}
    return xr.Dataset(variables, coords, draws.attrs)

"""`results/README.md`: the comparison of the seed benchmark redone with ranges, from what `make results` has written.

`python -m simulate.publishing.folders.overview results` writes it.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate.analysis.stored import studies
from simulate.publishing.comparison.words import probability_text, times
from simulate.publishing.ranges import markdown, prefixes, rows, words
from simulate.publishing.ranges.report import environment
from simulate.publishing.sensitivity.asking import headline, lower
from simulate.publishing.storage import netcdf
from simulate.publishing.storage.files import write_text
from simulate.publishing.storage.insertion import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import xarray as xr

    from simulate.publishing.ranges.records import Block, Results, Run

SEED = ("accelerators", "facility_energy", "electricity_cost", "co2e_location")
"""What the seed benchmark compares, in its order."""
AUTHOR = "seed benchmark v2"
_REASONS = 3
_SAME = 0.03
"""A factor nearer to 1 than this is no reason worth naming."""


def overview(folder: Path) -> str:
    """The text of the page, of the files in a folder of results.

    Raises
    ------
    RunError
        One of the datasets is missing or damaged.
    """
    ranges, comparison = netcdf.read(folder / "ranges.nc"), netcdf.read(folder / "comparison.nc")
    results = rows.read(ranges)
    blocks = {block.quantity: prefixes.readable(block) for block in results.shown()}
    percent = words.percent(results.run.probability)
    calibration = (folder / "calibration" / "summary.md").read_text("utf-8").partition("\n")[0]
    text = (
        environment()
        .get_template("overview.md.j2")
        .render(
            run=results.run,
            models=results.models,
            percent=percent,
            scopes=words.scopes(results.models),
            parts=[_part(blocks[name], results.run, folder) for name in SEED],
            changes=list(_changes(comparison, results, blocks)),
            claims=[_claim(claim) for claim in json.loads(comparison.attrs["claims"])],
            asks=[sentence for study in studies(ranges) if (sentence := headline(study))],
            others=[_other(block) for name, block in blocks.items() if name not in SEED],
            calibration=calibration,
            provenance=words.provenance(results.run),
        )
    )
    return wrapped(text).rstrip() + "\n"


def _part(block: Block, run: Run, folder: Path) -> dict[str, Any]:
    texts = {row.model.id: words.of(row, block.unit) for row in block.rows}
    classic = f"charts/{block.quantity}-bars.svg"
    told = "; ".join(f"{text.name} {text.missing or f'{text.median} ({text.range})'}" for text in texts.values())
    return {
        "heading": prefixes.heading(block),
        "alt": f"{words.percent(run.probability)} ranges of {prefixes.heading(block)}: {told}",
        "chart": f"charts/{block.quantity}.svg",
        "classic": classic if (folder / classic).is_file() else "",
        "cells": {id_: _cell(text) for id_, text in texts.items()},
        "table": markdown.table(block, run),
    }


def _cell(text: words.Words) -> str:
    if text.missing:
        return text.missing
    return f"**{text.median}**" + ("" if text.range == words.POINT else f" ({text.range})")


def _changes(comparison: xr.Dataset, results: Results, blocks: Mapping[str, Block]) -> Iterator[dict[str, str]]:
    """Their figure and ours in the unit of the chart; the factors that are farthest from 1."""
    names = {model.id: model.name for model in results.models}
    for item in json.loads(comparison.attrs["waterfalls"]):
        block = blocks.get(item["quantity"])
        if block is None or item["by"] != AUTHOR:
            continue
        row = next(row for row in block.rows if row.model.id == item["model"])
        shown = words.of(row, block.unit)
        estimate = next(mark.value for mark in shown.marks if mark.by == AUTHOR)
        factors = sorted(item["factors"].items(), key=lambda pair: -abs(math.log(pair[1])))
        reasons = [f"{_factor(item['labels'][name])} {times(f)}" for name, f in factors if abs(math.log(f)) > _SAME]
        yield {
            "model": names[item["model"]],
            "label": f"{block.label}, {block.unit}" if block.unit else block.label,
            "theirs": estimate,
            "ours": f"{shown.median} ({shown.range})",
            "times": times(item["ours"] / item["theirs"]),
            "reasons": "; ".join(reasons[:_REASONS]),
        }


def _factor(label: str) -> str:
    return lower(label.split(",", maxsplit=1)[0])


def _claim(claim: Mapping[str, Any]) -> dict[str, str]:
    told = probability_text(float(claim["probability"]), float(claim["error"]))
    return {"text": claim["text"], "by": claim["by"], "probability": told}


def _other(block: Block) -> dict[str, str]:
    texts = [words.of(row, block.unit) for row in block.rows]
    told = "; ".join(f"{text.name} {text.missing or text.range}" for text in texts)
    return {"heading": prefixes.heading(block), "chart": f"charts/{block.quantity}.svg", "told": told}


if __name__ == "__main__":
    _folder = Path(sys.argv[1])
    write_text(_folder / "README.md", overview(_folder))

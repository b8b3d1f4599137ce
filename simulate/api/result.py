"""Ranges of a run for Python: the dataset underneath, and what people ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simulate.api import trees
from simulate.foundation.errors import UsageError
from simulate.foundation.nearest import suggestion
from simulate.publishing.ranges import notebook, prefixes, rows, sentences, words
from simulate.publishing.ranges.formats import FORMATS, Shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.publishing.ranges.records import Block, Results, Row

RANGES, DRAWS = "ranges.nc", "draws.nc"


@dataclass(frozen=True, slots=True)
class Range:
    """One quantity of one model, in the unit of the method, not rounded; all nan where it could not be computed.

    `lower` and `upper` bound the interval of `probability`. `str` gives it in words, with a prefix and the digits that
    are earned; `sentence` is for pasting, `missing` says what would be needed where there is no range, and `grade`
    what the range rests on (a, b, c).
    """

    model: str
    quantity: str
    label: str
    unit: str
    probability: float
    lower: float
    q25: float
    median: float
    q75: float
    upper: float
    mean: float
    sd: float
    grade: str
    missing: tuple[str, ...]
    sentence: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, eq=False, repr=False)
class Result:
    """What a run gives: `dataset` holds all ranges, `draws` all draws where they were kept.

    A notebook shows it as tables with a small picture of each range; `print` as the table of the terminal.
    """

    dataset: xr.Dataset
    draws: xr.Dataset | None = None

    @property
    def models(self) -> tuple[str, ...]:
        """Ids of the models, newest release first."""
        return tuple(str(model) for model in self.dataset["model"].values)

    @property
    def quantities(self) -> tuple[str, ...]:
        """Ids of all quantities, in the order of the method."""
        return tuple(str(name) for name in self.dataset.data_vars if "." not in str(name))

    @property
    def warnings(self) -> Mapping[str, tuple[str, ...]]:
        """What each model's run has to say, by model."""
        return {model.id: model.warnings for model in self._results.models}

    def ranges(self, quantity: str) -> dict[str, Range]:
        """The range of a quantity in every model that has it, by model.

        Raises
        ------
        UsageError
            There is no such quantity.

        """
        (block,) = self._results.shown([quantity])
        return {row.model.id: _range(block, row, self._results) for row in block.rows}

    def range(self, quantity: str, model: str | None = None) -> Range:
        """The range of a quantity in one model, which need not be named where there is only one.

        Raises
        ------
        UsageError
            There is no such quantity or model.

        """
        found = self.ranges(quantity)
        if model is None and len(self.models) > 1:
            raise UsageError(f"model: one of {', '.join(self.models)}")
        id_ = self.models[0] if model is None else model
        if id_ not in found:
            raise UsageError(f"no model {id_!r} has {quantity}{suggestion(id_, list(found))}")
        return found[id_]

    def table(
        self,
        form: str = "text",
        *,
        quantities: Sequence[str] | None = None,
        everything: bool = False,
        width: int = 100,
    ) -> str:
        """The ranges as text: what `wattif run --format` prints, in any of its forms.

        Raises
        ------
        UsageError
            There is no such form or quantity.

        """
        if form not in FORMATS:
            raise UsageError(f"no such form: {form}; there are {', '.join(FORMATS)}")
        return FORMATS[form](self.dataset, Shown(quantities, everything, width))

    def sentences(self, quantities: Sequence[str] | None = None) -> list[str]:
        """A sentence to paste for every headline range, or for those of the quantities named, model by model."""
        blocks = self._results.shown(quantities)
        return [text for model in self._results.models for text in sentences.of_model(blocks, model, self._results.run)]

    def chart(
        self,
        quantity: str,
        *,
        kind: str | None = None,
        scale: str = "auto",
        theme: str = "light",
        axes: Axes | None = None,
    ) -> Figure:
        """A figure of one quantity of all models, or the same drawn on axes of your own.

        `kind`, `scale` (auto, log, linear) and `theme` (light, dark) are those of `wattif chart`.

        Raises
        ------
        UsageError
            There is no such quantity, kind, scale or theme.

        """
        # Matplotlib, which a run without charts has no use for.
        from simulate.publishing.charts.kinds.table import DEFAULT
        from simulate.publishing.charts.kinds.table import kind as kind_of
        from simulate.publishing.charts.ranges import ranges_chart
        from simulate.publishing.charts.theme import THEMES

        named = kind_of(kind or DEFAULT)
        if theme not in THEMES:
            raise UsageError(f"no such theme: {theme}; there are {', '.join(THEMES)}")
        (block,) = self._results.shown([quantity])
        return ranges_chart(block, self._results.run, kind=named, axes=axes, scale=scale, theme=THEMES[theme])

    def to_datatree(self) -> xr.DataTree:
        """The result as a tree for ArviZ and others: `ranges`, and with draws `prior`, by chain and draw.

        Nothing was fitted, so what there is are draws from priors, carried through the method. The chains are the
        independent replicates of the sampler.
        """
        return trees.tree(self.dataset, self.draws)

    def save(self, path: str | PathLike[str]) -> list[Path]:
        """Write `ranges.nc`, and with draws `draws.nc`, to a folder; or the ranges alone to a file that ends in `.nc`.

        Raises
        ------
        RunError
            If the file system refuses; a file that was there before is then untouched.

        """
        # HDF5, which a run that is not kept has no use for.
        from simulate.publishing.storage import netcdf

        place = Path(path)
        if place.suffix == ".nc":
            return [netcdf.write(self.dataset, place)]
        written = [netcdf.write(self.dataset, place / RANGES)]
        return written if self.draws is None else [*written, netcdf.write(self.draws, place / DRAWS)]

    @property
    def _results(self) -> Results:
        return rows.read(self.dataset)

    def __str__(self) -> str:
        return self.table()

    def __repr__(self) -> str:
        attrs = self.dataset.attrs
        kept = ", draws kept" if self.draws is not None else ""
        return f"<simulate.Result: {', '.join(self.models)}; {attrs['draws']:,} draws, seed {attrs['seed']}{kept}>"

    def _repr_html_(self) -> str:
        return notebook.page(self.dataset)


def load(path: str | PathLike[str], *, draws: bool = False) -> Result:
    """The result in a file, or in the folder that `Result.save` or `wattif run --to` wrote; with `draws` those too.

    Raises
    ------
    RunError
        There is no such file, or it is cut off, damaged, or of another kind.

    """
    from simulate.publishing.storage import netcdf

    place = Path(path)
    folder, file = (place, place / RANGES) if place.is_dir() else (place.parent, place)
    ranges = netcdf.read(file)
    rows.read(ranges)
    return Result(ranges, netcdf.read(folder / DRAWS) if draws else None)


def _range(block: Block, row: Row, results: Results) -> Range:
    shown = prefixes.readable(prefixes.alone(block, row))
    told = words.of(shown.rows[0], shown.unit)
    amount = told.median if told.range == words.POINT else told.range
    return Range(
        model=row.model.id,
        quantity=block.quantity,
        label=block.label,
        unit=block.unit,
        probability=results.run.probability,
        **{name: getattr(row, name).value for name in ("lower", "q25", "median", "q75", "upper", "mean", "sd")},
        grade=row.grade,
        missing=row.missing,
        sentence=sentences.sentence(block, row, results.run),
        text=told.missing or f"{amount} {shown.unit}".rstrip(),
    )

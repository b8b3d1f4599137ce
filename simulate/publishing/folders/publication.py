"""What `wattif publish` writes: all that a paper, a web page or a regulator's file asks for, and checksums."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from simulate.analysis.stored import studies
from simulate.foundation.errors import RunError
from simulate.method.source_texts import restored
from simulate.publishing.catalogue import formulas
from simulate.publishing.charts import drivers, export, matrices, saving
from simulate.publishing.charts.about import FORMATS
from simulate.publishing.folders import citation, manifest, provenance
from simulate.publishing.folders.result import CHARTS, staged
from simulate.publishing.page.page import Content, disclosures, page
from simulate.publishing.ranges import formats, rows, words
from simulate.publishing.ranges.report import environment
from simulate.publishing.references import bibtex, listing
from simulate.publishing.references.sources import Source, sources
from simulate.publishing.sensitivity.asking import first_outputs
from simulate.publishing.storage import netcdf
from simulate.publishing.storage.files import write_bytes, write_text
from simulate.publishing.wording.labels import clean, slugs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import xarray as xr

    from simulate.analysis.sensitivity import Study
    from simulate.method.plan import Plan
    from simulate.publishing.ranges.records import Results

DATASET = "ranges.nc"
SENSITIVITY = "sensitivity"
TABLES = {
    "csv": "ranges.csv",
    "json": "ranges.json",
    "markdown": "ranges.md",
    "latex": "ranges.tex",
    "html": "ranges.html",
    "sentences": "sentences.txt",
}
"""Files of ranges by the form that they are printed in."""


@dataclass(frozen=True)
class Publication:
    """A result and all that follows from it."""

    dataset: xr.Dataset
    content: bytes
    results: Results
    plans: Mapping[str, Plan]
    studies: Mapping[str, Study]
    sources: tuple[Source, ...]

    @classmethod
    def of(cls, file: Path) -> Publication:
        """The publication of a dataset in a file; RunError where it is damaged or holds no ranges."""
        dataset = netcdf.read(file)
        results = rows.read(dataset)
        return cls(
            dataset=dataset,
            content=file.read_bytes(),
            results=results,
            plans=restored(dataset.attrs)[0],
            studies={study.id: study for study in studies(dataset)},
            sources=sources(results, disclosures(dataset.attrs)),
        )


def write(publication: Publication, to: Path, authors: Sequence[str] = ()) -> list[str]:
    """The folder, checksums last: whatever happens on the way, what lies there then does not verify.

    Raises
    ------
    RunError
        The folder holds files that are not of an earlier publication, or something cannot be written.
    """
    stale = _earlier(to)
    with staged(to, last=manifest.NAME, replacing=stale) as stage:
        write_bytes(stage / DATASET, publication.content)
        _tables(publication, stage / "tables")
        export.write(publication.dataset, stage / CHARTS, formats=FORMATS)
        _sensitivity_charts(publication, stage / CHARTS / SENSITIVITY)
        for path, text in _inside(provenance.texts(publication.dataset.attrs)):
            write_text(stage / "inputs" / path, text)
        write_text(stage / "sources" / "sources.md", listing.markdown_text(publication.sources))
        write_text(stage / "sources" / "sources.bib", bibtex.text(publication.sources))
        write_text(stage / "method.md", formulas.markdown_text(list(publication.plans.values())))
        record = provenance.record(publication.dataset.attrs, publication.content)
        write_text(stage / "provenance.json", json.dumps(record, indent=1) + "\n")
        digest = hashlib.sha256(publication.content).hexdigest()
        write_text(stage / "CITATION.cff", citation.text(publication.results, authors, digest))
        write_text(stage / "README.md", _readme(publication.results))
        write_text(stage / "report.html", page(_content(publication, stage / CHARTS)))
        write_text(stage / manifest.NAME, manifest.text(stage))
        return sorted(path.relative_to(stage).as_posix() for path in stage.rglob("*") if path.is_file())


def _earlier(to: Path) -> list[Path]:
    """Files of an earlier publication in the folder; nobody else's files are overwritten or left among ours."""
    if not to.is_dir():
        return []
    there = sorted(path.relative_to(to).as_posix() for path in to.rglob("*") if not path.is_dir())
    if not there:
        return []
    try:
        known = {*manifest.listed(to), manifest.NAME}
    except RunError:
        known = set()
    foreign = [
        name for name in there if name not in known and not name.endswith(".partial") and ".partial/" not in name
    ]
    if foreign:
        raise RunError(
            f"{clean(str(to))} holds what is of no earlier publication: {clean(foreign[0])}; publish to an empty folder"
        )
    return [to / name for name in there if name in known]


def _tables(publication: Publication, folder: Path) -> None:
    for name, file in TABLES.items():
        write_text(folder / file, formats.FORMATS[name](publication.dataset, formats.Shown()))


def _readme(results: Results) -> str:
    run = results.run
    return (
        environment()
        .get_template("published.md.j2")
        .render(run=run, models=results.models, percent=words.percent(run.probability), licence=run.licence)
    )


def _inside(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Texts whose paths stay inside the folder: a dataset may come from anywhere."""
    for path, text in texts.items():
        plain = PurePosixPath(path)
        odd = plain.is_absolute() or plain.as_posix() != path or "\\" in path
        if odd or any(part == ".." or clean(part) != part for part in plain.parts):
            raise RunError(f"this dataset names a file that leads out of the folder: {clean(path)}")
        yield path, text


def _sensitivity_charts(publication: Publication, folder: Path) -> None:
    """What drives every output of a model, and for the first that varies a tornado and what disclosure is worth."""
    run = publication.results.run
    origin = saving.Origin(run.program, run.catalogue, run.licence, run.seed)
    names = slugs(publication.studies)
    for model, titles in _titles(publication).items():
        study = publication.studies[model]
        output = first_outputs(study)[0]
        figures = {
            "inputs": matrices.heat_map(study, origin),
            "tornado": drivers.tornado(study, output, origin, run.probability),
            "disclosure": drivers.disclosure(study, output, origin, run.probability),
        }
        for name, title in titles.items():
            for form in FORMATS:
                path = folder / names[model] / f"{name}.{form}"
                write_bytes(path, saving.encoded(figures[name], form, origin.about(title)))


def _titles(publication: Publication) -> dict[str, dict[str, str]]:
    """What the charts of each model show, by name; none of a model none of whose outputs varies."""
    found: dict[str, dict[str, str]] = {}
    for model, study in publication.studies.items():
        for output in first_outputs(study)[:1]:
            label, name = clean(output.label), clean(study.name)
            found[model] = {
                "inputs": f"Which assumption drives which output: {name}",
                "tornado": f"{label} of {name} where each input is low and where it is high",
                "disclosure": f"By how much the range of {label} of {name} would narrow if one number were known",
            }
    return found


def _content(publication: Publication, charts: Path) -> Content:
    """What the page shows; charts are taken from the files that were written already."""
    results = publication.results
    models = slugs(publication.studies)
    of_quantities = {
        chart.blocks[0].quantity: ((charts / f"{chart.name}.svg").read_bytes(), " ".join(chart.description.split()))
        for chart in export.each(publication.dataset)
    }
    of_models = {
        model: {
            name: ((charts / SENSITIVITY / models[model] / f"{name}.svg").read_bytes(), title)
            for name, title in titles.items()
        }
        for model, titles in _titles(publication).items()
    }
    return Content(
        results=results,
        plans=publication.plans,
        studies=publication.studies,
        sources=publication.sources,
        disclosed=disclosures(publication.dataset.attrs),
        provenance=provenance.table(publication.dataset.attrs, publication.content),
        charts=of_quantities,
        model_charts=of_models,
    )

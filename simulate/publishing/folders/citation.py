"""`CITATION.cff` of a result (Citation File Format 1.2.0)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from simulate.publishing.wording.labels import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulate.publishing.ranges.records import Results

_LICENCES = {"CC BY 4.0": "CC-BY-4.0", "CC0": "CC0-1.0"}


def text(results: Results, authors: Sequence[str], digest: str) -> str:
    """The file; texts are written as JSON strings, which are YAML. Without authors the result is anonymous."""
    run = results.run
    models = ", ".join(model.name for model in results.models)
    licence = _LICENCES.get(run.licence, "")
    program, _, version = run.program.rpartition(" ")
    lines = [
        "cff-version: 1.2.0",
        'message: "If you use these ranges, please cite them as below, with the sources that they rest on."',
        "type: dataset",
        f"title: {_quoted(f'{run.title}: {models}' if len(results.models) > 1 else run.title)}",
        "authors:",
        *(f"  - name: {_quoted(name)}" for name in authors or ["anonymous"]),
        f"version: {_quoted(digest[:12])}",
        *([f"license: {licence}"] if licence else []),
        "references:",
        "  - type: software",
        f"    title: {_quoted(program or run.program)}",
        *([f"    version: {_quoted(version)}"] if program else []),
        "    authors:",
        '      - name: "The wattif maintainers"',
    ]
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return json.dumps(clean(value), ensure_ascii=False)

"""A scenario to start from: the template, or a shipped scenario under another name."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = "my-model"
"""The id under which the template is written."""
# Whose run it was, and what became known of it: not the next one's.
_OF_THE_OTHER = re.compile(r"^(developer|released|about)\s*=")
_TABLE = re.compile(r"^\[{1,2}\w")
_JUDGES = re.compile(r"^\[\[(estimates|disclosed)\]\]")
_BEGUN = """\
# {id}.toml: begun from {other} ({title}) by `wattif init {id} --like {other}`. It runs as it is.
#
#   wattif check {id}.toml         everything that is wrong, with line and column
#   wattif run {id}.toml           its ranges
#   wattif explain {id}.toml       where each of them comes from
#   wattif sensitivity {id}.toml   which number it would help most to know
#
# Every prior below was stated for {title}, and so were source and why. Replace what you know better, with a source
# of your own; remove what does not hold for your run: it is then computed, or comes from the bundles under `uses`.
# Estimates and disclosures of {title} are left out: they say nothing of another run.

"""


def template(id_: str) -> str:
    """A small dense model with three priors, and blocks to add, for the file `id_`.toml."""
    text = (resources.files("simulate.publishing") / "templates" / f"{EXAMPLE}.toml").read_text(encoding="utf-8")
    return text.replace(f"{EXAMPLE}.toml", f"{id_}.toml").replace('"My model"', f'"{_title(id_)}"')


def like(id_: str, other: Path) -> str:
    """The shipped scenario of the file `other` as the file `id_`.toml: its priors, bundles, routes and equations."""
    text = other.read_text(encoding="utf-8")
    title = tomllib.loads(text)["name"]
    kept = _without_judges(text.splitlines())
    lines = [f"# {line}" if _OF_THE_OTHER.match(line) else line for line in kept]
    body = "\n".join(lines).strip() + "\n"
    named = re.sub(
        r"^name(\s*)=.*$", lambda found: f'name{found[1]}= "{_title(id_)}"', body, count=1, flags=re.MULTILINE
    )
    return _BEGUN.format(id=id_, other=other.stem, title=title) + named


def _title(id_: str) -> str:
    words = id_.replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def _without_judges(lines: list[str]) -> list[str]:
    """Lines outside of `[[estimates]]` and `[[disclosed]]`; a comment above such a block goes with it."""
    kept: list[str] = []
    inside = False
    for line in lines:
        if _TABLE.match(line):
            was_inside, inside = inside, bool(_JUDGES.match(line))
            if was_inside and not inside:
                kept.append("")
            while inside and kept and (kept[-1].startswith("#") or not kept[-1].strip()):
                kept.pop()
        if not inside:
            kept.append(line)
    return kept

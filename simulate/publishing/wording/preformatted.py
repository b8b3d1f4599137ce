"""The text of a terminal in a notebook."""

from __future__ import annotations

from html import escape


def html(text: str) -> str:
    """The text as it is, in the page's own type for code, scrolling where it is too wide."""
    return f'<pre style="overflow-x: auto; line-height: 1.3">{escape(text)}</pre>'

"""Reference pages that are made from the program: whatever is registered there stands here."""

from __future__ import annotations

from docs.site.reference import commands, families, keys, python


def pages() -> dict[str, str]:
    """Path in the site -> Markdown."""
    made = {
        "reference/commands.md": commands.page(),
        "reference/keys.md": keys.page(),
        "reference/families.md": families.page(),
        "reference/api.md": python.page(),
    }
    return {path: text for path, text in made.items() if text}

"""Sphinx: Markdown through MyST, the theme's own styles and search, no address outside of the site."""

from importlib import metadata
from pathlib import Path
from typing import Any

project = "wattif"
author = "The wattif maintainers"
release = metadata.version("wattif")
copyright = "code MIT; priors, scenarios and results CC BY 4.0"  # noqa: A001 -- Sphinx wants this name

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "index"
exclude_patterns = ["_data"]

myst_heading_anchors = 4
# A line that begins with "% of the draws" or "+++" is a line of text, as on the repository's own pages.
myst_disable_syntax = ["myst_line_comment", "myst_block_break"]
# `draw`, `a to b`: what stands in single backticks in docstrings is code, as everywhere here.
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_google_docstring = False
# A text block is output, a plain block a formula; none is Python unless it says so.
highlight_language = "none"
suppress_warnings = ["misc.highlighting_failure"]

# Options are written with two hyphens, never with a dash.
smartquotes = False

html_theme = "furo"
html_title = f"wattif {release}"
html_static_path = [str(Path(__file__).parent / "static")]
html_css_files = ["manual.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {"navigation_with_keys": True}


def setup(app: Any) -> None:  # noqa: ANN401 -- Sphinx's own type is known only where Sphinx is
    """Called by Sphinx."""
    # Behind the theme's own, which makes the tree.
    app.connect("html-page-context", _levelled, priority=900)


def _levelled(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:  # noqa: ANN401, ARG001
    """Headings at the side get the level that readers aloud ask for: furo calls them headings, and of no level."""
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = tree.replace('role="heading"', 'role="heading" aria-level="2"')

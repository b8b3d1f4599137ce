"""The Python API: whatever `simulate.__all__` names, from its docstrings."""

from __future__ import annotations

import inspect

import simulate

INTRODUCTION = """# Python API

What `import simulate` offers, made from its docstrings: functions first, then what they return, then errors. [In
Python](../how-to/python.md) has examples of all of it.
"""


def page() -> str:
    """Each name with its signature and docstring; empty where the package offers none."""
    names = getattr(simulate, "__all__", ())
    return "\n".join([INTRODUCTION, *map(_section, sorted(names, key=_rank))]) if names else ""


def _rank(name: str) -> int:
    """Where a name stands among the others: what readers call comes before what they are given."""
    thing = getattr(simulate, name)
    if not inspect.isclass(thing):
        return 0 if callable(thing) else 3
    return 2 if issubclass(thing, Exception) else 1


def _section(name: str) -> str:
    thing = getattr(simulate, name)
    members = "   :members:\n" if inspect.isclass(thing) and not issubclass(thing, Exception) else ""
    return f"## `{name}`\n\n```{{eval-rst}}\n.. {_directive(thing)}:: simulate.{name}\n{members}```\n"


def _directive(thing: object) -> str:
    if inspect.isclass(thing):
        return "autoclass"
    return "automodule" if inspect.ismodule(thing) else "autofunction" if callable(thing) else "autodata"

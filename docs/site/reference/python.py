"""The Python API: whatever `simulate.__all__` names, from its docstrings."""

from __future__ import annotations

import inspect

import simulate

INTRODUCTION = """# Python

```python
import simulate
```

Made from the docstrings of what `import simulate` offers.
"""


def page() -> str:
    """Each name with its signature and docstring; empty where the package offers none."""
    names = getattr(simulate, "__all__", ())
    return "\n".join([INTRODUCTION, *map(_section, names)]) if names else ""


def _section(name: str) -> str:
    thing = getattr(simulate, name)
    members = "   :members:\n" if inspect.isclass(thing) and not issubclass(thing, Exception) else ""
    return f"## {name}\n\n```{{eval-rst}}\n.. {_directive(thing)}:: simulate.{name}\n{members}```\n"


def _directive(thing: object) -> str:
    if inspect.isclass(thing):
        return "autoclass"
    return "automodule" if inspect.ismodule(thing) else "autofunction" if callable(thing) else "autodata"

"""Every family of distributions that a prior can name, with examples and the range that they make."""

from __future__ import annotations

from pathlib import Path

from simulate.beliefs import text
from simulate.beliefs.families.form import Form
from simulate.beliefs.families.table import FORMS
from simulate.publishing.wording import digits, plain_tables

INTRODUCTION = """# Families of distributions

Made from the table that the program reads priors with. Arguments go by position in the order shown or by name; `[...]`
may be left out. [Scenarios and bundles](scenarios.md#the-text-form-of-a-prior) says when to use which.
"""


def page() -> str:
    """All families, in the order of the table."""
    return "\n".join([INTRODUCTION, *(_section(form) for form in FORMS.values())])


def _section(form: Form) -> str:
    head = ("example", "5 %", "median", "95 %")
    rows = plain_tables.markdown(head, [_row(example) for example in form.examples])
    return f"## {form.name}\n\n{form.about[0].upper()}{form.about[1:]}.\n\n```\n{form.usage}\n```\n\n{rows}"


def _row(example: str) -> tuple[str, ...]:
    if ".csv" in example:
        return (example, "", "", "")  # it reads a table of the user's
    low, middle, high = (digits.Number(float(value)) for value in text.read(example, Path()).ppf([0.05, 0.5, 0.95]))
    return (example, *digits.texts(low, middle, high)[:3])

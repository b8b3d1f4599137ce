"""What `wattif` alone says: what it is for, and where to begin."""

from __future__ import annotations

import textwrap

PURPOSE = "Ranges instead of points for what it takes to train an AI model: power, energy, cost, CO2e, water and land."

STEPS = {
    "wattif run": "ranges of five models, beside what others estimated",
    "wattif explain": "lists all training runs that ship with the program",
    "wattif explain gpt-4 facility_energy": "why: down to every prior and its source",
    "wattif sensitivity gpt-4": "which assumption matters, and what to ask for",
    "wattif init my-model": "writes a file for a run of your own; it runs as it is",
    "wattif run my-model.toml": "its ranges; then edit the file and run it again",
}


def text() -> str:
    """First steps, each a command that can be copied, with a line on what it does; 60 columns wide."""
    steps = [line for command, does in STEPS.items() for line in (f"  {command}", f"      {does}")]
    return "\n".join(
        [
            *textwrap.wrap(PURPOSE, 60),
            "",
            "Where to begin:",
            *steps,
            "",
            "All commands:           wattif --help",
            "A command by examples:  wattif run --help",
            "Names by the tab key:   wattif --install-completion",
        ]
    )

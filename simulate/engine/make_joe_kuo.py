"""Writes joe_kuo.txt from SciPy's copy of the same numbers: `python -m simulate.engine.make_joe_kuo`.

A test compares the two.
"""

from __future__ import annotations

from importlib import resources

import numpy as np

from simulate.engine.sobol import DIMENSIONS, JOE_KUO


def rows() -> list[str]:
    """One row per dimension from the second on, as Joe and Kuo publish them: `d s a m_1 ... m_s`."""
    shipped = resources.files("scipy").joinpath("stats/_sobol_direction_numbers.npz")
    with shipped.open("rb") as file, np.load(file) as kept:
        polynomials, numbers = kept["poly"].tolist(), kept["vinit"].tolist()
    found = []
    for d in range(1, DIMENSIONS):
        # SciPy's polynomials have their first and last coefficient, always 1, as well.
        s = polynomials[d].bit_length() - 1
        a = polynomials[d] - (1 << s) >> 1
        found.append(" ".join(map(str, (d + 1, s, a, *numbers[d][:s]))))
    return found


def text() -> str:
    """The file as it is committed, under the heading that it has."""
    heading = [line for line in JOE_KUO.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    return "\n".join([*heading, *rows()]) + "\n"


if __name__ == "__main__":
    JOE_KUO.write_text(text(), encoding="utf-8")

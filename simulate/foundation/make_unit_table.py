"""Writes unit_table.json with pint: `python -m simulate.foundation.make_unit_table`.

Edit the spellings here or the index in price_index.toml, run it, and commit what it writes; a test compares the two.
"""

from __future__ import annotations

import json
from pathlib import Path

from simulate.foundation.units_of_pint import FIRST_YEAR, LAST_YEAR, exact

TABLE = Path(__file__).with_name("unit_table.json")

# Symbols with the prefixes that people use; any other prefix is looked up in pint when it is met. Never `kt` (pint
# reads knots) nor anything else that `unit_table.REFUSED` names.
_SYMBOLS = {
    "m": "f p n μ u m c d k M",
    "s": "f p n μ u m",
    "min": "",
    "h": "k M",
    "d": "",
    "a": "",
    "g": "n μ u m k M G T",
    "t": "M G",
    "K": "n μ u m",
    "A": "p n μ u m k",
    "mol": "n μ u m k",
    "cd": "m k",
    "rad": "μ u m",
    "Hz": "m k M G T",
    "N": "μ u m k M G",
    "Pa": "m h k M G",
    "bar": "μ u m",
    "J": "n μ u m k M G T P E",
    "Wh": "μ u m k M G T P",
    "W": "p n μ u m k M G T P",
    "VA": "k M G",
    "V": "n μ u m k M",
    "ohm": "m k M G",
    "Ω": "m k M G",
    "coulomb": "",
    "F": "p n μ u m",
    "H": "n μ u m",
    "S": "μ u m",
    "Wb": "m",
    "T": "n μ u m",
    "Ah": "m k",
    "eV": "m k M G T",
    "cal": "k M G",
    "L": "μ u m c d h k M G",
    "l": "μ u m c d h",
    "lm": "k",
    "lx": "k",
    "Bq": "k M G T",
    "Sv": "μ u m",
    "Gy": "μ u m",
    "bit": "k M G T P",
    "B": "k M G T P E Ki Mi Gi Ti Pi",
    "bps": "k M G T",
    "toe": "k M",
    "FLOP": "k M G T P E Z Y R Q",
    "gCO2e": "μ u m k M G T",
    "tCO2e": "k M G",
}
# Spellings whose prefix alone would be misread, and the bare symbols that are refused.
_ONLY_PREFIXED = ("F", "T", "B")
_PREFIXED_WORDS = {
    "watt": "milli kilo mega giga tera",
    "watt_hour": "kilo mega giga tera",
    "joule": "kilo mega giga tera peta",
    "gram": "micro milli kilo",
    "tonne": "kilo mega giga",
    "meter": "nano micro milli centi kilo",
    "metre": "nano micro milli centi kilo",
    "liter": "milli mega",
    "litre": "milli mega",
    "second": "nano micro milli",
    "byte": "kilo mega giga tera peta",
    "bit": "",
    "hertz": "kilo mega giga",
}
_WORDS = (
    "minute hour day week month year hectare acre mile yard pound ounce gallon kelvin volt ampere newton pascal mole "
    "candela radian degree calorie knot short_ton long_ton metric_ton imperial_gallon oil_barrel acre_foot cubic_foot"
)
_OTHERS = (
    "sec hr yr ha ft foot feet inch inches in yd mi nmi lb lbs oz gal psi torr mmHg atm hp Btu BTU MMBtu therm quad "
    "quads lbCO2e deg rpm mph kph kn molar percent permille % ‰ ppm delta_degC delta_degF"
)
_DOLLAR_PREFIXES = ("", "k", "M", "G")


def spellings() -> list[str]:
    """Every unit text that the table answers without pint."""
    names = [symbol for symbol in _SYMBOLS if symbol not in _ONLY_PREFIXED]
    names += [prefix + symbol for symbol, prefixes in _SYMBOLS.items() for prefix in prefixes.split()]
    for word, prefixes in _PREFIXED_WORDS.items():
        names += [prefix + word + plural for prefix in ("", *prefixes.split()) for plural in _plurals(word)]
    names += [word + plural for word in _WORDS.split() for plural in _plurals(word)]
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    names += [f"{prefix}USD_{year}" for prefix in _DOLLAR_PREFIXES for year in years]
    return sorted({*names, *_OTHERS.split()})


def _plurals(word: str) -> tuple[str, ...]:
    return ("",) if word in {"hertz", "kelvin", "acre_foot", "cubic_foot"} else ("", "s")


def table() -> dict[str, list[object]]:
    """Spelling -> [factor to base units as an exact fraction, powers of base units]."""
    entries: dict[str, list[object]] = {}
    for name in spellings():
        factor, powers = exact(name)
        entries[name] = [str(factor), {base: int(power) for base, power in powers}]
    return entries


def text() -> str:
    """The file as it is committed: one unit per line."""
    rows = [f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(entry)}" for name, entry in table().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TABLE.write_text(text(), encoding="utf-8")

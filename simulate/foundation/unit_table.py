"""One word of a unit text -> what it is worth: from the generated table, else from pint, else a refusal that helps."""

from __future__ import annotations

import functools
import json
import re
from fractions import Fraction
from pathlib import Path

from simulate.foundation.dimensions import Dimension, Unit, dimension
from simulate.foundation.errors import UnitError
from simulate.foundation.nearest import suggestion

TABLE = Path(__file__).with_name("unit_table.json")

_NUMBER = "is a number, not a unit: write it into the value"
_PREFIX = "is a prefix and belongs to its unit, without a space (kWh, GW)"
_PURE = "is a pure number and not written in units (accelerator-hours are h, prices per accelerator-hour USD_2024/h)"
_YEAR = "is a currency without a year: write USD_2024, with the year whose prices are meant"
_FOREIGN = "has no price index here: convert it to dollars of a year and write USD_2024"
_OFFSET = "has an offset: write K for a temperature, delta_degC or delta_degF for a difference"
_COUNTED = (
    "GPU GPUs gpu gpus GPUh TPU TPUs chip chips accelerator accelerators server servers node nodes count "
    "token tokens parameter parameters param params person people run runs site sites"
)

# Refused before pint is asked: what two readers would read differently.
_REFUSED = {
    **dict.fromkeys(("$", "USD", "usd", "US$", "dollar", "dollars", "Dollar"), _YEAR),
    **dict.fromkeys(("€", "£", "¥", "euro", "yuan"), _FOREIGN),
    **dict.fromkeys(("thousand", "million", "billion", "trillion", "mn", "bn", "Mio", "Mrd", "MM"), _NUMBER),
    **dict.fromkeys(("k", "G", "P", "E", "Z", "Y", "μ", "u", "n", "p", "f", "c", "da", "Ki", "Mi", "Gi"), _PREFIX),
    **dict.fromkeys(_COUNTED.split(), _PURE),
    **dict.fromkeys(("degC", "°C", "celsius", "Celsius", "degF", "°F", "fahrenheit", "Fahrenheit"), _OFFSET),
    "M": "may be mega, million or molar: write the prefix onto its unit (MW), the million into the value, or molar",
    "T": "may be tera, tonne or tesla: write the prefix onto its unit (TWh), t or tonne, or tesla",
    "C": "may be Celsius or coulomb: write K, delta_degC or coulomb",
    "F": "may be Fahrenheit or farad: write K, delta_degF or farad",
    "B": "may be billion or byte: write the billion into the value, or byte",
    "b": "may be billion, bit or barn: write the billion into the value, or bit",
    "kt": "may be kilotonnes or knots: write kilotonne (ktCO2e of CO2e) or knot",
    "mt": "may be a tonne or a thousandth of one: write t, tonne or kg",
    "Nm": "may be newton metres or a yarn count: write N m",
    "y": "is the prefix yocto to some and a year to others: write year",
    "mo": "is not clear: write month",
    **dict.fromkeys(("ton", "tons"), "may be 907 kg or 1,000 kg: write short_ton, or tonne (t)"),
    **dict.fromkeys(("kiloton", "megaton"), "may be of 907 kg or 1,000 kg a ton: write kilotonne, megatonne"),
    **dict.fromkeys(("barrel", "barrels", "bbl"), "is 42 gallons of oil or 31.5 of others: write oil_barrel or gallon"),
    **dict.fromkeys(("ct", "cent", "cents"), "may be cents or carats: write USD_2024, with the factor in the value"),
}
_CO2 = re.compile(r"((?:[kMGTmμun]?g|[kMG]?t|lb)s?)_?(?:CO2|co2|CO₂|CO2eq|CO2_e|CO2_eq|CO2E|co2e|CO2equiv)")
_FLOPS = re.compile(r"([kMGTPEZYRQ]?)(?:FLOPS|FLOPs|Flops|flops|flop|Flop|FLOPps)")
_DOLLARS = re.compile(r"([kMGBT]?)(?:USD|US\$|\$)_?(\d*)")
_MONEY = re.compile(r"[kMGB]?(?:EUR|GBP|CNY|RMB|JPY|CHF|CAD|AUD|INR|KRW|SEK|NOK|DKK)(?:_?\d+)?")


def look_up(word: str) -> Unit:
    """The unit that one word names; UnitError, with what to write, where it names none or could name two."""
    entry = _table().get(word)
    if entry is None:
        reason = _refusal(word)
        if reason:
            raise UnitError(f"{word!r} {reason}")
        return Unit(word, *_from_pint(word))
    factor, powers = entry
    return Unit(word, Fraction(factor), dimension(powers))


def spellings() -> frozenset[str]:
    """Every word that the table knows."""
    return frozenset(_table())


def is_known(word: str) -> bool:
    """Whether the table has this word; never asks pint."""
    return word in _table()


@functools.cache
def _table() -> dict[str, tuple[str, dict[str, int]]]:
    entries: dict[str, tuple[str, dict[str, int]]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return entries


def _refusal(word: str) -> str:
    if word in _REFUSED:
        return _REFUSED[word]
    if match := _CO2.fullmatch(word):
        return f"is not clear: write {match[1]}CO2e"
    if match := _FLOPS.fullmatch(word):
        return f"may be a count or a rate: write {match[1]}FLOP for a count, {match[1]}FLOP/s for a rate"
    if match := _DOLLARS.fullmatch(word):
        return _dollars(*match.groups())
    return _FOREIGN if _MONEY.fullmatch(word) else ""


def _dollars(prefix: str, year: str) -> str:
    if not year:
        return _YEAR
    if not is_known(f"USD_{year}"):
        return "is of no year that is known: dollars are those of USD_1990 to USD_2030"
    return f"is not clear: write {'G' if prefix == 'B' else '' if prefix == 'T' else prefix}USD_{year}"


def _from_pint(word: str) -> tuple[Fraction, Dimension]:
    if re.fullmatch(r"[A-Za-zμ_]{2,40}", word):
        # Pint takes 0.6 s to import, so it is asked about words that the table lacks and nothing else.
        from simulate.foundation import units_of_pint

        try:
            return units_of_pint.look_up(word, spellings())
        except LookupError:
            pass
    # Of words as short as symbols everything is near something: only the same letters in another case are offered.
    alike = [known for known in spellings() if len(word) > 3 or known.lower() == word.lower()]
    raise UnitError(f"no unit is called {word!r}{suggestion(word, alike)}")

"""Datasets of ranges as simulation makes them, built from a few percentiles."""

import json
import math
from statistics import NormalDist

import numpy as np
import pytest
import xarray as xr

Z95, Z75 = 1.6448536269514722, 0.6744897501960817
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
FINE = (0.001, 0.0025, *(k / 200 for k in range(1, 200)), 0.9975, 0.999)

MODELS = {
    "deepseek-v3": ("DeepSeek V3", "DeepSeek", "2024-12-26"),
    "llama-3.1-405b": ("Llama 3.1 405B", "Meta", "2024-07-23"),
    "mistral-nemo-12b": ("Mistral NeMo 12B", "Mistral AI", "2024-07-18"),
    "nemotron-4-340b": ("Nemotron-4 340B", "NVIDIA", "2024-06-14"),
    "gpt-4": ("GPT-4", "OpenAI", "2023-03-14"),
}
# Orders of magnitude of the five models of the seed benchmark: (p05, p50, p95) of each.
QUANTITIES = {
    "accelerators": (
        *("Accelerators", "1", True),
        [(2048,) * 3, (16384,) * 3, (3072,) * 3, (6144,) * 3, (17800, 25000, 35100)],
    ),
    "facility_energy": (
        *("Energy at the meter", "GWh", True),
        [(3.1, 3.7, 4.5), (29, 34, 40), (0.44, 0.89, 1.8), (17, 25, 39), (15, 36, 89)],
    ),
    "electricity_cost": (
        *("Electricity cost", "USD_2024", True),
        [(2.1e5, 3e5, 4.3e5), (1.6e6, 2.3e6, 3.2e6), (3e4, 6e4, 1.3e5), (1e6, 1.7e6, 2.9e6), None],
    ),
    "co2e_location": (
        *("CO2e of electricity, location-based, direct", "tCO2e", True),
        [(1012, 2103, 3108), (9700, 12600, 16000), (140, 300, 650), (5000, 8000, 14000), (6000, 15000, 37000)],
    ),
    "server_power": (
        *("Mean power per accelerator at the server", "W", False),
        [(640, 760, 905), (800, 940, 1070), (800, 940, 1070), (800, 940, 1070), (480, 600, 700)],
    ),
}
ESTIMATES = [
    ("deepseek-v3", "facility_energy", 6.392, 0.999),
    ("llama-3.1-405b", "facility_energy", 41.596, 0.973),
    ("mistral-nemo-12b", "facility_energy", 6.768, 1.0),
    ("nemotron-4-340b", "facility_energy", 19.853, 0.24),
    ("gpt-4", "facility_energy", 57.525, 0.81),
    ("mistral-nemo-12b", "co2e_location", 1628.4, 1.0),
    ("mistral-nemo-12b", "accelerators", 3072.0, 0.0),
]
PRIOR = {
    "quantity": "pue",
    "prior": "1 + (0.10 to 0.25)",
    "unit": "1",
    "source": ["A sustainability report | 2024, page 3"],
    "quality": "reported",
    "stated_in": "sites/azure-iowa",
}


def _numbers(triple):
    """mean, sd, (five quantiles) of the lognormal pieces through three percentiles; nan where there is no triple."""
    if triple is None:
        return math.nan, math.nan, [math.nan] * 5
    low, mid, high = triple
    if low == high:
        return float(mid), 0.0, [float(mid)] * 5
    if low <= 0:
        step = Z75 / Z95
        return mid, (high - low) / 2 / Z95, [low, mid + (low - mid) * step, mid, mid + (high - mid) * step, high]
    q25, q75 = mid * (low / mid) ** (Z75 / Z95), mid * (high / mid) ** (Z75 / Z95)
    s = math.log(high / low) / 2 / Z95
    mean = mid * math.exp(s * s / 2)
    return mean, mean * math.sqrt(math.expm1(s * s)), [low, q25, mid, q75, high]


def _levels(triple):
    """Quantiles at all levels of the same pieces."""
    if triple is None:
        return [math.nan] * len(FINE)
    low, mid, high = triple
    scores = [NormalDist().inv_cdf(p) / Z95 for p in FINE]
    if low <= 0:
        return [mid + abs(z) * ((low if z < 0 else high) - mid) for z in scores]
    return [mid * ((low if z < 0 else high) / mid) ** abs(z) for z in scores]


def _variables(quantity, label, unit, headline, triples, relative_error):
    numbers = [_numbers(triple) for triple in triples]
    table = np.array([quantiles for _, _, quantiles in numbers], dtype=float)
    mean, sd = (np.array([row[k] for row in numbers], dtype=float) for k in (0, 1))
    attrs = {"units": unit, "long_name": label}
    error = np.where(np.ptp(table, axis=1, keepdims=True) > 0, relative_error * np.abs(table), 0.0) + 0 * table
    finer = np.array([_levels(triple) for triple in triples]).reshape(-1, len(FINE))
    return {
        quantity: (("model", "quantile"), table, {**attrs, "headline": int(headline)}),
        f"{quantity}.error": (("model", "quantile"), error, attrs),
        f"{quantity}.mean": ("model", mean, attrs),
        f"{quantity}.mean_error": ("model", error[:, 2] if len(error) else mean, attrs),
        f"{quantity}.sd": ("model", sd, attrs),
        f"{quantity}.sd_error": ("model", error[:, 2] if len(error) else sd, attrs),
        f"{quantity}.interval": (("model", "ci_bound"), table[:, [0, -1]], {**attrs, "ci_kind": "eti", "ci_prob": 0.9}),
        **({f"{quantity}.levels": (("model", "level"), finer, attrs)} if headline else {}),
    }


def estimate(model, quantity, value, percentile, *, by="seed benchmark v2", unit="1", scope="final run"):
    """The record of somebody else's point."""
    return {
        "model": model,
        "quantity": quantity,
        "by": by,
        "value": value,
        "unit": unit,
        "scope": scope,
        "percentile": percentile,
        "source": "its workbook",
    }


def make_ranges(models=None, quantities=None, estimates=(), needs=None, *, relative_error=2e-4, **attrs):
    """`models` {id: (name, developer, released)}, `quantities` {id: (label, unit, headline, [(p05, p50, p95)])}."""
    models = {"a": ("Model A", "", "")} if models is None else models
    quantities = {"y": ("Output", "1", True, [(1.0, 2.0, 3.0)])} if quantities is None else quantities
    variables = {}
    for quantity, (label, unit, headline, triples) in quantities.items():
        variables |= _variables(quantity, label, unit, headline, triples, relative_error)
    columns = list(zip(*models.values(), strict=True))
    coords = {"model": list(models), "quantile": list(LEVELS), "level": list(FINE), "ci_bound": ["lower", "upper"]}
    coords |= {name: ("model", list(columns[k])) for k, name in enumerate(("name", "developer", "released"))}
    coords["scope"] = ("model", ["final run"] * len(models))
    texts = {
        "estimates": [
            entry if isinstance(entry, dict) else estimate(*entry, unit=quantities[entry[1]][1]) for entry in estimates
        ],
        "not_computable": needs or {},
        "priors": {model: [PRIOR] for model in models},
        "thresholds": {},
        "warnings": {},
        "disclosed": [],
        "scenarios": {},
    }
    own = {name: attrs.pop(name) for name in list(attrs) if name in texts}
    return xr.Dataset(
        variables,
        coords,
        {
            "Conventions": "CF-1.11",
            "title": "Ranges of what training takes",
            "history": "wattif run --seed 0",
            "seed": 0,
            "draws": 1048576,
            "sampler": "random",
            "stream_version": 1,
            "program_version": "wattif 0.1.0",
            "catalogue_version": "2026-11",
            "licence": "CC BY 4.0",
            **{name: json.dumps(value) for name, value in (texts | own).items()},
            **attrs,
        },
    )


@pytest.fixture
def ranges():
    """The five models of the seed benchmark, in the order of publication, with one quantity that cannot be computed."""
    return make_ranges(
        MODELS,
        QUANTITIES,
        ESTIMATES,
        {"gpt-4": {"electricity_cost": ["electricity_price", "energy_charge"]}},
    )


@pytest.fixture(name="make_ranges")
def make_ranges_fixture():
    return make_ranges


@pytest.fixture(name="estimate")
def estimate_fixture():
    return estimate


HOSTILE = {
    "a": ("Model $\\frac{1}{2}$ <b>&|`x`</b>", "$De$v & <i>", ""),
    "b": ("A very long name " * 20, "x" * 300, "2024-01-01"),
    "c": ("שלום עולם 123", "مرحبا", "2020-01-01"),
    "qwen-72b": ("通义千问", "阿里", "2021-01-01"),
    "z": ("\\input{/etc/passwd} ^_{}\x1b\x07", "", ""),
}


@pytest.fixture
def hostile(make_ranges):
    triples = [(1e-3, 1, 5), (2, 3, 4), None, (1e5, 1e6, 1e7), (1, 1, 1)]
    label = "Energy $x^2$ & <meter> of a label that somebody wrote without a thought for the width of a page"
    estimates = [("a", "e", 1e12, 1.0), ("b", "e", 1.0, 0.0), ("b", "e", 2.5, 0.3)]
    needs = {"c": {"e": [f"need_{k}" for k in range(40)]}}
    return make_ranges(HOSTILE, {"e": (label, "GWh", True, triples)}, estimates, needs)


@pytest.fixture
def many(make_ranges):
    rng = np.random.default_rng(3)
    middles, factors = 10 ** rng.uniform(-1, 3, 40), 10 ** rng.uniform(0.05, 0.5, 40)
    triples = [(m / f, m, m * f) for m, f in zip(middles, factors, strict=True)]
    models = {f"model-{k}": (f"Large model {k}", "Developer", "2024-01-01") for k in range(40)}
    estimates = [(f"model-{k}", "e", 2 * triples[k][1], 0.98) for k in range(0, 40, 2)]
    return make_ranges(models, {"e": ("Energy", "GWh", True, triples)}, estimates)


@pytest.fixture
def one(make_ranges):
    return make_ranges({"a": ("GPT-4", "OpenAI", "2023-03-14")}, {"e": ("Energy", "GWh", True, [(31, 37, 45)])})


@pytest.fixture
def signed(make_ranges):
    models = {"a": ("A", "", ""), "b": ("B", "", "")}
    return make_ranges(models, {"e": ("Net", "1", True, [(-3.3, 0.0, 3.4), (0, 2.5, 4)])})


@pytest.fixture
def graded(ranges):
    """The seed benchmark's models, GPT-4 by judgement, DeepSeek V3 by what was disclosed."""
    shares = np.tile([0.2, 0.5, 0.3], (5, 1))
    shares[0], shares[4] = [0.9, 0.1, 0.0], [0.1, 0.2, 0.7]
    names = [name for name in ranges.data_vars if "." not in str(name)]
    rests = {f"{name}.rests_on": (("model", "grade"), shares) for name in names}
    disclosed = estimate("llama-3.1-405b", "co2e_location", 8930.0, 0.12, unit="tCO2e") | {
        "by": None,
        "kind": "measured",
    }
    return ranges.assign_coords(grade=["a", "b", "c"]).assign(rests).assign_attrs(disclosed=json.dumps([disclosed]))

"""The seed's five models once more: plain NumPy draws of the beliefs in the TOML files, by the published equations.

Nothing here comes from the program: the texts of priors are read by a few lines, and routes, correlations, shares and
each equation stand a second time. The program must agree within five errors, those stated and those of these draws.
"""

import csv
import math
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from tests.commands.conftest import in_process

ROOT = Path(__file__).parents[2]
MODELS = ("deepseek-v3", "gpt-4", "llama-3.1-405b", "mistral-nemo-12b", "nemotron-4-340b")
DRAWS = 98_304
REPLICATES = 16
Z95 = 1.6448536269514722
PER_MODEL = {
    *("accelerators", "active_parameters", "tokens", "effective_mfu", "calendar_days", "availability", "goodput"),
    *("low_precision_gain", "server_power_run_factor", "rental_price", "development_ratio"),
}
UNITS = {"W": 1, "kW": 1e3, "s": 1 / 3600, "h": 1, "day": 24, "year": 24 * 365.25, "FLOP/s": 3600, "kgCO2e": 1e-3}
UNITS |= {"1": 1, "gCO2e/kWh": 1, "L/kWh": 1, "m2/MW": 1, "m2 year/GWh": 1, "USD_2024": 1, "USD_2024/h": 1}
# Prices of other years by the consumer price index, annual averages of the Bureau of Labor Statistics.
UNITS |= {"USD_2022": 313.689 / 292.655, "USD_2022/h": 313.689 / 292.655, "USD_2022/MWh": 313.689 / 292.655}
UNITS |= {"USD_2024/MWh": 1, "USD_2023/MWh": 313.689 / 304.702}


def normal(z, mean=0.0, sd=1.0, p05=None, p95=None):
    return mean + sd * z if p05 is None else (p05 + p95) / 2 + (p95 - p05) / 2 / Z95 * z


def metalog(z, p05, p50, p95, low, high):
    """Keelin 2016: the logit of the share of the span is linear in logit(p) and in (p - 0.5) logit(p)."""
    below, middle, above = (math.log((q - low) / (high - q)) for q in (p05, p50, p95))
    p = np.array([math.erfc(-x / math.sqrt(2)) / 2 for x in z])
    scale, skew = (above - below) / 2 / math.log(19), (above + below - 2 * middle) / 0.9 / math.log(19)
    return low + (high - low) / (1 + np.exp(-middle - np.log(p / (1 - p)) * (scale + skew * (p - 0.5))))


def pert(rng, low, mode, high):
    return low + (high - low) * rng.beta(
        1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low), DRAWS
    )


def drawn(text, rng, z):
    """Draws of a prior from its text; those that may be correlated follow the standard normals."""
    if match := re.fullmatch(r"truncate\((.+), (\S+), (\S+)\)", text):
        values, (low, high) = drawn(match[1], rng, z), map(float, match.groups()[1:])
        while not np.all(inside := (low <= values) & (values <= high)):
            values = np.where(inside, values, drawn(match[1], rng, rng.standard_normal(DRAWS)))
        return values
    if match := re.fullmatch(r"1 \+ \((.+)\)|1 \+ (\S+ to \S+)", text):
        return 1 + drawn(match[1] or match[2], rng, z)
    if match := re.fullmatch(r"(\S+) to (\S+)", text):
        low, high = map(float, match.groups())
        return np.exp(normal(z, p05=math.log(low), p95=math.log(high)))
    name, listed = re.fullmatch(r"(\w+)\((.+)\)", text).groups()
    pairs = [argument.rpartition("=") for argument in listed.split(", ")]
    plain, named = [float(x) for key, _, x in pairs if not key], {key: float(x) for key, _, x in pairs if key}
    if name in ("pert", "uniform"):
        return pert(rng, *plain) if name == "pert" else rng.uniform(*plain, DRAWS)
    return (
        plain[0] * plain[1] ** z
        if name == "lognormal"
        else {"normal": normal, "metalog": metalog}[name](z, *plain, **named)
    )


def columns_drawn(folder, priors, rng):
    """Values of the priors on tables, all of one table from the same row of each draw."""
    values, rows = {}, {}
    for name, prior in priors.items():
        if match := re.fullmatch(r'empirical\("(\S+)", "(\w+)", "(\w+)"\)', prior.get("prior", "")):
            with (folder / match[1]).open(encoding="utf-8") as file:
                table = list(csv.DictReader(file))
            weights = np.array([float(row[match[3]]) for row in table])
            if match[1] not in rows:
                rows[match[1]] = rng.choice(len(table), DRAWS, p=weights / weights.sum())
            values[name] = np.array([float(row[match[2]]) for row in table])[rows[match[1]]]
    return values


class Beliefs:
    """Draws by identity, so that what is shared is drawn once."""

    def __init__(self):
        self.rng = np.random.default_rng(20261125)
        self.shared = {}

    def of(self, model):
        scenario = tomllib.loads((ROOT / "scenarios" / f"{model}.toml").read_text(encoding="utf-8"))
        stated = {}
        files = [(name, ROOT / "priors" / f"{name}.toml") for name in scenario["uses"]]
        for source, path in [*files, (model, ROOT / "scenarios" / f"{model}.toml")]:
            read = tomllib.loads(path.read_text(encoding="utf-8"))
            tables = columns_drawn(path.parent, read.get("priors", {}), self.rng)
            stated |= {name: (source, prior, tables.get(name)) for name, prior in read["priors"].items()}
        normals = self.normals(stated)
        return {name: self.one(model, name, *stated[name], normals.get(name)) for name in stated}

    def normals(self, stated):
        """Correlated ones: utilisation with the power of the run and with the count, PUE with WUE."""
        z = {name: self.rng.standard_normal(DRAWS) for name in stated}
        power, count = (2 * math.sin(math.pi / 6 * rank) for rank in (0.5, -0.3))
        point = "value" in stated["accelerators"][1]
        rest = math.sqrt(1 - power**2 - (0 if point else count**2))
        alone = rest * z["effective_mfu"]
        z["effective_mfu"] = power * z["server_power_run_factor"] + (0 if point else count * z["accelerators"]) + alone
        if stated["pue"][0] == "sites/azure-iowa":
            r = 2 * math.sin(math.pi / 6 * -0.4)
            z["wue"] = r * z["pue"] + math.sqrt(1 - r**2) * z["wue"]
        return z

    def one(self, model, name, source, prior, row, z):
        unit = UNITS[prior.get("unit", "1")]
        if "value" in prior:
            return np.full(DRAWS, prior["value"] * unit)
        if row is not None:
            return row * unit
        own = prior.get("drawn", "per model" if name in PER_MODEL else "shared") == "per model" or source == model
        identity = (source, name, model if own else "")
        if identity not in self.shared:
            self.shared[identity] = drawn(prior["prior"], self.rng, z) * unit
        return self.shared[identity]


def hours(model, b, rng):
    """Accelerator-hours, elapsed hours and idle accelerator-hours."""
    if model == "nemotron-4-340b":
        steps = {
            phase: tokens
            / (b[f"batch_phase_{phase}"] * b["sequence_length"])
            * b[f"iteration_phase_{phase}"]
            / b["goodput"]
            for phase, tokens in (
                (1, b["tokens_phase_1"]),
                (2, b["tokens_phase_2"]),
                (3, b["tokens_phase_3"] + b["tokens_continued"]),
            )
        }
        counts = {1: b["accelerators_phase_1"], 2: b["accelerators_phase_2"], 3: b["accelerators"]}
        more = 1 + b["alignment_share"]
        taken = sum(counts[phase] * steps[phase] for phase in steps) * more
        return taken, sum(steps.values()) * more / b["availability"], taken * (1 / b["availability"] - 1)
    taken = b.get("accelerator_hours")
    if taken is None:
        gain = b.get("low_precision_gain", 1)
        work = 6 * b["active_parameters"] * b["tokens"]
        taken = work / (b["peak_flops"] * b["effective_mfu"] * gain)
    if model == "gpt-4":
        calendar = b["accelerators"] * b["calendar_days"] * b["availability"]
        taken = np.where(rng.random(DRAWS) < 0.8, calendar, taken)
    elapsed = taken / (b["accelerators"] * b["availability"])
    return taken, elapsed, b["accelerators"] * elapsed - taken


def outputs(model, b, rng):
    """Powers in W, energies in kWh, times in h and emissions in t until they are named."""
    taken, elapsed, idle = hours(model, b, rng)
    fraction = b["server_power_level"] * b["server_power_run_factor"]
    power = b["server_rated_power"] / b["accelerators_per_server"] * fraction
    server = taken * power / 1e3
    share = 1 + b["network_storage_share"]
    equipment = server * share
    meter = equipment * b["pue"]
    mean_power = meter / elapsed
    peak_power = b["accelerators"] * power / 1e3 * (1 + (1 / fraction - 1) * b["peak_excess"]) * share * b["pue"]
    electricity = meter / 1e3 * b["electricity_price"]
    life = b["lifetime"] * b["utilisation"]
    capital = b["accelerator_price"] * b["capex_overhead"] / (1 - b["interconnect_share"]) * (1 + b["finance"])
    stack = meter * b["grid_intensity"] / 1e6
    cycle = stack * (1 + b["upstream_share"]) / (1 - b["grid_loss"])
    made = b["embodied_accelerator"] + b["embodied_server"] / b["accelerators_per_server"]
    embodied = (taken + idle) * made * (1 + b["embodied_network_share"]) / life
    site = mean_power / 1e3 * b["land_per_power"]
    return {
        "accelerators": b["accelerators"],
        "accelerator_hours": taken,
        "duration": elapsed / 24,
        "server_power": power,
        "accelerator_energy": server / b["server_overhead"] / 1e6,
        "facility_energy": meter / 1e6,
        "facility_energy_with_idle": (meter + idle * power / 1e3 * b["idle_power_fraction"] * share * b["pue"]) / 1e6,
        "mean_power": mean_power / 1e3,
        "peak_power": peak_power / 1e3,
        "electricity_cost": electricity,
        "compute_cost_rental": taken * b["rental_price"],
        "compute_cost_amortised": taken * capital / life + electricity,
        "co2e_location": stack,
        "co2e_location_lifecycle": cycle,
        "embodied_co2e": embodied,
        "co2e_total": cycle + embodied,
        "water_onsite": equipment * b["wue"] / 1e3,
        "water_offsite": meter * b["ewif"] / 1e3,
        "water_total": (equipment * b["wue"] + meter * b["ewif"]) / 1e3,
        "land_site": site,
        "land_time": site * elapsed / 24 / 365.25,
        "land_generation": meter / 1e6 * b["land_per_energy"],
        "facility_energy_development": meter / 1e6 * b["development_ratio"],
        "implied_mfu": 6 * b["active_parameters"] * b["tokens"] / taken / b["peak_flops"],
        "load_factor": mean_power / peak_power,
        "embodied_share": embodied / cycle,
    }


@pytest.fixture(scope="module")
def twice():
    beliefs = Beliefs()
    return {model: outputs(model, beliefs.of(model), beliefs.rng) for model in MODELS}


@pytest.fixture(scope="module")
def told():
    answer = in_process("run", "--json", "--quiet", "--draws", DRAWS)
    assert answer.status == 0, answer.err
    return {model["id"]: model for model in answer.json["models"]}


def compare(what, values, quantiles, errors):
    """Each quantile within five errors; that of these draws is their spread over replicates."""
    parts = values.reshape(REPLICATES, -1)
    for key, value in quantiles.items():
        spread = np.quantile(parts, float(key), axis=1).std(ddof=1) / math.sqrt(REPLICATES)
        allowed = 5 * math.hypot(spread, errors[key]) + 1e-9 * abs(value)
        assert value == pytest.approx(np.quantile(values, float(key)), abs=allowed), (what, key)


@pytest.mark.parametrize("model", MODELS)
def test_ranges_of_a_seed_model_come_out_of_plain_draws_by_the_published_equations(twice, told, model):
    for quantity, values in twice[model].items():
        stated = told[model]["quantities"][quantity]
        compare(quantity, values, stated["quantiles"], stated["error"])


def test_two_seed_models_share_in_plain_draws_what_they_share_in_the_program(twice):
    answer = in_process("compare", *MODELS, "--json", "--quiet", "--draws", DRAWS)
    assert answer.status == 0, answer.err
    for pair in answer.json["pairs"]:
        a, b, quantity = pair["a"], pair["b"], pair["quantity"]
        first, second = twice[a][quantity], twice[b][quantity]
        compare((a, b, quantity), first / second, pair["ratio"]["quantiles"], pair["ratio"]["error"])
        p = np.mean(first < second)
        allowed = 5 * math.hypot(math.sqrt(max(p * (1 - p), 1 / DRAWS) / DRAWS), pair["p_less_error"])
        assert pair["p_less"] == pytest.approx(p, abs=allowed), (a, b, quantity)

"""The population behind `effective_mfu`: known answers for the fit, and bundles that hold what it prints."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import optimize

from simulate.analysis import populations
from simulate.analysis.populations import Run
from simulate.foundation import datafolder
from simulate.method import reading

if TYPE_CHECKING:
    from pathlib import Path

TRAINING = datafolder.priors() / "training"
RUNS = populations.read()
FITTED = populations.fit(RUNS)
FLAT = np.array([0.0])


def _run(developer: str, mfu: float, **kind: str) -> Run:
    return Run(
        "",
        developer,
        f"{developer}-chip",
        kind.get("generation", "Ampere"),
        kind.get("architecture", "dense"),
        mfu,
        True,
        "",
    )


def _balanced(rng: np.random.Generator, developers: int, each: int, between: float, within: float) -> list[Run]:
    effects = np.log(0.3) + between * rng.standard_normal(developers)
    return [
        _run(f"d{number}", float(np.exp(effect + within * rng.standard_normal())))
        for number, effect in enumerate(effects)
        for _ in range(each)
    ]


@pytest.mark.parametrize("bundle", sorted(populations.PUBLISHED))
def test_a_shipped_bundle_holds_the_prior_that_the_fit_prints(bundle: str) -> None:
    prior = tomllib.loads((datafolder.priors() / f"{bundle}.toml").read_text("utf-8"))["priors"]["effective_mfu"]
    assert prior["prior"] == FITTED.prior_text(*populations.PUBLISHED[bundle])


def test_no_target_of_the_calibration_is_in_the_fit() -> None:
    targets = {
        "LLaMA-65B",
        "Llama 3.1 405B",
        "DeepSeek-V3 671B",
        "BLOOM 176B",
        "OLMo 2 7B",
        "GPT-3 175B",
        "T5-11B",
        "Meena",
    }
    listed = {run.model: run.included for run in RUNS}
    assert {model: listed[model] for model in targets} == dict.fromkeys(targets, False)


def test_every_run_of_the_table_says_why_it_counts_or_not_and_shows_the_mfu_of_its_own_figures() -> None:
    with (TRAINING / "mfu-runs.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(RUNS) > 40
    for row, run in zip(rows, RUNS, strict=True):
        assert row["reason"]
        assert row["source"]
        if row["mfu"]:
            assert float(row["mfu"]) == pytest.approx(run.mfu, abs=5.1e-5)
            assert not run.included or 0.05 < run.mfu < 0.6


def test_restricted_likelihood_peaks_at_the_anova_estimates_of_a_balanced_table() -> None:
    developers, each = 9, 4
    rng = np.random.default_rng(5)
    table = rng.normal(0, 0.6, (developers, 1)) + rng.normal(0, 0.3, (developers, each))
    within = np.mean(table.var(axis=1, ddof=1))
    between = table.mean(axis=1).var(ddof=1) - within / each
    assert between > 0
    membership = np.repeat(np.eye(developers), each, axis=0)
    taus, sigmas = np.meshgrid(np.linspace(0.95, 1.05, 41), np.linspace(0.95, 1.05, 41), indexing="ij")
    taus, sigmas = taus.ravel() * np.sqrt(between), sigmas.ravel() * np.sqrt(within)
    design = np.ones((developers * each, 1))
    likelihood, effects, covariance = populations.restricted(table.ravel(), design, membership, taus, sigmas, FLAT)
    best = likelihood.argmax()
    assert taus[best] == pytest.approx(np.sqrt(between), rel=1.3e-3)
    assert sigmas[best] == pytest.approx(np.sqrt(within), rel=1.3e-3)
    assert effects[best, 0] == pytest.approx(table.mean())
    assert covariance[best, 0, 0] == pytest.approx(table.mean(axis=1).var(ddof=1) / developers, rel=5e-3)


def test_restricted_likelihood_is_the_density_of_the_error_contrasts() -> None:
    rng = np.random.default_rng(7)
    values, membership = rng.standard_normal(6), np.repeat(np.eye(3), 2, axis=0)
    design = np.column_stack([np.ones(6), [0, 1, 0, 1, 1, 0]])
    between, within = np.array([0.4, 0.9]), np.array([0.7, 0.2])
    contrasts = np.linalg.svd(design)[0][:, 2:]
    exact = []
    for tau, sigma in zip(between, within, strict=True):
        variance = contrasts.T @ (tau**2 * membership @ membership.T + sigma**2 * np.eye(6)) @ contrasts
        seen = contrasts.T @ values
        exact.append(-0.5 * (np.linalg.slogdet(variance)[1] + seen @ np.linalg.solve(variance, seen)))
    likelihood = populations.restricted(values, design, membership, between, within, np.zeros(2))[0]
    assert likelihood[0] - likelihood[1] == pytest.approx(exact[0] - exact[1], rel=1e-10)


def test_known_variance_components_come_back_from_many_runs() -> None:
    runs = _balanced(np.random.default_rng(3), developers=30, each=8, between=0.25, within=0.15)
    estimates = populations.fit(runs).estimates()
    for name, truth in (("level", np.log(0.3)), ("between developers", 0.25), ("between runs", 0.15)):
        mean, sd = estimates[name]
        assert abs(mean - truth) < 2.5 * sd
        assert sd < 0.06
    assert estimates["hopper"] == pytest.approx((0.0, populations.EFFECT_SD), abs=1e-6)


def test_nine_tenths_of_new_developers_fall_into_the_predicted_range_however_few_runs_there_are() -> None:
    rng = np.random.default_rng(11)
    inside = []
    for _ in range(70):
        between, within = np.abs(rng.normal(0, 0.3, 2))
        runs = _balanced(rng, developers=6, each=2, between=between, within=within)
        if not all(populations.BOUNDS[0] < run.mfu < populations.BOUNDS[1] for run in runs):
            continue
        p05, p95 = populations.fit(runs).predictive("dense", "Ampere", (0.05, 0.95))
        new = np.exp(np.log(0.3) + between * rng.standard_normal(20) + within * rng.standard_normal(20))
        inside.append(np.mean((new > p05) & (new < p95)))
    assert len(inside) > 45
    assert 0.86 < np.mean(inside) < 0.97


def test_a_prediction_from_many_runs_is_the_lognormal_that_they_were_drawn_from() -> None:
    runs = _balanced(np.random.default_rng(1), developers=200, each=2, between=0.2, within=0.1)
    spread = np.hypot(0.2, 0.1) * np.array([-1.645, 0, 1.645])
    assert populations.fit(runs).predictive("dense", "Ampere") == pytest.approx(0.3 * np.exp(spread), rel=0.05)


def test_predictions_are_truncated_to_the_bounds_of_the_method_not_clipped() -> None:
    high = [_run(f"d{number}", 0.7) for number in range(5)]
    quantiles = populations.fit(high).predictive(probabilities=(0.0, 0.5, 0.99, 1.0))
    assert np.all(np.diff(quantiles) > 0)
    assert quantiles[[0, 3]] == pytest.approx(populations.BOUNDS)


def test_the_bounds_are_those_of_the_method() -> None:
    assert reading.training()["effective_mfu"].valid == populations.BOUNDS


def test_without_a_generation_both_are_equally_likely() -> None:
    probabilities = (0.05, 0.5, 0.95)
    mixed = FITTED.predictive("dense", None, probabilities)
    for quantile, probability in zip(mixed, probabilities, strict=True):
        shares = [_probability_below(generation, quantile) for generation in populations.GENERATIONS]
        assert np.mean(shares) == pytest.approx(probability, abs=1e-4)


def _probability_below(generation: str, value: float) -> float:
    def excess(probability: float) -> float:
        return float(FITTED.predictive("dense", generation, (probability,))[0]) - value

    return float(optimize.brentq(excess, 1e-6, 1 - 1e-6, xtol=1e-6))


@pytest.mark.parametrize("without", ["meta-h100", "deepseek", "Meta"])
def test_leaving_a_group_out_takes_its_runs_and_changes_the_prediction(without: str) -> None:
    population = populations.fit(RUNS, without=without)
    left_out = {run.model for run in FITTED.runs} - {run.model for run in population.runs}
    assert left_out == {run.model for run in RUNS if run.included and without in {run.group, run.developer}}
    assert population.prior_text("dense", "Hopper") != FITTED.prior_text("dense", "Hopper")
    assert populations.fit([run for run in RUNS if run.model not in left_out]).prior_text() == population.prior_text()


def test_the_order_of_runs_does_not_matter_and_an_excluded_run_has_no_weight() -> None:
    changed = [run if run.included else replace(run, mfu=0.01) for run in reversed(RUNS)]
    assert populations.fit(changed).prior_text() == FITTED.prior_text()


def test_a_finer_grid_changes_no_published_digit_by_more_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(populations, "_GRID", 120)
    finer = populations.fit(RUNS)
    for kind in populations.PUBLISHED.values():
        assert finer.predictive(*kind) == pytest.approx(FITTED.predictive(*kind), abs=1e-3)


def test_what_cannot_be_fitted_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no run to fit a population to without Meta"):
        populations.fit([_run("Meta", 0.3)], without="Meta")
    with pytest.raises(ValueError, match="no population of dense runs on TPU"):
        populations.fit([_run("Google", 0.3, generation="TPU")])
    table = tmp_path / "runs.csv"
    head = (TRAINING / "mfu-runs.csv").read_text("utf-8").splitlines()[0]
    table.write_text(f"{head}\nX,d,g,A100,Ampere,dense,7e9,,82432,312e12,,yes,why,who\n", "utf-8")
    with pytest.raises(ValueError, match=r"X: include is yes or no, and yes needs active_parameters, tokens"):
        populations.read(table)

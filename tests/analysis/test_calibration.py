"""Cases and their statistics: what counts, what does not, and what may be said of it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from simulate.analysis import baselines
from simulate.analysis.calibration import calibrate, judged
from simulate.analysis.cases import QUANTILES, Case, Score
from simulate.foundation.errors import InputError
from simulate.simulation.predictions import Evaluator

RUN = """
schema = 1
name = "A run"
developer = "Somebody"
[priors]
accelerators = {{ value = 1000, source = "x" }}
availability = {{ value = 1, source = "x" }}
accelerator_hours = {{ prior = "normal(1e6, 1e4)", unit = "h", source = "x" }}
active_parameters = {{ value = 8e9, source = "x" }}
tokens = {{ value = 15e12, source = "x" }}
peak_flops = {{ value = 989e12, unit = "FLOP/s", source = "x" }}
effective_mfu = {{ prior = "0.15 to 0.4", source = "x" }}
accelerator_rated_power = {{ value = 700, unit = "W", source = "x" }}
accelerator_power_fraction = {{ prior = "0.6 to 0.9", source = "x" }}
server_overhead = {{ value = 1.4, source = "x" }}
network_storage_share = {{ value = 0, source = "x" }}
pue = {{ value = 1.1, source = "x" }}
{more}
"""
FIGURE = """
[[disclosed]]
quantity = "{quantity}"
value = {value}
unit = "{unit}"
kind = "{kind}"
group = "{group}"
scope = "{scope}"
withhold = {withhold}
"""


def figure(quantity, value, unit, kind="measured", withhold=(), group="g", scope="final run"):
    listed = "[" + ", ".join(f'"{name}"' for name in withhold) + "]"
    return FIGURE.format(
        quantity=quantity, value=value, unit=unit, kind=kind, withhold=listed, group=group, scope=scope
    )


@pytest.fixture
def judge(workshop):
    def made(*figures, more=""):
        workshop.write("run", RUN.format(more=more) + "".join(figures))
        (plan,) = workshop.plans("run")
        return calibrate([plan.scenario], Evaluator(draws=65_536))

    return made


HOURS = ("accelerator_hours", "calendar_days")


def test_a_measured_figure_that_is_still_an_input_is_refused_with_its_place(judge) -> None:
    with pytest.raises(InputError, match=r"disclosed\[0\]: accelerator_hours is still an input"):
        judge(figure("accelerator_hours", 1e6, "h"))


def test_every_figure_that_is_still_an_input_is_named(judge) -> None:
    with pytest.raises(InputError) as error:
        judge(figure("accelerator_hours", 1e6, "h"), figure("pue", 1.1, "1"))
    assert len(error.value.problems) == 2


def test_the_percentile_is_the_share_of_draws_below_the_truth(judge) -> None:
    (case,) = judge(figure("accelerator_hours", 8e5, "h", withhold=HOURS)).cases
    # 6 N D over peak and a lognormal of 0.15 to 0.4: all else is a point.
    hours = 6 * 8e9 * 15e12 / 989e12 / 3600
    middle, sd = math.log(math.sqrt(0.15 * 0.4)), math.log(0.4 / 0.15) / 2 / 1.6448536269514722
    z = (math.log(hours / 8e5) - middle) / sd
    assert case.percentile == pytest.approx(0.5 * math.erfc(z / math.sqrt(2)), abs=0.005)
    assert case.task == baselines.HOURS_BY_SIZE
    assert case.quantile(0.05) == pytest.approx(hours / 0.4, rel=0.01)


def test_draws_that_are_the_figure_itself_are_not_above_it(workshop) -> None:
    workshop.write("run", RUN.format(more="") + figure("accelerator_energy", 500, "MWh"))
    (plan,) = workshop.plans("run")

    def a_quarter_is_the_truth(planned, names):
        found = Evaluator(draws=16_384)(planned, names)
        return found | {"accelerator_energy": np.tile([0.4, 0.5, 0.6, 0.7], 4_096)}

    (case,) = calibrate([plan.scenario], a_quarter_is_the_truth).cases
    assert (case.disclosed, case.unit, case.percentile) == (0.5, "GWh", 0.5)


def test_the_class_of_a_case_follows_from_what_was_withheld(judge) -> None:
    first, second, third, fourth = judge(
        figure("accelerator_energy", 500, "MWh"),
        figure("facility_energy", 700, "MWh", withhold=HOURS),
        figure("accelerator_hours", 8e5, "h", withhold=HOURS),
        figure("mean_power", 0.7, "MW"),
    ).cases
    assert (first.task, second.task) == (baselines.ENERGY_BY_HOURS, baselines.ENERGY_BY_SIZE)
    assert (third.task, fourth.task) == (baselines.HOURS_BY_SIZE, baselines.OTHER)


def test_a_baseline_is_scored_in_the_unit_of_the_target(judge) -> None:
    (energy, hours) = judge(
        figure("accelerator_energy", 500, "MWh"), figure("accelerator_hours", 8e5, "h", withhold=HOURS)
    ).cases
    # A million hours of 700 W are 700 MWh; a point scores its distance.
    assert energy.baselines[baselines.RATED].crps == pytest.approx(math.log10(0.7 / 0.5), abs=1e-3)
    assert energy.baselines[baselines.RATED].interval == pytest.approx(20 * math.log10(0.7 / 0.5), abs=0.02)
    assert set(hours.baselines) == {baselines.UTILISATION, baselines.FACTOR}
    assert all(0 < score.crps < 0.3 for score in hours.baselines.values())


def test_numbers_are_in_the_unit_of_the_quantity_and_so_is_the_rounding(judge) -> None:
    (case,) = judge(figure("accelerator_energy", 500, "MWh")).cases
    assert (case.disclosed, case.unit) == (0.5, "GWh")
    assert case.rounding == pytest.approx((0.495, 0.505))


def test_a_figure_is_covered_where_what_it_leaves_open_meets_the_range() -> None:
    case = _case(1.0, disclosed=1.30, rounding=(1.25, 1.35))
    assert case.quantile(0.95) == pytest.approx(1.26, abs=0.01)
    assert case.covered(0.9)
    assert not replace(case, rounding=(1.29, 1.31)).covered(0.9)
    assert not case.covered(0.8)


def test_kinds_are_never_mixed(judge) -> None:
    found = judge(
        figure("accelerator_energy", 500, "MWh"),
        figure("facility_energy", 800, "MWh", kind="accounting"),
        figure("server_energy", 700, "MWh", kind="derived"),
        figure("it_energy", 700, "MWh", kind="assumed"),
    )
    assert [case.quantity for case in found.overall.cases] == ["accelerator_energy"]
    assert [case.kind for case in found.uncounted] == ["accounting", "derived", "assumed"]
    assert all(case.percentile is not None and case.score is None for case in found.uncounted)


def test_in_sample_figures_are_in_no_class_and_no_group(judge) -> None:
    own = 'rental_price = { prior = "1 to 3", unit = "USD_2024/h", source = "x", from_run = "run" }'
    found = judge(
        figure("accelerator_energy", 500, "MWh"), figure("compute_cost_rental", 2e6, "USD_2024", group="h"), more=own
    )
    assert [case.quantity for case in found.in_sample.cases] == ["compute_cost_rental"]
    assert [case.quantity for case in found.overall.cases] == ["accelerator_energy"]
    assert [group.task for group in found.groups] == ["g"]


def test_a_figure_of_another_scope_is_not_compared(judge) -> None:
    (case,) = judge(figure("accelerator_energy", 500, "MWh", scope="development")).cases
    assert case.note == "not compared: of the scope development"
    assert (case.percentile, case.counted) == (None, False)


def test_a_figure_that_nothing_computes_is_told_and_not_counted(judge) -> None:
    (case,) = judge(figure("water_total", 500, "m3")).cases
    assert case.note == "not predicted: needs wue, ewif"
    assert not case.counted


ACCOUNT = """
schema = 1
name = "An account"
priors.accelerator_hours = { value = 1e6, unit = "h", source = "x" }
priors.server_power = { value = 400, unit = "W", source = "x" }
priors.network_storage_share = { value = 0, source = "x" }
priors.pue = { value = 1.1, source = "x" }
"""


@pytest.mark.parametrize(("value", "agrees"), [(440, True), (443, True), (450, False)])
def test_an_account_gives_the_developers_figure_or_does_not(value, agrees, workshop) -> None:
    workshop.write("run", ACCOUNT + figure("facility_energy", value, "MWh", kind="accounting"))
    (plan,) = workshop.plans("run")
    found = calibrate([plan.scenario], Evaluator(draws=16_384))
    assert [case.agrees for case in found.accounts] == [agrees]
    assert (found.overall, found.uncounted) == (None, ())


def test_a_measurement_that_follows_from_points_is_no_prediction(workshop) -> None:
    workshop.write("run", ACCOUNT + figure("facility_energy", 440, "MWh"))
    (plan,) = workshop.plans("run")
    found = calibrate([plan.scenario], Evaluator(draws=16_384))
    assert (found.overall, found.accounts) == (None, ())
    assert found.uncounted[0].note.startswith("a point")


def _case(spread, disclosed=1.0, group="g", rounding=None, quantity="facility_energy", shift=0.0):
    """A case predicted as a lognormal around 1 with a 90 % range of a factor 1.26 to the power of `spread`."""
    z = np.array([-1.6448536, -1.2815516, -0.6744898, 0.0, 0.6744898, 1.2815516, 1.6448536])
    sd = spread * 0.1 * math.log(10) / 1.6448536
    quantiles = tuple(np.exp(shift + sd * z))
    return Case(
        id="a",
        name="A",
        quantity=quantity,
        label="Energy",
        kind="measured",
        task=baselines.ENERGY_BY_HOURS,
        group=group,
        source="x",
        disclosed=disclosed,
        rounding=rounding or (disclosed, disclosed),
        unit="GWh",
        withheld=(),
        quantiles=quantiles,
        percentile=0.5,
        score=Score(0.1, 1.0),
        baselines={"other": Score(0.3, 2.0)},
    )


def _simulated(n_groups, spread, seed=1):
    """Truths that vary by a factor whose 90 % range is that of a spread of 1."""
    rng = np.random.default_rng(seed)
    truths = np.exp(rng.normal(0, 0.1 * math.log(10) / 1.6448536, n_groups))
    return judged([_case(spread, disclosed=float(truth), group=f"g{k}") for k, truth in enumerate(truths)])


def test_predictions_that_state_their_uncertainty_rightly_come_out_consistent() -> None:
    verdicts = [_simulated(20, 1.0, seed).overall.by_group[-1].verdict for seed in range(200)]
    # The bounds are of 95 %, and conservative.
    assert verdicts.count("consistent with 90 %") >= 0.95 * len(verdicts)
    assert _simulated(200, 1.0).overall.bias == pytest.approx(1.0, abs=0.05)


def test_predictions_that_are_too_sure_or_too_wide_are_found_out() -> None:
    assert _simulated(200, 0.4).overall.by_group[-1].verdict == "less often than 90 %"
    assert _simulated(200, 3.0).overall.by_group[-1].verdict == "more often than 90 %"


def test_groups_weigh_alike_however_many_figures_they_have() -> None:
    many = [_case(1.0, group="many") for _ in range(9)]
    found = judged([*many, _case(1.0, disclosed=2.0, group="one")]).overall
    assert (found.coverage[-1].covered, found.coverage[-1].n) == (9, 10)
    assert (found.by_group[-1].covered, found.by_group[-1].n) == (1, 2)
    assert found.bias == pytest.approx(math.sqrt(0.5))
    assert found.miss == pytest.approx(math.sqrt(2))
    assert found.worst == pytest.approx(2)


def test_sharpness_is_the_upper_over_the_lower_bound() -> None:
    found = judged([_case(1.0, group="a"), _case(2.0, group="b")]).overall
    assert found.span == pytest.approx(10**0.3, rel=1e-3)
    assert found.widest == pytest.approx(10**0.4, rel=1e-3)


def test_a_baseline_is_compared_on_the_same_figures_only() -> None:
    unlike = replace(_case(1.0, group="b"), baselines={}, score=Score(5.0, 50.0))
    (beside,) = judged([_case(1.0, group="a"), unlike]).overall.beside
    assert (beside.n, beside.n_groups) == (1, 1)
    assert beside.crps_difference.value == pytest.approx(0.2)
    assert beside.interval_difference.value == pytest.approx(1.0)


def test_quantiles_hold_the_bounds_of_every_range_whose_coverage_is_told() -> None:
    assert QUANTILES == (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)

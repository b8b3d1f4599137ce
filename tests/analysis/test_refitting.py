"""Leave-one-group-out: a run never predicts itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulate.analysis import populations, refitting
from simulate.analysis.refitting import FITTED, Run
from simulate.api import selection
from simulate.beliefs import text
from simulate.beliefs.library import Library
from simulate.method.plan import plan

ROWS = populations.read()
GROUPS = sorted({row.group for row in ROWS if row.included})

SCENARIO = """
schema = 1
name = "{name}"
uses = ["{bundle}"]
priors.accelerators = {{ value = 8, source = "x" }}
priors.active_parameters = {{ value = 8e9, source = "x" }}
priors.tokens = {{ value = 15e12, source = "x" }}
priors.peak_flops = {{ value = 989e12, unit = "FLOP/s", source = "x" }}
priors.availability = {{ value = 1, source = "x" }}
{more}
[[disclosed]]
quantity = "accelerator_hours"
value = 1.3e6
unit = "h"
kind = "measured"
group = "{group}"
"""


@pytest.fixture
def scenario(workshop):
    def read(group="meta-h100", bundle="training/dense-hopper", name="A run", more=""):
        workshop.write("run", SCENARIO.format(group=group, bundle=bundle, name=name, more=more))
        (made,) = workshop.plans("run")
        return made.scenario

    return read


def _run(scenario):
    return Run.of(scenario, scenario.disclosed[0])


@pytest.mark.parametrize("group", GROUPS)
def test_the_refit_is_the_fit_of_the_table_without_the_group(group, scenario) -> None:
    read = scenario(group=group)
    changed, bundle = refitting.refitted(read, _run(read))
    direct = populations.fit([row for row in ROWS if row.group != group]).prior_text("dense", "Hopper")
    assert bundle == "training/dense-hopper"
    assert changed.priors[FITTED].text == direct
    assert changed.priors[FITTED].distribution == text.read(direct, None)
    assert direct == populations.fit(ROWS, without=group).prior_text("dense", "Hopper")


@pytest.mark.parametrize("bundle", sorted(populations.PUBLISHED))
def test_every_bundle_that_the_fit_feeds_is_refitted(bundle, scenario, workshop) -> None:
    priors = Library().bundle(bundle).priors
    assert FITTED in priors
    read = scenario(bundle=bundle)
    changed, named = refitting.refitted(read, _run(read))
    assert named == bundle
    assert changed.priors[FITTED].text != read.priors[FITTED].text


def test_a_run_of_the_table_is_left_out_by_its_name_where_its_group_is_called_otherwise(scenario) -> None:
    read = scenario(group="somebody", name="Llama 3 8B")
    changed, _ = refitting.refitted(read, _run(read))
    assert changed.priors[FITTED].text == populations.fit(ROWS, without="meta-h100").prior_text("dense", "Hopper")


def test_a_group_that_is_not_in_the_fit_changes_nothing(scenario) -> None:
    read = scenario(group="nobody")
    assert refitting.refitted(read, _run(read)) == (read, "")


def test_a_prior_that_is_no_output_of_the_fit_is_not_replaced(scenario) -> None:
    read = scenario()
    edited = replace(read.priors[FITTED], text="0.2 to 0.4", distribution=text.read("0.2 to 0.4", None))
    changed = replace(read, priors={**read.priors, FITTED: edited})
    assert refitting.refitted(changed, _run(changed)) == (changed, "")


@pytest.mark.parametrize("named", ["run", "A run", "Meta-H100"])
def test_evidence_from_the_run_is_named(named, scenario) -> None:
    prior = f'priors.low_precision_gain = {{ prior = "pert(1, 1.3, 1.8)", source = "x", from_run = "{named}" }}'
    read = scenario(more=prior)
    assert len(refitting.evidence(plan(read), _run(read), "training/dense-hopper")) == 1


def test_evidence_from_other_runs_is_no_evidence_from_this_one(scenario) -> None:
    read = scenario(
        more='priors.low_precision_gain = { prior = "pert(1, 1.3, 1.8)", source = "x", from_run = "other" }'
    )
    assert refitting.evidence(plan(read), _run(read), "") == ()


def test_a_developers_own_utilisation_is_evidence_of_the_run(scenario) -> None:
    own = 'priors.effective_mfu = { prior = "0.3 to 0.4", source = "x", quality = "reported" }'
    read = scenario(more=own)
    assert refitting.evidence(plan(read), _run(read), "") == ("effective_mfu: the developer's own figure",)


def test_every_run_that_a_shipped_prior_takes_evidence_from_is_a_run_that_can_be_recognised() -> None:
    shipped = selection.scenarios(selection.shipped(), Library())
    known = {refitting.plain(text) for item in shipped for text in (item.id, item.name)}
    known |= {refitting.plain(text) for row in ROWS for text in (row.model, row.group)}
    known |= {refitting.plain(disclosed.group) for item in shipped for disclosed in item.disclosed}
    priors = [prior for name in Library().names() for prior in Library().bundle(name).priors.values()]
    priors += [prior for item in shipped for prior in item.priors.values()]
    named = {run for prior in priors for run in prior.from_run}
    assert {run for run in named if refitting.plain(run) not in known} == set()


def test_a_shipped_run_of_the_table_has_the_group_that_the_table_gives_it() -> None:
    groups = {refitting.plain(row.model): row.group for row in ROWS}
    for item in selection.scenarios(selection.shipped(), Library()):
        for disclosed in item.disclosed:
            if disclosed.kind == "measured":
                found = {groups[name] for name in map(refitting.plain, (item.id, item.name)) if name in groups}
                assert not found or disclosed.group in found, item.id

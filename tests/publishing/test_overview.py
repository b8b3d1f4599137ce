"""The page of `results/`: the seed's comparison as ranges."""

import json
import re
import shutil

import pytest

from simulate.foundation.errors import RunError
from simulate.publishing.folders.overview import AUTHOR, SEED, overview
from simulate.publishing.ranges import rows
from simulate.publishing.storage import netcdf
from tests.repository.test_documents import ROOT

RESULTS = ROOT / "results"


@pytest.fixture(scope="module")
def page():
    return overview(RESULTS)


def test_the_committed_page_is_what_the_committed_datasets_say(page):
    assert (RESULTS / "README.md").read_text("utf-8") == page


def test_every_figure_of_the_seed_is_redone_as_a_range_with_its_chart(page):
    for quantity in SEED:
        assert f"](charts/{quantity}.svg)" in page
    for target in re.findall(r"\]\(([^)]+)\)", page):
        assert (RESULTS / target).is_file(), target


def test_every_estimate_of_the_seed_that_states_its_inputs_is_explained_by_factors_that_multiply_to_the_change(page):
    waterfalls = json.loads(netcdf.read(RESULTS / "comparison.nc").attrs["waterfalls"])
    names = {model.id: model.name for model in rows.read(netcdf.read(RESULTS / "ranges.nc")).models}
    shown = [w for w in waterfalls if w["by"] == AUTHOR and f"| {names[w['model']]} |" in page]
    assert len(shown) >= 18
    for item in shown:
        product = 1.0
        for factor in item["factors"].values():
            product *= factor
        assert product == pytest.approx(item["ours"] / item["theirs"], rel=1e-6)


def test_every_claim_has_a_probability(page):
    claims = json.loads(netcdf.read(RESULTS / "comparison.nc").attrs["claims"])
    assert len(claims) == 10
    assert all(re.search(rf"\| {re.escape(claim['text'][:40])}", page) for claim in claims)


def test_it_is_not_made_of_a_folder_that_lacks_a_dataset(tmp_path):
    shutil.copy(RESULTS / "ranges.nc", tmp_path)
    with pytest.raises(RunError, match=r"no file .*comparison\.nc"):
        overview(tmp_path)

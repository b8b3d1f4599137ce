"""Colours on white and on dark paper: told apart by readers of any eyesight, and clear of their ground."""

import itertools

import matplotlib as mpl
import numpy as np
import pytest

from simulate.publishing.charts import export
from simulate.publishing.charts.theme import THEMES, contrast

# Machado, Oliveira and Fernandes 2009, table 1, severity 1: what is seen of linear RGB.
SEEN = {
    "anybody": np.eye(3),
    "protanope": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranope": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanope": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
XYZ = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]


def linear(colour):
    part = np.array(mpl.colors.to_rgb(colour))
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def lab(seen):
    ratio = np.array(XYZ) @ np.clip(seen, 0, 1) / [0.9505, 1.0, 1.089]
    x, y, z = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_every_colour_stands_out_from_its_paper(theme):
    for colour in (*theme.palette, theme.pale):
        lightness = [float(np.dot([0.2126, 0.7152, 0.0722], linear(one))) for one in (colour, theme.paper)]
        assert (max(lightness) + 0.05) / (min(lightness) + 0.05) >= 3
    assert len(theme.palette) >= 6
    assert contrast(theme.ink, theme.paper) >= 7
    assert contrast(theme.faint, theme.paper) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize("eyes", SEEN)
def test_no_two_colours_look_alike_to_anybody(theme, eyes):
    seen = [lab(np.array(SEEN[eyes]) @ linear(colour)) for colour in theme.palette]
    # CIE 1976: 2.3 is just noticeable between large fields, lines need some four times that.
    assert min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2)) > 10


def test_a_model_keeps_its_hue_in_every_theme():
    for model in ("gpt-4", "deepseek-v3", "bloom-176b"):
        places = {theme.palette.index(theme.colour(model)) for theme in THEMES.values()}
        assert len(places) == 1


def test_strong_colours_go_away_from_the_paper():
    for theme in THEMES.values():
        for colour in theme.palette:
            assert contrast(theme.strong(colour), theme.paper) > contrast(colour, theme.paper)


def test_looks_name_the_themes_that_there_are():
    assert tuple(THEMES) == export.THEMES

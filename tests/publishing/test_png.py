"""Pictures of charts: the pixels that were drawn, their size on paper, and texts of any alphabet."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from simulate.publishing.charts import png, rendering, style
from simulate.publishing.charts.export import each

TEXTS = {"Title": "Energy at the meter, GWh", "Description": "GPT‑4: 40 to 70 GWh\n日本"}
PIXELS = st.tuples(st.integers(1, 9), st.integers(1, 9)).flatmap(lambda size: arrays(np.uint8, (*size, 4)))


@given(PIXELS)
def test_a_picture_has_the_colours_that_were_drawn(pixels):
    with Image.open(io.BytesIO(png.encoded(pixels, 200, {}))) as picture:
        assert picture.mode == "RGB"
        np.testing.assert_array_equal(np.asarray(picture), pixels[..., :3])


def test_a_picture_says_what_it_is_and_how_large_it_is_on_paper():
    with Image.open(io.BytesIO(png.encoded(np.zeros((2, 3, 4), np.uint8), 200, TEXTS))) as picture:
        picture.load()
        assert picture.text == TEXTS
        assert picture.info["dpi"] == pytest.approx((200, 200), rel=1e-4)


def test_a_picture_is_the_figure_as_matplotlib_saves_it(one):
    (chart, *_) = each(one)
    (content,) = rendering.contents(chart, ["png"])
    figure, file = rendering.figure(chart), io.BytesIO()
    with style.context():
        figure.savefig(file, format="png", dpi=200)
    with Image.open(io.BytesIO(content)) as ours, Image.open(file) as theirs:
        np.testing.assert_array_equal(np.asarray(ours), np.asarray(theirs.convert("RGB")))

import pytest

from simulate.publishing.wording.typeset import HTML, LATEX, units


@pytest.mark.parametrize(
    ("numbers", "html", "latex"),
    [
        (("3.7",), "3.7", "3.7"),
        (("34  ",), "34\u2008\u2007", r"34\phantom{.0}"),
        (("39.3 ",), "39.3\u2007", r"39.3\phantom{0}"),
        (("   34.1",), "34.1", "34.1"),
        (("-3.5", "  2 "), "\u22123.5 to 2\u2008", r"$-$3.5 to 2\phantom{.}"),
        (("x5.9",), "×5.9", r"$\times$5.9"),
        (("1.2e-7",), "1.2×10<sup>\u22127</sup>", r"1.2$\times10^{-7}$"),
        (("2,048", ""), "2,048", "2,048"),
        (("a point", ""), "a point", "a point"),
        (("<x_1>",), "&lt;x_1&gt;", r"\textless{}x\_1\textgreater{}"),
        ((), "", ""),
    ],
)
def test_numbers_are_printed_with_real_signs_and_keep_the_room_of_what_they_lack(numbers, html, latex):
    assert HTML.cell(numbers) == html
    assert LATEX.cell(numbers) == latex


@pytest.mark.parametrize(
    ("plain", "printed"),
    [
        ("CO2e of the electricity, direct, ktCO2e", "CO₂e of the electricity, direct, ktCO₂e"),
        ("Intensity of the grid, gCO2e/kWh", "Intensity of the grid, gCO₂e/kWh"),
        ("Electricity price, USD_2024/MWh", "Electricity price, USD₂₀₂₄/MWh"),
        ("Water, thousand m3", "Water, thousand m³"),
        ("Land, km2", "Land, km²"),
        ("Gemma 2 of m30, USD_20245, x_2024, NaCO2", "Gemma 2 of m30, USD_20245, x_2024, NaCO2"),
    ],
)
def test_units_of_a_title_are_printed_as_they_are_read(plain, printed):
    assert units(plain) == printed

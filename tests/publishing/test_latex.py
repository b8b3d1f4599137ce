import re

import pytest

from simulate.publishing.ranges.latex import latex
from simulate.publishing.wording import labels

HOSTILE = r"""[x] *y* a_b & c % d $e$ #f {g} ~h ^^41 \input{i} "j" --- <k> | `l` \end{table}"""
PRINTED = {
    r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^", r"\textless{}": "<",
    r"\textgreater{}": ">", r"\textbar{}": "|", r"\textasciigrave{}": "`", "''": '"', "-{}": "-",
    **{f"\\{mark}": mark for mark in "&%$#_"}, **{f"{{{mark}}}": mark for mark in "[]*"},
    r"\{": "{", r"\}": "}",
}  # fmt: skip
"""What LaTeX prints for each escape (verified with TeX Live 2022: the page shows the label)."""
ESCAPES = re.compile("|".join(re.escape(escape) for escape in PRINTED))
COMMANDS = {
    *("begin", "centering", "caption", "label", "par", "smallskip", "toprule", "midrule", "bottomrule", "end"),
    *("footnotesize", "linewidth", "multicolumn", "textsuperscript", "times", "phantom", "noindent", "ignorespaces"),
    *("clearpage", "small", "setlength", "tabcolsep"),
    *("textbackslash", "textasciitilde", "textasciicircum", "textless", "textgreater", "textbar", "textasciigrave"),
}


def printed(text):
    return ESCAPES.sub(lambda found: PRINTED[found[0]], text)


def rows(text):
    """Cells of the rows of all tables as LaTeX prints them."""
    bodies = re.findall(r"\\midrule\n(.*?)\\bottomrule", text, re.DOTALL)
    lines = [line.removesuffix(r" \\") for body in bodies for line in body.strip().splitlines()]
    return [[re.sub(r"\\phantom\{[^}]*\}", "", cell) for cell in re.split(r" ?(?<!\\)& ?", line)] for line in lines]


def check_structure(text):
    """Groups closed, environments nested, rows as wide as their table, only commands that the tables need."""
    bare = re.sub(r"%.*", "", re.sub(r"\\[&%$#_{}\\]", "", text))
    assert bare.count("{") == bare.count("}")
    assert bare.count("$") % 2 == 0
    open_ = []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+)\}", bare):
        if kind == "begin":
            open_.append(name)
        else:
            assert open_.pop() == name
    assert open_ == []
    assert set(re.findall(r"\\([A-Za-z]+)", bare)) <= COMMANDS
    for body, columns in re.findall(r"(\\begin\{tabular\}\{@\{\}([lr]+)@\{\}\}.*?\\end\{tabular\})", text, re.DOTALL):
        for line in re.findall(r"^(.*) \\\\$", body, re.MULTILINE):
            cells = re.split(r"(?<!\\)&", line)
            spans = [int(n) for n in re.findall(r"\\multicolumn\{(\d+)\}", line)]
            assert len(cells) + sum(spans) - len(spans) == len(columns), line


def test_a_table_holds_the_same_numbers_as_the_terminal(ranges):
    text = latex(ranges, quantities=["facility_energy"])
    assert rows(text)[-1] == ["GPT-4", "36", "15 to 89", r"$\times$5.9", "57.5", r"above 81 \%"]
    assert rows(text)[1][0] == "Llama 3.1 405B"


@pytest.mark.parametrize("everything", [False, True])
def test_the_structure_is_that_of_a_table_ruled_with_booktabs(ranges, everything):
    text = latex(ranges, everything=everything)
    check_structure(text)
    assert text.count(r"\toprule") == text.count(r"\midrule") == text.count(r"\bottomrule") == 5 - (not everything)
    assert r"\label{tab:facility_energy}" in text
    assert r"\caption{Energy at the meter, GWh}" in text
    assert r"\usepackage{booktabs}" in text.splitlines()[0]


def test_pages_are_begun_before_more_tables_wait_than_latex_holds(make_ranges):
    quantities = {f"q{n}": (f"Q{n}", "1", True, [(1, 2, 3)]) for n in range(40)}
    waiting = [part.count(r"\begin{table}") for part in latex(make_ranges(quantities=quantities)).split(r"\clearpage")]
    assert sum(waiting) == 40
    assert max(waiting) <= 18


def test_a_missing_range_says_what_it_needs(ranges):
    assert r"GPT-4 & \multicolumn{3}{l}{not computable: needs electricity\_price, energy\_charge} \\" in latex(ranges)


def test_no_label_is_a_command_a_group_a_formula_or_a_comment(make_ranges, estimate):
    ranges = make_ranges(
        {"a": (HOSTILE, HOSTILE, ""), "b": (f"*{HOSTILE}", "", "")},
        {"y": (HOSTILE, HOSTILE, True, [(1, 2, 3), None])},
        [estimate("a", "y", 2.5, 0.8, by=HOSTILE), estimate("a", "y", 2.5, None, by="x", scope=HOSTILE)],
        {"b": {"y": [HOSTILE]}},
        program_version=f"wattif\n{HOSTILE}",
    )
    ranges["y"].attrs["comment"] = HOSTILE
    for everything in (False, True):
        text = latex(ranges, everything=everything)
        check_structure(text)
        assert [line for line in text.splitlines() if line.startswith("%")] == text.splitlines()[:1]
        assert printed(rows(text)[0][0]) == HOSTILE


def test_a_row_never_begins_with_what_the_row_before_takes_for_its_argument(make_ranges):
    text = latex(make_ranges({"a": ("[1in] x", "", "")}))
    assert "\n{[}1in{]} x &" in text


@pytest.mark.parametrize("label", [HOSTILE, "----", "a\u202eb", "模型", "x" * 300, "\x1b[2J"])
def test_an_escaped_label_is_printed_as_it_is(label):
    assert printed(labels.latex(label)) == labels.clean(label)


def test_what_older_fonts_print_as_something_else_is_named():
    assert not set(re.sub(r"\\[a-z]+\{\}", "", labels.latex(HOSTILE))) & set('<>|"`~^')


def test_dashes_are_not_joined_to_longer_ones():
    assert "--" not in labels.latex("a -- b --- c ----")


def test_models_of_several_scopes_have_a_footnote_each(make_ranges):
    ranges = make_ranges({"a": ("A", "", ""), "b": ("B", "", "")}, {"y": ("Y", "1", True, [(1, 2, 3)] * 2)})
    ranges["scope"].values[1] = "family"
    text = latex(ranges)
    assert r"B\textsuperscript{b} &" in text
    assert r"\textsuperscript{b}Scope: family (all models released together).\par" in text


def test_the_mean_is_explained_once(ranges):
    assert latex(ranges).count("The mean is") == 1

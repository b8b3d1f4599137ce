"""TOML files: what is refused before a parser sees it, and what a refusal says."""

import os
import subprocess
import sys
import threading
import time

import pytest

from simulate.foundation import documents
from simulate.foundation.errors import InputError

MIB = 1 << 20


def refusal(text):
    """The one problem of a text, as line:column and message."""
    with pytest.raises(InputError) as caught:
        documents.parse(text, "a.toml")
    (problem,) = caught.value.problems
    assert problem.file == "a.toml"
    return f"{problem.line}:{problem.column} {problem.message}"


def unreadable(path):
    """The one problem of a file; fails, instead of waiting, where reading it blocks."""
    found = []

    def read():
        with pytest.raises(InputError) as caught:
            documents.read(path)
        found.extend(caught.value.problems)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(10)
    assert len(found) == 1
    assert found[0].file == str(path)
    return found[0]


def test_values_are_those_of_tomllib(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text('schema = 1\n[priors.pue]\nprior = "1.1 to 1.3"\nsource = ["é", "日本"]\n', encoding="utf-8")
    document = documents.read(path)
    assert document.data == {"schema": 1, "priors": {"pue": {"prior": "1.1 to 1.3", "source": ["é", "日本"]}}}
    assert document.name == str(path)
    assert documents.read(path, name="named by the user").name == "named by the user"


def test_an_empty_file_and_windows_line_ends_are_fine(tmp_path):
    assert documents.parse("", "a").data == {}
    path = tmp_path / "a.toml"
    path.write_bytes(b"a = 1\r\n[b]\r\nc = '''\r\nd\r\ne'''\r\n")
    assert documents.read(path).data == {"a": 1, "b": {"c": "d\ne"}}


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a = 1\na = 2\n", "2:6", "not TOML: this key is given twice"),
        ("[a]\nb = 1\n[a]\n", "3:3", "not TOML: this table is already there"),
        ("a = {b = 1}\n[a.c]\n", "2:5", "not TOML: this table is already there"),
        ("a.b = 1\n[c]\n[a.b]", "3:5", "not TOML: this"),
        ("a = []\n[[a]]", "2:4", "not TOML: this table is complete elsewhere"),
        ("a = \n", "1:5", "not TOML: this is no value"),
        ("pue = high\n", "1:7", "not TOML: this is no value (texts stand in quotes)"),
        ("\n\n  a = [1, 2\n", "4:1", "not TOML: unclosed array"),
        ('a = "b\n', "1:7", "not TOML: a text is not closed on its line"),
        ("just words\n", "1:6", "not TOML: expected '='"),
        ("{}", "1:1", "not TOML: a key or a [table] is expected here"),
        ('a = """b', "1:9", "not TOML: unterminated string"),
        ("é = 1", "1:1", "not TOML: a key or a [table] is expected here"),
        ('ü = "', "1:1", "not TOML"),
        ("a = 'é\\' b", "1:10", "not TOML: expected newline"),
        ("a = " + "9" * 5000, "1:5", "a number of more than 4,300 digits"),
        ("b = 1\na = -1e999\n", "2:5", "larger than any number can be"),
        ("a = [1, " + "9" * 400 + "]", "1:9", "larger than any number can be"),
    ],
)
def test_a_file_that_is_not_toml_gives_one_problem_where_it_goes_wrong(text, place, message):
    assert refusal(text).startswith(f"{place} {message}")


def test_infinity_that_is_written_as_such_is_a_value():
    assert documents.parse("valid = [0, inf]\nlow = -inf", "a").data["valid"][1] == float("inf")


@pytest.mark.parametrize(
    ("text", "place", "character"),
    [
        ("\x00", "1:1", "U+0000"),
        ("a = 1\nb = 'x\x00'", "2:7", "U+0000"),
        ("a = 1 # é\x07", "1:10", "U+0007"),
        ("a = '\x1b[2J'", "1:6", "U+001B"),
        ("a = 'x\x0cy'", "1:7", "U+000C"),
        ("a = 'x\x7f'", "1:7", "U+007F"),
        ("a = 'x\x9b2J'", "1:7", "U+009B"),
        ("a = 'x\u202ey'", "1:7", "U+202E"),
        ("a = 'x\u2066y'", "1:7", "U+2066"),
        ("a = 'x\u2028y'", "1:7", "U+2028"),
        ("a = 'x\ufeffy'", "1:7", "U+FEFF"),
        ("a = 'x\udc80y'", "1:7", "U+DC80"),
        ('a = "x\\u0000y"', "1:7", "U+0000"),
        ('a = "é\\u001b[2J"', "1:7", "U+001B"),
        ('a = "é\\r"', "1:7", "U+000D"),
        ('a = ["x", "\\b"]', "1:12", "U+0008"),
        ('[b]\nc = [{ d = "\\\\\\u202E" }]', "2:15", "U+202E"),
        ('[b]\n"x\\u202Ey" = 1', "2:1", "U+202E"),
    ],
)
def test_control_and_bidi_characters_are_refused_as_such_and_as_escapes(text, place, character):
    assert refusal(text) == f"{place} the control character {character} may not stand here"


def test_what_a_key_must_not_hold_is_not_printed_in_its_path():
    with pytest.raises(InputError) as caught:
        documents.parse('"\\u001b[2J" = "\\u202E"\n"a\\nb" = "\\u0007"', "a.toml")
    assert [problem.field for problem in caught.value.problems] == ["\\u001B[2J", "\\u001B[2J", "a\\u000Ab"]
    assert not {"\x1b", "\x07", "\u202e"} & set(str(caught.value))


def test_tabs_and_newlines_may_stand_in_values():
    assert documents.parse('a = "x\\ty\\nz"\n\tb = """\n1\n2"""', "a").data == {"a": "x\ty\nz", "b": "1\n2"}


@pytest.mark.parametrize(
    ("raw", "place", "message"),
    [
        (b"\xff\xfea\x00", "1:1", "UTF-16"),
        (b"\xfe\xff\x00a", "1:1", "UTF-16"),
        ("a = 1".encode("utf-16-le"), "1:2", "U+0000"),
        (b"\xef\xbb\xbfa = 1", "1:1", "byte order mark"),
        ('x = "日"\na = "é'.encode() + b'\xe9"', "2:7", "byte 0xE9"),
        (b"a = '\xed\xa0\x80'", "1:6", "not UTF-8"),
        (b"a = '\xc0\x80'", "1:6", "not UTF-8"),
        (b"a = 'x\xf0\x9f'", "1:7", "not UTF-8"),
    ],
)
def test_anything_but_plain_utf_8_is_refused_at_its_first_bad_byte(tmp_path, raw, place, message):
    path = tmp_path / "a.toml"
    path.write_bytes(raw)
    problem = unreadable(path)
    assert f"{problem.line}:{problem.column}" == place
    assert message in problem.message


def test_what_is_not_a_regular_file_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "fifo.toml")
    (tmp_path / "link.toml").symlink_to(tmp_path / "fifo.toml")
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    assert "not a regular file" in unreadable(tmp_path / "fifo.toml").message
    assert "not a regular file" in unreadable(tmp_path / "link.toml").message
    assert "cannot be read" in unreadable(tmp_path / "loop.toml").message
    assert "is a folder" in unreadable(tmp_path).message
    assert unreadable(tmp_path / "none.toml").message == "no such file"
    assert "cannot be read" in unreadable(tmp_path / "a\x00b.toml").message
    assert "cannot be read" in unreadable(tmp_path / ("x" * 5000)).message
    for device in ("/dev/zero", "/dev/null", "/dev/stdin"):
        assert unreadable(type(tmp_path)(device)).message in {"is not a regular file", "no such file"}


def test_a_fifo_put_in_place_after_the_first_look_is_not_waited_for(tmp_path, monkeypatch):
    fifo, file = tmp_path / "fifo", tmp_path / "file"
    os.mkfifo(fifo)
    file.touch()
    regular = file.stat()
    monkeypatch.setattr(type(fifo), "stat", lambda self, **_: regular)
    assert "not a regular file" in unreadable(fifo).message


def test_a_file_beyond_a_mebibyte_is_refused_unread(tmp_path):
    path = tmp_path / "a.toml"
    path.write_bytes(b"#" * MIB)
    assert documents.read(path).data == {}
    with path.open("r+b") as file:
        file.truncate(2 << 30)
    start = time.process_time()
    assert "larger than 1,048,576 bytes" in unreadable(path).message
    assert time.process_time() - start < 1
    assert "larger than" in refusal("# " + "é" * (MIB // 2))


@pytest.mark.parametrize(
    "text",
    [
        ".".join("a" * 20_000) + " = 1",
        ".".join(['"a"'] * 17) + " = 1",
        "a = " + "[" * 100_000,
        "a = " + "[" * 16 + "]" * 16,
        "a = " + "{b=" * 10_000,
        "a = [{b.c.d.e = [" + "{f.g = " * 5 + "1}}}}}]}]",
        "[" * 100_000,
        "[" + ".".join("a" * 16) + "]\nb = 1",
        "[[" + ".".join("a" * 15) + "]]\nb = 1",
        "a = [\n" + "[\n" * 50 + "]\n" * 51,
        "a = '''\n'''\nb = " + "[" * 17,
        'a = "\\""\nb = ' + "[" * 17,
        'a = """"""\nb = ' + "[" * 17,
        'a = """x"""""\nb = ' + "[" * 17,
        "a = ''''x'''''\nb = " + "[" * 17,
        'a = ["""x"""", ' + "[" * 17,
        "a = ['''x'''', " + "[" * 17,
        'a = """\\""""\nb = ' + "[" * 17,
        '"=" = ' + "[" * 17,
        "'\"' = " + "[" * 17,
        "a = [ # ]\n" + "[" * 17,
    ],
)
def test_nesting_beyond_sixteen_is_refused_before_it_is_parsed(text):
    start = time.process_time()
    assert "nested deeper than 16" in refusal(text)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "text",
    [
        ".".join("a" * 16) + " = 1",
        "[" + ".".join("a" * 15) + "]\nb = 1",
        "a = " + "[" * 15 + "]" * 15,
        "[a.b]\nc = [" + "{ d = 1 }, " * 20 + "]\n" * 1 + "e = [[1, 2], [3, 4]]",
        "a = { " + ", ".join(f"b{number}.c.d = 1" for number in range(20)) + " }",
        "a = '" + "[" * 100 + "'",
        'a = "\\"' + "[" * 100 + '"',
        'a = """' + "[" * 100 + '""" # ' + "[" * 100,
        "a = '''\n" + "[{" * 100 + "\n'''",
        "a = [1.5, 2.5, " + "1.5," * 100 + "]\nb = 1.5",
        "\n".join(f"[a{i}.b.c]\nd.e = 1.5" for i in range(100)),
        "a = [\n  [1, 2], # [[[[[[[[[[[[[[[[[[\n  [3, 4],\n]",
        "[[a]]\n[[a.b]]\n[[a.b.c]]\nd = {e = {f = 1}, g.h = [1]}\n" * 30,
    ],
)
def test_what_stays_within_the_depth_is_read(text):
    assert documents.parse(text, "a").data


def test_ten_thousand_keys_are_read_and_one_more_is_not():
    keys = [f"k{number} = 1" for number in range(10_000)]
    assert len(documents.parse("\n".join(keys), "a").data) == 10_000
    assert "10001:3 more than 10,000 keys" in refusal("\n".join([*keys, "k = 1"]))
    assert "more than 10,000 keys" in refusal("a = [" + "{b = 1}," * 10_001 + "]")
    assert "more than 10,000 keys" in refusal("[[a]]\n" * 10_001)
    assert documents.parse("a = [" + "1," * 20_000 + "]", "a").data["a"][-1] == 1


def test_no_text_of_a_mebibyte_takes_long():
    for text in ("a = [" + "[]," * (MIB // 3 - 3) + "]", 'a = """' + "\\n" * (MIB // 2 - 8) + '"""'):
        start = time.process_time()
        documents.parse(text, "a")
        assert time.process_time() - start < 8


def test_a_good_file_loads_no_tree_sitter():
    program = (
        "import sys; from simulate.foundation import documents\n"
        "document = documents.parse('valid = [0, inf]', 'a')\n"
        "print('tree_sitter' in sys.modules, 'numpy' in sys.modules)\n"
        "document.problem(('valid',), 'bad'); print('tree_sitter' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False", "False", "True"]

"""What the documents say is run: commands, files, links, names.

In a document, a `toml` block that starts with `# NAME.toml` is that file, and every line of a `sh` block that starts
with `wattif` is run beside it, in the order of the document; `python` blocks are run there as well, one after the other
in one namespace. `sh fails` marks commands that must report a problem. A `text` block right after one command, or after
Python, is what that prints, or what it complains of; a line `...` stands for any number of lines, and WATTIF_RENEW=1
writes these blocks anew.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import sys
import typing
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.main import get_command

from docs.site.contents import sections
from simulate.beliefs import forms, text
from simulate.beliefs.families.table import FORMS
from simulate.commands import main
from simulate.method.reading import training
from simulate.publishing.charts import workers
from tests.commands.conftest import drawing, program, quick

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
)
PAGES = sorted(
    path for folder in ("docs", "results", "tests", "benchmarks", ".github") for path in (ROOT / folder).rglob("*.md")
) + sorted(ROOT.glob("*.md"))
"""Every page that readers of the repository can open, generated ones included."""
_ORDERS = ("tutorial", "how-to", "explanation", "reference")
"""What a reader wants of a page; each is a folder of docs and a heading of its index."""
_BLOCK = re.compile(r"^```(\w*)[ ]*([^\n`]*)\n(.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^()\s]*)\)")
_REFERENCE = re.compile(r"^\[[^\[\]]+\]: (\S+)$", re.MULTILINE)
_WRITTEN = {".md", ".toml", ".yml", ".cff", ".py", ".csv", ".j2", ".txt", ".svg", ".json", ""}


def _id(document: Path) -> str:
    return document.relative_to(ROOT).as_posix()


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, what stands behind that, its text, and where the text starts in the document."""

    language: str
    marks: str
    text: str
    start: int

    @property
    def file(self) -> str:
        """The name of the file that a `toml` block is; empty where it is only a part of one."""
        found = re.match(r"# ([\w./-]+\.toml)\n", self.text)
        return found[1] if self.language == "toml" and found else ""

    @property
    def commands(self) -> list[str]:
        """Lines that call the program."""
        lines = self.text.splitlines() if self.language == "sh" else []
        return [line for line in lines if line.startswith("wattif")]


def blocks(document: Path) -> list[Block]:
    """All fenced blocks of a document, in order."""
    written = document.read_text(encoding="utf-8")
    return [Block(m[1], m[2].strip(), m[3], m.start(3)) for m in _BLOCK.finditer(written)]


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    """Runs a command line of the program in an empty folder: exit status, stdout, stderr. `> FILE` is understood."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(workers, "MOST", 0)

    def run(line: str) -> tuple[int, str, str]:
        words = shlex.split(line)
        to = words[words.index(">") + 1 :] if ">" in words else []
        monkeypatch.setattr(sys, "argv", words[: -1 - len(to)] if to else words)
        with drawing("svg"):
            status = main.status(program)
        out, err = capsys.readouterr()
        for file in to:
            Path(file).write_text(out, encoding="utf-8")
        return status, out, err

    return run


@pytest.mark.parametrize("document", DOCUMENTS, ids=_id)
def test_every_command_of_a_document_does_what_it_says(document: Path, call, tmp_path: Path) -> None:
    found = blocks(document)
    _write(found, tmp_path)
    printed: dict[int, str] = {}
    namespace: dict[str, object] = {}
    for number, block in enumerate(found):
        shown = number + 1 < len(found) and found[number + 1].language == "text"
        if block.language == "python":
            said = _printed(block, namespace, document)
            printed |= {number + 1: said} if shown else {}
        for command in block.commands:
            status, out, err = call(command if shown else quick(command))
            assert status == (3 if block.marks == "fails" else 0), f"{command}: exit {status}\n{out}{err}"
            assert out or err, f"{command} prints nothing"
            if shown:
                printed[number + 1] = out or err
    if os.environ.get("WATTIF_RENEW"):
        _renew(document, {found[number].start: out for number, out in printed.items()})
        found = blocks(document)
    for number, out in printed.items():
        assert _pattern(found[number].text).fullmatch(out), f"{document.name} shows\n{found[number].text}not\n{out}"


def _printed(block: Block, names: dict[str, object], document: Path) -> str:
    """What a piece of Python prints; errors name the line of the document."""
    before = document.read_text(encoding="utf-8")[: block.start].count("\n")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile("\n" * before + block.text, document, "exec"), names)  # noqa: S102 -- our own documents
    return out.getvalue()


def _write(found: list[Block], folder: Path) -> None:
    for block in found:
        if block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=_id)
def test_commands_within_sentences_have_the_options_that_are_named(document: Path) -> None:
    known = {command.name or "": command for command in get_command(main.app).commands.values()}
    for line in re.findall(r"`(wattif [^`]+)`", _BLOCK.sub("", document.read_text(encoding="utf-8"))):
        name, *words = line.split()[1:]
        if name in known:
            options = {option for parameter in known[name].params for option in parameter.opts}
            assert {word for word in words if re.match(r"--?[a-z]", word)} <= options | {"--help"}, line
        else:
            assert name in {"COMMAND", "--help", "--version", "--install-completion"}, line


def _pattern(shown: str) -> re.Pattern[str]:
    """A shown output as a pattern; a line `...` stands for any lines, and blanks at the ends of lines do not count."""
    lines = [r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"[ ]*\n" for line in shown.splitlines()]
    return re.compile("".join(lines))


def _renew(document: Path, printed: dict[int, str]) -> None:
    """Writes outputs into the blocks that start there, up to the notes, which hold versions; last blocks first."""
    written = document.read_text(encoding="utf-8")
    for start, out in sorted(printed.items(), reverse=True):
        stop = written.index("```", start)
        kept, notes, _ = out.partition("\n90 % range: ")
        lines = [line.rstrip() for line in kept.splitlines()] + (["..."] if notes else [])
        written = f"{written[:start]}{chr(10).join(lines)}\n{written[stop:]}"
    document.write_text(written, encoding="utf-8")


def test_a_piece_of_python_is_run_and_what_it_prints_is_compared(tmp_path: Path, call) -> None:
    document = tmp_path / "x.md"
    for shown, right in (("3\n", True), ("4\n", False)):
        document.write_text(f"```python\nx = 1\n```\n\n```python\nprint(x + 2)\n```\n\n```text\n{shown}```\n")
        with contextlib.nullcontext() if right else pytest.raises(AssertionError, match=r"not\s+3"):
            test_every_command_of_a_document_does_what_it_says(document, call, tmp_path)
    document.write_text("a\n\n```python\n1 / 0\n```\n")
    with pytest.raises(ZeroDivisionError) as caught:
        test_every_command_of_a_document_does_what_it_says(document, call, tmp_path)
    assert caught.traceback[-1].lineno == 3


def test_a_shown_output_is_compared_with_every_character_that_it_shows() -> None:
    assert _pattern("a  1\n...\n").fullmatch("a  1\nb\nc\n")
    assert not _pattern("a  1\n...\n").fullmatch("a  2\nb\n")
    assert not _pattern("a  1\n").fullmatch("a  1\nb\n")


@pytest.mark.parametrize("document", DOCUMENTS, ids=_id)
def test_every_file_of_a_document_has_nothing_wrong_unless_it_says_so(document: Path, call, tmp_path: Path) -> None:
    found = blocks(document)
    _write(found, tmp_path)
    failing = " ".join(command for block in found if block.marks == "fails" for command in block.commands)
    for block in found:
        if not block.file:
            assert block.language != "toml" or "schema" not in block.text, f"{document.name}: a file without its name"
        elif block.file not in failing:
            status, out, err = call(f"wattif check {block.file}")
            assert (status, out) == (0, "1 file, nothing wrong\n"), err


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_link_inside_the_repository_leads_somewhere(page: Path) -> None:
    assert broken(page.read_text(encoding="utf-8"), page) == []


def test_every_link_of_the_notebook_leads_somewhere() -> None:
    notebook = ROOT / "docs" / "how-to" / "example.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    assert [link for text in texts for link in broken(text, notebook)] == []


def test_links_to_what_is_not_there_are_found(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("# A\n\n## `b_c`, d\n\n## Twice\n\n## Twice\n", encoding="utf-8")
    good = "[x](a.md#b_c-d) [x](#twice-1) ![x](a.md) [x](https://y.z) [x][y]\n\n[y]: a.md#a\n\n```\n[x](n.md)\n```\n"
    assert broken(good, page) == []
    bad = "[x](b.md) [x](#e)\n![x](c.svg) [x](a.md#twice-2)\n\n[y]: d.md\n"
    assert broken(bad, page) == ["b.md", "#e", "c.svg", "a.md#twice-2", "d.md"]


def broken(text: str, page: Path) -> list[str]:
    """Links and images of a Markdown text that lead to no file, or to no heading of one, seen from the page's place."""
    prose = _BLOCK.sub("", text)
    found = []
    for target in (*_LINK.findall(prose), *_REFERENCE.findall(prose)):
        file, _, section = target.partition("#")
        linked = (page.parent / file).resolve() if file else page
        if not re.match(r"https://|mailto:", target) and not (
            linked.exists() and (not section or section in _sections(linked))
        ):
            found.append(target)
    return found


def _sections(document: Path) -> set[str]:
    """Anchors of the headings of a document, made as readers' programs make them; a second one alike ends in -1."""
    headings = re.findall(r"^#+ (.*)$", _BLOCK.sub("", document.read_text(encoding="utf-8")), re.MULTILINE)
    anchors = [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]
    counts = [anchors[:n].count(anchor) for n, anchor in enumerate(anchors)]
    return {f"{anchor}-{count}" if count else anchor for anchor, count in zip(anchors, counts, strict=True)}


def test_every_folder_that_the_readme_shows_is_there() -> None:
    (tree,) = (block.text for block in blocks(ROOT / "README.md") if block.text.startswith("priors/"))
    folders = [line.split("/")[0] for line in tree.splitlines()]
    assert all((ROOT / folder).is_dir() for folder in folders)
    assert {"simulate", "priors", "scenarios", "results", "tests", "benchmarks", "docs"} == set(folders)


def test_the_index_leads_to_every_page_under_the_heading_of_its_folder() -> None:
    listed = sections((ROOT / "docs" / "index.md").read_text(encoding="utf-8"))
    for folder in _ORDERS:
        pages = {f"{folder}/{path.name}" for path in (ROOT / "docs" / folder).glob("*.md")}
        assert set(listed[folder.capitalize()]) == pages
    assert {path.parent.name for path in (ROOT / "docs").rglob("*.md")} == {"docs", *_ORDERS}


def test_every_page_has_one_title() -> None:
    for path in DOCUMENTS:
        titles = re.findall(r"^# .+$", _BLOCK.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
        assert len(titles) == 1, path


def test_every_form_of_a_prior_has_its_row() -> None:
    shown = {name for form in _form_examples() for name in re.findall(r"`(\w+)\(", form)}
    assert shown == set(FORMS)


def _form_examples() -> dict[str, str]:
    """Text form -> example, of the table of forms of a prior."""
    table = (
        (ROOT / "docs" / "reference" / "scenarios.md")
        .read_text(encoding="utf-8")
        .partition("### The text form of a prior")[2]
    )
    rows = re.findall(r"^\| (.+?) \| .* \| `([^|]+)` \|$", table.partition("\n### ")[0], re.MULTILINE)
    return dict(rows)


@pytest.mark.parametrize(("form", "example"), _form_examples().items())
def test_every_example_of_a_form_of_a_prior_can_be_copied(form: str, example: str, tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text("site,intensity,weight\na,30,1\nb,400,3\n", encoding="utf-8")
    distribution = text.read(example, tmp_path)
    assert distribution.support[0] <= distribution.median <= distribution.support[1]


def test_every_key_of_files_is_explained() -> None:
    explained = set(re.findall(r"\b[a-z_]+\b", " ".join(re.findall(r"`[^`\n]+`", _reference()))))
    kinds = [kind for kind in vars(forms).values() if isinstance(kind, type) and issubclass(kind, forms.Form)]
    keys = {field.alias or name for kind in kinds for name, field in kind.model_fields.items()}
    # For those who maintain the method; a file of one's own has no use for them.
    assert keys - explained <= {"group", "askable", "headline"}


def test_every_word_that_a_key_may_hold_is_explained() -> None:
    for words in (forms.Quality, forms.Basis, forms.Drawn, forms.Kind, forms.Scope):
        for word in typing.get_args(words):
            assert f'`"{word}"`' in _reference(), word


def _reference() -> str:
    return (ROOT / "docs" / "reference" / "scenarios.md").read_text(encoding="utf-8")


def test_the_method_page_names_only_quantities_that_there_are() -> None:
    written = (ROOT / "docs" / "explanation" / "method.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`([a-z0-9]+(?:_[a-z0-9]+)+)`", written)) <= set(training())


def test_no_text_names_a_place_that_readers_do_not_have() -> None:
    # Put together here, so that this file does not name them either.
    hosts = ["py" + "pi.org", "python" + "hosted", "np" + "mjs", "deb." + "debian"]
    places = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/"]
    skipped = {".git", ".venv", "__pycache__", "build", "dist"}
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [
            name for name in folders if name not in skipped and not name.endswith(("_cache", "-cache", ".hypothesis"))
        ]
        for path in (Path(folder, name) for name in files if name not in skipped):
            if path.suffix in _WRITTEN and path.stat().st_size < 1 << 20:
                written = path.read_text(encoding="utf-8", errors="replace")
                assert not [word for word in (*hosts, *places) if word in written], path

"""The command line: data on stdout, words on stderr, exit codes 0, 1 and 2."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
import rdflib
from click.testing import CliRunner, Result

from kg.cli import main
from kg.cli.answers import RESULT_FORMATS
from kg.dataset import Dataset
from kg.export import MEDIA_TYPES

TINY = Path(__file__).parent / "data"

KINDS = "SELECT ?film { ?film a cel:Film ; cel:releaseYear 1985 }"
FILM = "https://w3id.org/celadon/film/pulgasari"


@pytest.fixture
def run(shipped: Dataset) -> Callable[..., Result]:
    """Run `celadon` on the shared dataset, which the environment names."""

    def invoke(*arguments: str, stdin: str | bytes = "") -> Result:
        return CliRunner().invoke(main, arguments, input=stdin, prog_name="celadon")

    return invoke


COMMANDS = sorted(main.commands)


@pytest.mark.parametrize(
    "command", ["build", "query", "export", "check", "verify", "span", "format"]
)
def test_command_has_help_with_exit_codes(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert "Exit codes: 0 done; 1" in result.stdout


def test_help_lists_every_command_and_imports_none() -> None:
    code = (
        "import atexit, sys; from server.cli import main\n"
        "atexit.register(lambda: print(*sys.modules))\n"
        "main(['--help'], prog_name='celadon')"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    listed = told.stdout.partition("Commands:")[2]
    assert [name for name in [*COMMANDS, "serve"] if f"\n  {name} " not in listed] == []
    heavy = {"flask", "kg.dataset", "numpy", "pyoxigraph", "rich"}
    assert heavy & set(told.stdout.split()) == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_says_what_it_does(command: str) -> None:
    for parameter in main.commands[command].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{command} {parameter.opts}"


def test_query_answers_as_csv_where_there_is_no_terminal(run: Callable[..., Result]) -> None:
    result = run("query", "films-by-decade", "-p", "decade=2010")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "decade,year,film,title",
        "2010,2012,https://w3id.org/celadon/film/comrade-kim-goes-flying,Comrade Kim Goes Flying",
    ]


@pytest.mark.parametrize("asked", ["text", "stdin", "file", "file with a header"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "marked"])
def test_query_takes_text_file_and_standard_input(
    asked: str, mark: str, run: Callable[..., Result], tmp_path: Path
) -> None:
    path = tmp_path / "own.rq"
    header = (
        "#+ summary: What?\n#+ description: Films.\n#+ tags: [t]\n#+ view: stated\n"
        "#+ columns: {film: a film}\n#+ parameters:\n"
        "#+   - {name: year, type: year, default: 1985, description: the year}\n"
    )
    body = "SELECT ?film { VALUES ?year { 1985 } ?film a cel:Film ; cel:releaseYear ?year }"
    text = header + body if asked.endswith("header") else KINDS
    path.write_text(mark + text, encoding="utf-8")
    arguments, stdin = {"text": ([KINDS], ""), "stdin": (["-"], mark + KINDS)}.get(
        asked, ([str(path)], "")
    )
    result = run("query", *arguments, stdin=stdin)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["film", FILM]


@pytest.mark.parametrize(
    "text",
    [
        "DESCRIBE film:pulgasari",
        "describe<https://w3id.org/celadon/film/pulgasari>",
        "# the monster\n  BASE <https://w3id.org/celadon/film/>\nDESCRIBE <pulgasari>",
    ],
)
def test_text_without_a_brace_is_a_query(text: str, run: Callable[..., Result]) -> None:
    result = run("query", text, "--format", "nt")
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"<{FILM}> " in result.stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT", "celadon: line 1"),
        ("LOAD <http://a.test/>", "celadon: line 1"),
        ("what is this", "celadon: line 1"),
        ("describe.rq", "celadon: cannot read describe.rq"),
        ("select-all.rq", "celadon: cannot read select-all.rq"),
    ],
)
def test_text_is_told_from_a_file(text: str, message: str, run: Callable[..., Result]) -> None:
    result = run("query", text)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr


def test_file_whose_name_has_a_space_is_a_file(run: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "my query.rq"
    path.write_text(KINDS, "utf-8")
    assert run("query", str(path)).stdout.splitlines() == ["film", FILM]


@pytest.mark.parametrize("name", ["json", "csv", "tsv", "xml", "table", "markdown"])
def test_query_writes_solutions_in_each_format(name: str, run: Callable[..., Result]) -> None:
    result = run("query", KINDS, "--format", name)
    assert result.exit_code == 0
    assert "pulgasari" in result.stdout
    if name == "json":
        assert json.loads(result.stdout)["results"]["bindings"] == [
            {"film": {"type": "uri", "value": FILM}}
        ]
    if name == "table":
        assert result.stdout == "film\n--------------\nfilm:pulgasari\n"


@pytest.mark.parametrize(
    ("name", "parser"), [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), (None, "turtle")]
)
def test_query_writes_triples_in_each_format(
    name: str | None, parser: str, run: Callable[..., Result]
) -> None:
    text = f"CONSTRUCT {{ <{FILM}> cel:director ?who }} WHERE {{ <{FILM}> cel:director ?who }}"
    result = run("query", text, *(["--format", name] if name else []))
    assert result.exit_code == 0
    assert len(rdflib.Graph().parse(data=result.stdout, format=parser)) == 1


@pytest.mark.parametrize("name", [None, "table", "csv"])
def test_query_answers_yes_or_no(name: str | None, run: Callable[..., Result]) -> None:
    arguments = ["--format", name] if name else []
    assert run("query", "ASK { ?film a cel:Film }", *arguments).stdout == "true\n"
    assert run("query", "ASK { ?film a cel:Nothing }", *arguments).stdout == "false\n"


def test_query_lists_every_query_with_its_question(run: Callable[..., Result]) -> None:
    result = run("query", "--list", "--format", "json")
    listed = json.loads(result.stdout)["results"]["bindings"]
    assert len(listed) == 26
    assert {
        "name": {"type": "literal", "value": "films-by-decade"},
        "question": {"type": "literal", "value": "Which films came out in which decade?"},
        "parameters": {"type": "literal", "value": "decade="},
    } in listed


WRONG = {
    "no question": (["query"], 2, "what to ask?"),
    "unknown option": (["query", "--nothing"], 2, "No such option"),
    "unknown format": (["query", KINDS, "--format", "yaml"], 2, "Invalid value"),
    "parameter without value": (["query", "films-by-decade", "-p", "x"], 2, "write name=value"),
    "parameter of the wrong type": (
        ["query", "films-by-decade", "-p", "decade=old"],
        *(2, "celadon: decade=old: expected a year"),
    ),
    "parameter twice": (
        ["query", "films-by-decade", "-p", "decade=1980", "-p", "decade=1990"],
        *(2, "each name once"),
    ),
    "parameters of a text": (["query", KINDS, "-p", "x=1"], 2, "celadon: only a named query"),
    "near miss": (
        ["query", "reviews-of-a-work", "-p", "work=pulgassari"],
        *(2, "near: film/pulgasari"),
    ),
    "unknown query": (["query", "films-by-century"], 1, "films-by-decade"),
    "missing file": (["query", "nowhere/x.rq"], 1, "celadon: cannot read nowhere/x.rq"),
    "syntax error": (["query", "SELECT { ?x"], 1, "celadon: "),
    "format that does not fit": (["query", KINDS, "--format", "ttl"], 1, "choose json, xml"),
    "missing folder": (["build", "nowhere"], 2, "does not exist"),
    "unknown reasoner": (["build", "--reasoner", "oracle"], 2, "Invalid value"),
    "no documents": (["verify"], 2, "Missing option '--documents'"),
}


@pytest.mark.parametrize(("arguments", "code", "message"), WRONG.values(), ids=WRONG)
def test_failure_is_told_on_stderr_with_its_code(
    arguments: list[str], code: int, message: str, run: Callable[..., Result]
) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr


@pytest.mark.parametrize("name", MEDIA_TYPES)
def test_export_writes_what_the_library_exports(
    name: str, run: Callable[..., Result], shipped: Dataset, tmp_path: Path
) -> None:
    target = tmp_path / f"graph.{name}"
    result = run("export", "--format", name, "--output", str(target))
    assert (result.exit_code, result.stdout) == (0, "")
    assert target.read_bytes() == shipped.export(name)
    assert f"wrote {target}" in result.stderr


def test_export_writes_to_stdout(run: Callable[..., Result], shipped: Dataset) -> None:
    result = run("export", "--format", "nt")
    assert result.stdout_bytes == shipped.export("nt")


def test_build_tells_the_snapshot_and_a_second_one_that_nothing_changed(
    run: Callable[..., Result], corpus: Path, tmp_path: Path
) -> None:
    schema = Path(__file__).parent / "data" / "schema"
    arguments = ["build", str(corpus), "--ontology", str(schema), "--dataset", str(tmp_path / "d")]
    first, second = run(*arguments), run(*arguments)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "built in" in first.stderr
    assert "nothing has changed" in second.stderr
    assert first.stdout == second.stdout
    assert (tmp_path / "d" / "current").read_text(encoding="utf-8").strip() in first.stdout
    assert run(*arguments, "--quiet").stderr == ""
    assert run(*arguments, "--force").stdout != first.stdout


@pytest.mark.parametrize("command", [["query", KINDS], ["export"]], ids=["query", "export"])
def test_folder_given_as_an_option_must_hold_a_dataset(
    command: list[str], run: Callable[..., Result], tmp_path: Path
) -> None:
    folder = tmp_path / "mistyped"
    result = run(*command, "--dataset", str(folder))
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"run `celadon build --dataset {folder}`" in result.stderr
    assert not folder.exists()


def test_check_lists_problems_by_file_and_line(run: Callable[..., Result], corpus: Path) -> None:
    schema = str(Path(__file__).parent / "data" / "schema")
    good = run("check", str(corpus), "--ontology", schema)
    assert (good.exit_code, good.stdout) == (0, "")
    passage = corpus / "almanac" / "page-1.ttl"
    text = passage.read_text(encoding="utf-8")
    passage.write_text(text + "film:harvest-moon cel:nonsense 1 .\n", encoding="utf-8")
    bad = run("check", str(corpus), "--ontology", schema)
    assert bad.exit_code == 1
    line = len(text.splitlines()) + 1
    assert any(
        found.startswith(f"{passage}:{line}: ") and "nonsense" in found
        for found in bad.stdout.splitlines()
    )
    assert bad.stderr.endswith("1 errors, 0 warnings\n")


def test_format_reports_and_then_mends(run: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("<http://a/b>    <http://a/p> 1 .", encoding="utf-8")
    checked = run("format", "--check", str(path))
    assert (checked.exit_code, checked.stdout) == (1, f"{path}\n")
    mended = run("format", str(path))
    assert (mended.exit_code, mended.stdout) == (0, f"{path}\n")
    assert run("format", "--check", str(path)).exit_code == 0


def test_verify_finds_a_document_that_differs(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "zoomboola.txt").write_text("another text", encoding="utf-8")
    result = run("verify", "--documents", str(tmp_path))
    assert result.exit_code == 1
    assert "sources.ttl:" in result.stdout
    assert "listing.txt is not there" in result.stdout


def test_span_is_written_as_canonical_turtle(run: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "diary.txt"
    path.write_bytes("피바다.\r\n\r\nWe saw it. We saw it.\n".encode())
    digest = hashlib.sha256(b"We saw it.").hexdigest()
    result = run("span", str(path), "We saw it.")
    lines = ["    cel:end 18 ;", f'    cel:sha256 "{digest}" ;', "    cel:start 8 ;"]
    assert (result.exit_code, result.stdout.splitlines()) == (0, lines)
    assert "2 times" in result.stderr
    assert run("span", str(path), "saw", "--paragraph").stdout.startswith("    cel:end 29 ;")
    whole = hashlib.sha256(path.read_bytes()).hexdigest()
    expected = f'    cel:length 30 ;\n    cel:sha256 "{whole}" ;\n'
    assert run("span", str(path)).stdout == expected


@pytest.mark.parametrize(
    ("content", "message"), [(b"one", "does not hold 'two'"), (b"\xff", "is not UTF-8 at byte 0")]
)
def test_span_that_cannot_be_found_is_told(
    content: bytes, message: str, run: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "x.txt").write_bytes(content)
    result = run("span", str(tmp_path / "x.txt"), "two")
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr


def test_module_writes_utf8_whatever_the_console_says(shipped: Dataset) -> None:
    text = "SELECT ('피바다' AS ?title) {}"
    result = subprocess.run(
        [sys.executable, "-m", "kg", "query", text, "--format", "table"],
        capture_output=True,
        check=True,
        env=_environment(PYTHONIOENCODING="ascii", LC_ALL="C"),
    )
    assert result.stdout.decode("utf-8") == "title\n------\n피바다\n"
    assert result.stderr == b""


def test_closed_pipe_is_no_traceback(shipped: Dataset) -> None:
    command = [sys.executable, "-m", "kg", "export", "--format", "nq"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment()
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def _environment(**changes: str) -> dict[str, str]:
    return {**os.environ, **changes}


def test_formats_of_query_are_the_documented_ones() -> None:
    assert set(RESULT_FORMATS) == {
        *("table", "json", "csv", "tsv", "markdown", "xml", "ttl", "nt", "jsonld", "rdf")
    }


def test_build_warns_of_owlrl(tmp_path: Path) -> None:
    given = [
        "build",
        str(TINY / "corpus"),
        "--ontology",
        str(TINY / "schema"),
        "--reasoner",
        "owlrl",
    ]
    done = CliRunner().invoke(main, [*given, "--dataset", str(tmp_path / "dataset")])
    assert done.exit_code == 0
    assert "owlrl is unsound" in done.stderr
    asked = ["query", "ASK {}", "--view", "possible", "--dataset", str(tmp_path / "dataset")]
    refused = CliRunner().invoke(main, asked)
    assert refused.exit_code == 1
    assert "owlrl" in refused.stderr

"""Facts held against documents: every difference has a file, a line and an advice."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from folders import FILM, HASH, HEAD_LINES, WIKI, write_folder

from kg.claims import facts
from kg.claims.problems import Problem
from kg.claims.verify import VerifyReport, verify_report

TEXT = "풀가사리 is one of the many films that we have here.\nThe end.\n"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def source(*, length: int = len(TEXT), digest: str = sha256(TEXT)) -> str:
    return (
        "source:zoom a cel:Source ; cel:role cel:Primary ;\n"
        f' cel:length {length} ;\n cel:sha256 "{digest}" .\n'
        "source:wiki a cel:Source ; cel:role cel:Reference .\n"
    )


def passage(start: int, end: int, digest: str, claims: str = FILM) -> str:
    return (
        "<> a cel:Passage ; cel:statedIn source:zoom ;\n"
        f' cel:start {start} ;\n cel:end {end} ;\n cel:sha256 "{digest}" .\n{claims}'
    )


def report(root: Path, files: dict[str, str], text: bytes | None = TEXT.encode()) -> VerifyReport:
    documents = root / "documents"
    documents.mkdir()
    if text is not None:
        (documents / "zoom.txt").write_bytes(text)
    folder = write_folder(root / "facts", {"sources.ttl": source()} | files)
    return verify_report(facts.load(folder), documents)


def briefly(problems: tuple[Problem, ...]) -> list[tuple[str, str, int | None]]:
    return [(p.rule, Path(p.path).name, p.line) for p in problems]


GOOD = passage(0, 4, sha256("풀가사리"))


def test_equal_texts_are_counted_and_have_no_problems(tmp_path: Path) -> None:
    files = {"zoom/p.ttl": GOOD, "wiki/page.ttl": WIKI + FILM}
    assert report(tmp_path, files) == VerifyReport(documents=1, passages=1, problems=())


@pytest.mark.parametrize(
    ("files", "text", "expected"),
    [
        ({}, None, [("missing-document", "sources.ttl", 3)]),
        ({}, b"\xff", [("encoding", "sources.ttl", 3)]),
        (
            {},
            (TEXT + "more").encode(),
            [("document-length", "sources.ttl", 2), ("document-sha256", "sources.ttl", 3)],
        ),
        (
            {"zoom/p.ttl": passage(0, 5, sha256("풀가사리"))},
            TEXT.encode(),
            [("span-sha256", "p.ttl", 4)],
        ),
        (
            {"zoom/p.ttl": passage(1, 5, HASH), "zoom/q.ttl": GOOD},
            TEXT.encode(),
            [("span-sha256", "p.ttl", 4)],
        ),
        ({"zoom/p.ttl": passage(0, 99999, HASH)}, TEXT.encode(), [("span", "p.ttl", 3)]),
    ],
    ids=["no document", "not UTF-8", "another text", "span too long", "wrong hash", "past the end"],
)
def test_difference_is_found_in_its_line(
    tmp_path: Path,
    files: dict[str, str],
    text: bytes | None,
    expected: list[tuple[str, str, int]],
) -> None:
    found = briefly(report(tmp_path, files, text).problems)
    assert found == [(rule, name, HEAD_LINES + line) for rule, name, line in expected]


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        (f" cel:length {len(TEXT)} ;\n", f"has no cel:length: write 'cel:length {len(TEXT)} ;'"),
        (
            f' cel:sha256 "{sha256(TEXT)}" ;\n',
            f"""has no cel:sha256: write 'cel:sha256 "{sha256(TEXT)}" ;'""",
        ),
    ],
    ids=["length", "sha256"],
)
def test_source_of_a_passage_with_a_span_must_describe_its_text(
    missing: str, message: str, tmp_path: Path
) -> None:
    described = f' cel:length {len(TEXT)} ;\n cel:sha256 "{sha256(TEXT)}" ;\n'
    rest = described.replace(missing, "")
    sources = f"source:zoom a cel:Source ;\n{rest} cel:role cel:Primary .\n"
    (problem,) = report(tmp_path, {"sources.ttl": sources, "zoom/p.ttl": GOOD}).problems
    assert message in problem.message


def test_source_without_a_word_on_its_text_is_no_excuse(tmp_path: Path) -> None:
    sources = "source:zoom a cel:Source ; cel:role cel:Primary .\n"
    found = report(tmp_path, {"sources.ttl": sources, "zoom/p.ttl": GOOD})
    assert [p.rule for p in found.problems] == ["document-length", "document-sha256"]


def test_comparing_nothing_is_a_problem(tmp_path: Path) -> None:
    files = {"sources.ttl": "source:wiki a cel:Source ; cel:role cel:Reference .\n"}
    found = report(tmp_path, files | {"wiki/page.ttl": WIKI + FILM}, None)
    assert (found.documents, found.passages) == (0, 0)
    assert [p.rule for p in found.problems] == ["nothing-compared"]


def test_message_says_both_hashes_and_what_to_do(tmp_path: Path) -> None:
    (problem,) = report(tmp_path, {"zoom/p.ttl": passage(0, 4, HASH)}).problems
    assert problem.message == (
        f"the text from 0 to 4 has the SHA-256 {sha256('풀가사리')}, not {HASH}: "
        "correct the span or the hash"
    )


def test_seven_words_in_a_row_are_a_copied_sentence(tmp_path: Path) -> None:
    claims = "film:x\n cel:summary 'It is ONE of the many films, that we saw.'@en ."
    (problem,) = report(tmp_path, {"wiki/page.ttl": WIKI + claims}).problems
    assert briefly((problem,)) == [("copied-sentence", "page.ttl", HEAD_LINES + 3)]
    assert "'is one of the many films that' are words of a document" in problem.message


def test_six_words_and_titles_are_no_copies(tmp_path: Path) -> None:
    claims = (
        "film:x cel:summary 'It is one of the many films.'@en ;"
        " cel:title 'is one of the many films that we have'@en ."
    )
    assert report(tmp_path, {"wiki/page.ttl": WIKI + claims}).problems == ()

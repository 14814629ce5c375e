"""Sentences that `kg` and the server make in English, on pages in Korean."""

import ast
import re
from collections.abc import Iterator
from html import unescape
from itertools import count
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug import exceptions

import kg
from server.site.language import FOLDER
from server.site.sentences import CATALOGUE, PLACE, said

ROOT = Path(kg.__file__).parents[1]  # of both packages, wherever they are installed
BROWSER = {"Accept": "text/html"}
ON_PAGES = (
    "kg/explaining",
    "kg/sparql/evaluate.py",
    "kg/sparql/guard.py",
    "kg/sparql/parameters.py",
    "kg/views.py",
    "server/endpoint/changes.py",
    "server/endpoint/named.py",
    "server/endpoint/sparql.py",
    "server/endpoint/status.py",
    "server/endpoint/void.py",
    "server/http/aside.py",
    "server/http/parameters.py",
    "server/http/problems.py",
    "server/http/protocol.py",
    "server/http/spelling.py",
    "server/site",
)
"""Where sentences are made that a page may show."""

BASES = (exceptions.BadRequest, exceptions.MethodNotAllowed, exceptions.NotFound)
TELLERS = re.compile(r"(Error|abort|problem|refuse)$")
INSIDE = frozenset({"ValueError", "ConnectionError", "ClientGoneError"})
"""What is caught before a reader sees it."""


def files(places: tuple[str, ...]) -> Iterator[Path]:
    for place in places:
        path = ROOT / place
        yield from path.rglob("*.py") if path.is_dir() else (path,)


def in_english(node: ast.AST) -> str | None:
    """Return a string of the code with its places numbered."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    numbers = count(1)
    parts = (in_english(part) or f"{{{next(numbers)}}}" for part in node.values)
    return "".join(parts)


def refused() -> Iterator[str]:
    """Every sentence that an error of a page is made with."""
    for path in files(ON_PAGES):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if TELLERS.search(name) and name not in INSIDE:
                    told = (in_english(argument) for argument in node.args)
                    yield from (
                        text for text in told if text and " " in PLACE.sub("", text).strip()
                    )


def written() -> set[str]:
    """Every string of the code, and what Werkzeug says by itself."""
    found = {str(base.description) for base in BASES}
    for path in files(("kg", "server")):
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        found.update(text for node in nodes if (text := in_english(node)))
    return found


def known() -> dict[str, str]:
    with (FOLDER / "ko" / CATALOGUE).open("rb") as file:
        found = read_po(file, locale="ko", abort_invalid=True)
    return {str(message.id): str(message.string) for message in found if message.id}


def test_every_refusal_of_a_page_has_korean_words() -> None:
    assert sorted(set(refused()) - known().keys()) == []


def test_no_sentence_is_left_over() -> None:
    assert sorted(known().keys() - written()) == []


def test_korean_words_have_the_places_of_the_english_ones() -> None:
    for english, korean in known().items():
        assert set(PLACE.findall(korean)) <= set(PLACE.findall(english)), english


@pytest.mark.parametrize(
    ("address", "status", "expected"),
    [
        ("/film/nothing", 404, "에 대해 알려진 것이 없습니다"),
        ("/nowhere/at/all", 404, "서버에 이 주소가 없습니다"),
        ("/?view=x", 400, "관점 'x'이(가) 없습니다"),
        ("/?trust=zoombola", 400, "믿을 출처 'zoombola'이(가) 없습니다. 비슷한 것: zoomboola, "),
        ("/timeline?from=x", 400, "정수여야 하며"),
        ("/queries/films-by-decade?decade=x", 400, "decade=x: 1985 같은"),
        ("/why?s=a+b&p=a&o=cel:Film", 400, "항이 아닙니다"),
        ("/editor?query=SELECT", 200, "읽을 수 없습니다"),
        ("/editor?query=INSERT+DATA+{}", 200, "갱신이 아니라 질의만 됩니다"),
    ],
)
def test_a_page_refuses_in_korean(
    address: str, status: int, expected: str, client: FlaskClient
) -> None:
    korean = client.get(address, query_string=None, headers=BROWSER | {"Accept-Language": "ko"})
    assert expected in unescape(korean.text)
    english = client.get(address, headers=BROWSER | {"Accept-Language": "en"})
    assert expected not in unescape(english.text)


def test_a_sentence_nobody_knows_is_marked_as_english() -> None:
    with Flask(__name__).app_context():
        g.language = "ko"
        assert said("neither <this>") == '<span lang="en">neither &lt;this&gt;</span>'
        assert said("line 3, column 4: groups nest deeper than the 9 allowed") == (
            "3행 4열: 묶음이 허용된 9단계보다 깊이 겹칩니다"
        )
        g.language = "en"
        assert said("neither") == "neither"

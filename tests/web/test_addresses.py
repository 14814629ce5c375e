import pyoxigraph
import pytest
from flask.testing import FlaskClient

from kg import vocab
from server.http.addresses import iri_of, path_of, sent_path, split_suffix


@pytest.mark.parametrize(
    "path",
    [
        "/film/pulgasari",
        "/source/zoomboola/sea-of-blood-1",
        "/source/zoomboola/sea-of-blood-1.hedged",
        "/support/1",
        "/film/%EB%B6%88%EA%B0%80%EC%82%AC%EB%A6%AC",
    ],
)
def test_path_and_iri_are_each_others_inverse(path: str) -> None:
    iri = iri_of(path, vocab.BASE)
    assert iri is not None
    assert path_of(iri, vocab.BASE) == path


def test_another_base_moves_the_paths() -> None:
    assert iri_of("/film/x", "https://example.org/kg/") == "https://example.org/kg/film/x"
    assert path_of("https://example.org/kg/film/x", "https://example.org/kg/") == "/film/x"


def test_a_term_of_the_ontology_has_its_own_page() -> None:
    assert path_of(f"{vocab.CEL}Film", vocab.BASE) == "/ontology/Film"


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        ("http://example.org/a#b", "/thing?iri=http%3A%2F%2Fexample.org%2Fa%23b"),
        ("urn:isbn:1", "/thing?iri=urn%3Aisbn%3A1"),
        ("_:b0", None),
        ("no address", None),
        ("http://x/<b>", None),
    ],
)  # fmt: skip
def test_an_iri_of_others_is_a_parameter(iri: str, path: str | None) -> None:
    assert path_of(iri, vocab.BASE) == path


@pytest.mark.parametrize("path", ["/film/a b", "/film/%3E", "/film/a%22b", "/film/a%0Ab", "/x/{}"])
def test_characters_that_no_iri_holds_are_refused(path: str) -> None:
    assert iri_of(path, vocab.BASE) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/film/pulgasari.ttl", ("/film/pulgasari", "ttl")),
        ("/film/pulgasari", ("/film/pulgasari", None)),
        (
            "/source/zoomboola/sea-of-blood-1.hedged",
            ("/source/zoomboola/sea-of-blood-1.hedged", None),
        ),
        (
            "/source/zoomboola/sea-of-blood-1.hedged.jsonld",
            ("/source/zoomboola/sea-of-blood-1.hedged", "jsonld"),
        ),
    ],
)
def test_only_known_formats_are_suffixes(path: str, expected: tuple[str, str | None]) -> None:
    assert split_suffix(path) == expected


def test_a_path_is_an_iri_exactly_where_a_query_can_name_it() -> None:
    """So that no address is answered with an error of a query that nobody has written."""
    store = pyoxigraph.Store()
    characters = [chr(n) for n in range(0x20, 0x11000) if not 0xD800 <= n < 0xE000]
    for character in characters:
        try:
            store.query(f"ASK {{ <http://e/{character}> ?p ?o }}")
            is_one = True
        except SyntaxError:
            is_one = False
        assert (iri_of(f"/{character}", "http://e/") is not None) == is_one


def test_bytes_that_are_no_text_are_no_address_of_a_thing(client: FlaskClient) -> None:
    for path in ("/film/%ff%fe", "/film/%ED%A0%80", "/film/a%C2%85b", "/film/[x", "/film/%25zz"):
        assert client.get(path).status_code == 404, path


SENT = {
    "/store/a%2Fb": "/store/a%2Fb",
    "/store/a/b?default": "/store/a/b",
    "http://example.org:80/store/%7ea%2f": "/store/~a%2F",
    "/store/100%": "/store/100%25",
    "/store/%zz%41": "/store/%25zzA",
    "/store/caf\u00c3\u00a9": "/store/caf%C3%A9",
}


@pytest.mark.parametrize(("target", "path"), SENT.items())
def test_the_path_is_what_was_sent(target: str, path: str) -> None:
    assert sent_path(target) == path

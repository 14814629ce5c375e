import pytest

from server.http.parameters import check_headers, read_parameters
from server.http.protocol import DIRECT, FORM, ProtocolError, QueryRequest, read_request

ASK = "ASK {}"


def test_get_reads_the_query_string() -> None:
    assert read_request("GET", None, b"query=ASK+%7B%7D", b"") == QueryRequest(ASK)


def test_a_form_is_read_from_the_body() -> None:
    assert read_request("POST", FORM, b"", b"query=ASK%20{}") == QueryRequest(ASK)


def test_a_form_takes_the_view_from_its_address() -> None:
    found = read_request("POST", FORM, b"view=possible&format=csv", b"query=ASK%20{}&format=xml")
    assert (found.view, found.format) == ("possible", "xml")


def test_a_direct_post_is_the_query_itself() -> None:
    text = "ASK { ?s ?p '불가사리' }"
    assert read_request("POST", DIRECT, b"", text.encode()) == QueryRequest(text)


@pytest.mark.parametrize("charset", ["UTF-8", '"utf-8"', "utf8"])
def test_a_direct_post_may_say_that_it_is_utf8(charset: str) -> None:
    kind = f"{DIRECT.upper()}; Charset={charset}"
    assert read_request("POST", kind, b"", ASK.encode()) == QueryRequest(ASK)


def test_the_dataset_of_a_direct_post_stands_in_the_address() -> None:
    url = b"default-graph-uri=http://a&default-graph-uri=http%3A//b&named-graph-uri=http://c"
    expected = QueryRequest(ASK, ("http://a", "http://b"), ("http://c",))
    assert read_request("POST", DIRECT, url, ASK.encode()) == expected


def test_a_dataset_of_named_graphs_has_an_empty_default_graph() -> None:
    url = b"query=ASK+{}&named-graph-uri=http://c"
    assert read_request("GET", None, url, b"") == QueryRequest(ASK, (), ("http://c",))


@pytest.mark.parametrize(
    ("method", "content_type", "url", "body", "status"),
    [
        pytest.param("GET", None, b"", b"", 400, id="no query"),
        pytest.param("GET", None, b"query=ASK{}&query=ASK{}", b"", 400, id="two queries"),
        pytest.param("GET", None, b"query=%22%FF%22", b"", 400, id="escape that is no UTF-8"),
        pytest.param("GET", None, b"query=\xff", b"", 400, id="byte that is no UTF-8"),
        pytest.param("GET", None, b"a&" * 1001 + b"query=ASK{}", b"", 400, id="parameters"),
        pytest.param("GET", None, b"query=ASK{}&format=csv&format=xml", b"", 400, id="formats"),
        pytest.param("GET", None, b"query=ASK{}&view=a&view=b", b"", 400, id="two views"),
        pytest.param("GET", None, b"query=ASK{}&timeout=1&timeout=2", b"", 400, id="timeouts"),
        pytest.param("GET", None, b"query=ASK{}&timeout=-1", b"", 400, id="negative timeout"),
        pytest.param("GET", None, b"update=CLEAR+ALL", b"", 400, id="update by GET"),
        pytest.param("POST", FORM, b"query=ASK{}", b"", 400, id="form query in the address"),
        pytest.param("POST", FORM, b"query=A", b"query=B", 400, id="query in both"),
        pytest.param("POST", FORM, b"", b"query=ASK{}&update=DROP+ALL", 400, id="both operations"),
        pytest.param("POST", FORM, b"", b"query=%FF", 400, id="form that is no UTF-8"),
        pytest.param("POST", DIRECT, b"query=ASK{}", b"ASK {}", 400, id="direct and address"),
        pytest.param("POST", DIRECT, b"", b"ASK {} # \xff", 400, id="not UTF-8"),
        pytest.param("POST", f"{DIRECT}; charset=UTF-16", b"", b"ASK {}", 415, id="charset"),
        pytest.param("POST", "text/plain", b"", b"ASK {}", 415, id="another body"),
        pytest.param("POST", None, b"", b"ASK {}", 415, id="no media type"),
    ],
)
def test_what_the_protocol_forbids_has_its_status(
    method: str, content_type: str | None, url: bytes, body: bytes, status: int
) -> None:
    with pytest.raises(ProtocolError) as caught:
        read_request(method, content_type, url, body)
    assert caught.value.status == status


def test_parameters_keep_their_order_and_their_empty_values() -> None:
    expected = {"b": ["1", "2"], "a": [""], "한": ["불가사리"]}
    given = "b=1&a=&b=2&한=%EB%B6%88%EA%B0%80%EC%82%AC%EB%A6%AC".encode()
    assert read_parameters(given) == expected


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (("X-Long", "a" * 70_000), 431),
        (("Content-Encoding", "gzip"), 415),
        (("content-encoding", "identity, br"), 415),
    ],
)
def test_headers_that_no_route_takes_have_their_status(
    header: tuple[str, str], status: int
) -> None:
    with pytest.raises(ProtocolError) as caught:
        check_headers([("Host", "localhost"), header], most_bytes=65_536)
    assert caught.value.status == status


def test_a_body_that_is_sent_as_it_is_may_say_so() -> None:
    check_headers([("Content-Encoding", "Identity")], most_bytes=65_536)

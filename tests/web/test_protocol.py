import pytest

from server.http.protocol import DIRECT, FORM, ProtocolError, QueryRequest, read_request

ASK = "ASK {}"


def test_get_reads_the_query_string() -> None:
    assert read_request("GET", "", {"query": [ASK]}, {}, b"") == QueryRequest(ASK)


def test_a_form_is_read_from_the_body() -> None:
    assert read_request("POST", FORM, {}, {"query": [ASK]}, b"") == QueryRequest(ASK)


def test_a_direct_post_is_the_query_itself() -> None:
    text = "ASK { ?s ?p '불가사리' }"
    assert read_request("POST", DIRECT, {}, {}, text.encode()) == QueryRequest(text)


def test_the_dataset_of_a_direct_post_stands_in_the_address() -> None:
    url = {"default-graph-uri": ["http://a", "http://b"], "named-graph-uri": ["http://c"]}
    expected = QueryRequest(ASK, ("http://a", "http://b"), ("http://c",))
    assert read_request("POST", DIRECT, url, {}, ASK.encode()) == expected


def test_a_dataset_of_named_graphs_has_an_empty_default_graph() -> None:
    url = {"query": [ASK], "named-graph-uri": ["http://c"]}
    assert read_request("GET", "", url, {}, b"") == QueryRequest(ASK, (), ("http://c",))


@pytest.mark.parametrize(
    ("method", "media_type", "url", "form", "body", "status"),
    [
        pytest.param("GET", "", {}, {}, b"", 400, id="no query"),
        pytest.param("GET", "", {"query": [ASK, ASK]}, {}, b"", 400, id="two queries"),
        pytest.param("POST", FORM, {"query": [ASK]}, {}, b"", 400, id="form query in the address"),
        pytest.param("POST", "text/plain", {}, {}, b"ASK {}", 415, id="another body"),
        pytest.param("POST", "", {}, {}, b"", 415, id="no media type"),
        pytest.param("POST", DIRECT, {}, {}, b"ASK {} # \xff", 400, id="not UTF-8"),
        pytest.param("POST", FORM, {}, {"update": ["CLEAR ALL"]}, b"", 403, id="an update"),
    ],
)
def test_what_the_protocol_forbids_has_its_status(
    method: str,
    media_type: str,
    url: dict[str, list[str]],
    form: dict[str, list[str]],
    body: bytes,
    status: int,
) -> None:
    with pytest.raises(ProtocolError) as caught:
        read_request(method, media_type, url, form, body)
    assert caught.value.status == status

"""The W3C's syntax tests that its runner cannot judge, as they ask for what is refused.

Each is right SPARQL. That is seen where what it asks for is allowed: a SERVICE that is on the list,
a LOAD that may fail silently, a graph that is there.
"""

from __future__ import annotations

import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from material import material
from runs import TOKEN, plain_store

FOLDER = "suites/rdf-tests/sparql/sparql11"
NOTHING = {"head": {"vars": ["s", "p", "o"]}, "results": {"bindings": []}}


class _Endpoint(BaseHTTPRequestHandler):
    """An endpoint that knows nothing."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.end_headers()
        self.wfile.write(json.dumps(NOTHING).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """The base of IRIs under which `<g>` is an endpoint."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Endpoint)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def address(base: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    options = ("--services", f"{base}g", "--service-networks", "127.0.0.0/8")
    with plain_store(tmp_path_factory.mktemp("syntax") / "store", *options) as (address, _):
        yield address


def post(address: str, text: str, kind: str) -> tuple[int, str]:
    request = urllib.request.Request(
        f"{address}/sparql",
        text.encode(),
        {"Content-Type": f"application/sparql-{kind}", "Authorization": f"Bearer {TOKEN}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())["detail"]


@pytest.mark.parametrize("number", ["01", "02"])
def test_a_service_is_right(number: str, address: str, base: str) -> None:
    text = material(f"{FOLDER}/syntax-fed/syntax-service-{number}.rq").read_text()
    status, said = post(address, text, "query")
    assert (status, "SERVICE" in said, "not allowed" in said) == (400, True, True)
    assert post(address, f"BASE <{base}> {text}", "query")[0] == 200
    assert post(address, f"BASE <{base}> {text} }}", "query")[0] == 400


@pytest.mark.parametrize("number", ["01", "02", "03", "04", "37"])
def test_a_load_is_right(number: str, address: str) -> None:
    text = material(f"{FOLDER}/syntax-update-1/syntax-update-{number}.ru").read_text()
    text = re.sub(r"(?m)^CREATE GRAPH", "CREATE SILENT GRAPH", text)
    status, said = post(address, text, "update")
    assert (status, "LOAD is not allowed" in said) == (403, True)
    silent = text.replace("LOAD <", "LOAD SILENT <")
    assert post(address, silent, "update")[0] == 200
    assert post(address, f"{silent}\n SPARQL", "update")[0] == 400


@pytest.mark.parametrize("number", ["08", "18"])
def test_an_operation_on_a_graph_is_right(number: str, address: str) -> None:
    text = material(f"{FOLDER}/syntax-update-1/syntax-update-{number}.ru").read_text()
    status, said = post(address, text, "update")
    assert (status, "graph" in said.lower()) == (400, True)
    assert post(address, f"CREATE SILENT GRAPH <graph> ; {text}", "update")[0] == 200

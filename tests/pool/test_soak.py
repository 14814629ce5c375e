"""200 clients at once, good and hostile ones: no good request fails, and memory stays flat.

It lasts `SOAK_SECONDS` seconds, 30 unless that is set; 300 is what the figures in the README are
from. A good request may be told to come back (429), which is no failure.
"""

from __future__ import annotations

import http.client
import os
import random
import socket
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from processes import PATIENCE_S, Served, serving, within

SECONDS: Final = float(os.environ.get("SOAK_SECONDS", "30"))
CLIENTS: Final = 200
HOSTILE: Final = 60
GRAPHS = "GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i }"
GOOD: Final = (
    "/sparql?query=" + quote("SELECT ?t { film:pulgasari cel:title ?t }"),
    "/sparql?query=" + quote("SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1000"),
    "/film/pulgasari.ttl",
    "/film/sea-of-blood",
    "/health",
    "/",
)
HOSTILE_QUERIES: Final = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    f"SELECT (COUNT(*) AS ?n) {{ {GRAPHS} GRAPH ?w {{ ?j ?k ?l }} }}",
    "SELECT * " + "{" * 5000 + "}" * 5000,
    f"SELECT * {{ {GRAPHS} }} ORDER BY ?c ?f ?i",
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT",
)


class Soak:
    """The clients of a run, and what they have seen."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.end = time.monotonic() + SECONDS
        self.seen: Counter[object] = Counter()
        self._lock = threading.Lock()

    def run(self) -> None:
        rude = [self.ask_hostile, self.leave, self.send_slowly, self.read_nothing]
        work = [rude[n % len(rude)] for n in range(HOSTILE)]
        work += [self.ask_good] * (CLIENTS - HOSTILE)
        threads = [threading.Thread(target=target, args=(n,)) for n, target in enumerate(work)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def ask_good(self, number: int) -> None:
        choose = random.Random(number)
        while time.monotonic() < self.end:
            path = choose.choice(GOOD)
            if "?" in path and choose.random() < 0.5:
                path += quote(f" #{number} {choose.random()}")
            self._count(self._get(path, wait_s=60))
            time.sleep(choose.random())

    def ask_hostile(self, number: int) -> None:
        choose = random.Random(number)
        while time.monotonic() < self.end:
            query = choose.choice(HOSTILE_QUERIES) + f" #{choose.random()}"
            self._get(f"/sparql?timeout=1&query={quote(query)}", wait_s=60)
            time.sleep(choose.random())

    def leave(self, _number: int) -> None:
        while time.monotonic() < self.end:
            connection = self.served.connect(random.choice(HOSTILE_QUERIES[:2]))
            time.sleep(0.1)
            connection.close()
            time.sleep(0.5)

    def send_slowly(self, _number: int) -> None:
        while time.monotonic() < self.end:
            with socket.create_connection(("127.0.0.1", self.served.port)) as connection:
                try:
                    for letter in b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nX: ":
                        connection.sendall(bytes([letter]))
                        time.sleep(0.2)
                except OSError:
                    pass

    def read_nothing(self, _number: int) -> None:
        while time.monotonic() < self.end:
            connection = self.served.connect("SELECT * { ?s ?p ?o }")
            time.sleep(2)
            connection.close()

    def _get(self, path: str, wait_s: float) -> object:
        connection = http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=wait_s)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__
        finally:
            connection.close()
        return answer.status

    def _count(self, outcome: object) -> None:
        with self._lock:
            self.seen[outcome] += 1


def memory_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_200_clients_good_and_hostile(shipped_dataset: Path) -> None:
    with serving(shipped_dataset, "--cache-bytes", "16000000") as served:
        soak = Soak(served)
        running = threading.Thread(target=soak.run)
        running.start()
        time.sleep(SECONDS * 0.4)
        early = memory_mb(served.process.pid)
        time.sleep(SECONDS * 0.5)
        late = memory_mb(served.process.pid)
        running.join()
        print(f"{SECONDS:.0f} s: {dict(soak.seen)}; memory {early:.0f} MB, then {late:.0f} MB")
        assert set(soak.seen) <= {200, 429}
        assert soak.seen[200] > SECONDS * 5
        assert late < early * 1.2 + 20
        assert served.is_alive()
        assert within(PATIENCE_S, served.is_whole)
        assert within(PATIENCE_S, lambda: not served.running())

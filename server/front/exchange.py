"""One request and its answer, as the log and the figures see them."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from kg import pool
from server.front.cache import Key
from server.http.clients import Client

_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


@dataclass(slots=True, eq=False)
class Exchange:
    """A request that is being answered.

    Attributes:
        id: what the client calls it, else a new name.
        client: who asks.
        method: the method.
        path: the path, without a query.
        route: the rule that answers, for the figures; empty where none does.
        meter: what its queries cost.
        status: of the answer.
        bytes: how long its body is, as sent.
        key: what is asked for, None where the answer may not be kept.
        is_cached: whether it was known before it was asked.
        began: by `time.perf_counter`.
    """

    id: str
    client: Client
    method: str
    path: str
    meter: pool.Meter
    route: str = ""
    status: int = 0
    bytes: int = 0
    key: Key | None = None
    is_cached: bool = False
    began: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.perf_counter() - self.began

    def to_json(self) -> str:
        """Return a line for the log; a query is named by its hash alone."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = {
            "time": now.replace("+00:00", "Z"),
            "id": self.id,
            "client": self.client.name,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "bytes": self.bytes,
            "ms": round(self.seconds * 1000, 3),
            "cached": self.is_cached,
            "query": self.meter.query,
            "cpu_ms": round(self.meter.seconds * 1000, 3),
        }
        return json.dumps(line)


def begin(environ: Mapping[str, Any], client: Client) -> Exchange:
    """Return the exchange that a request begins."""
    given = environ.get("HTTP_X_REQUEST_ID")
    known = given if given and _ID.fullmatch(given) else f"{random.getrandbits(96):024x}"
    return Exchange(
        known,
        client,
        environ["REQUEST_METHOD"],
        environ["PATH_INFO"],
        pool.Meter(client.name or ""),
    )

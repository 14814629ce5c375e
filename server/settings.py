"""The settings of the server: one table, of which options, file and documentation are made.

Each field has a type, a default and its help in the metadata; `least` and `most` bound it, `secret`
keeps its value from being shown. `server.configuration` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg import KGError


class SettingsError(KGError):
    """A setting is unknown, or its value cannot be read or is out of bounds."""


def _setting(default: Any, help: str, **more: object) -> Any:
    """Return a field with its help; `more` are its bounds and whether it is secret."""
    return field(
        default=default, metadata={"help": help, **more}, repr=not more.get("secret", False)
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """What the server can be told; the defaults serve the shipped graph on loopback."""

    dataset: Path | None = _setting(  # noqa: RUF009  # paths are immutable
        None, "Folder of the dataset; without it the user's data folder.", secret=True
    )
    reasoner: str = _setting(
        "", "none serves a plain store, which takes writes and is empty at first; see --store."
    )
    store: Path | None = _setting(  # noqa: RUF009
        None, "Folder of the plain store, with --reasoner none.", secret=True
    )
    host: str = _setting("127.0.0.1", "Address to listen on; other than loopback needs --public.")
    port: int = _setting(8000, "Port to listen on; 0 takes a free one.", least=0, most=65535)
    public: bool = _setting(False, "Whether an address other than loopback may be listened on.")
    token: str | None = _setting(
        None, "Secret that lets its bearer write, under the name owner.", secret=True
    )
    tokens: Path | None = _setting(  # noqa: RUF009
        None, "File of such secrets, a line each: NAME TOKEN, or NAME:SHA-256.", secret=True
    )
    trusted_proxy: str = _setting(
        "", "Address of the proxy whose X-Forwarded-For is believed; empty for none."
    )
    threads: int = _setting(32, "Requests that are answered at the same time.", most=256)
    max_query_bytes: int = _setting(65_536, "Longest query accepted, in bytes of UTF-8.")
    max_body_bytes: int = _setting(2_000_000, "Longest request body accepted, in bytes.")
    max_upload_bytes: int = _setting(
        50_000_000, "Longest upload for a graph, in bytes, with a token."
    )
    write_timeout_s: float = _setting(
        60.0, "Longest time that a change may take until it is published, in seconds.", most=3600
    )
    writer_memory_bytes: int = _setting(
        4_000_000_000, "Most address space of the process that makes changes."
    )
    receive_s: float = _setting(
        10.0, "Longest time for a request to arrive, in seconds; then 408.", most=3600
    )
    send_s: float = _setting(
        30.0, "Longest time that a client may leave an answer unread, in seconds.", most=3600
    )
    send_bytes_s: int = _setting(
        8_000, "Slowest that an answer may be read over that time, in bytes a second."
    )
    timeout_s: float = _setting(
        10.0, "Longest time that a query may take without a token, in seconds.", most=3600
    )
    token_timeout_s: float = _setting(
        60.0, "Longest time that a query may take with a token, in seconds.", most=3600
    )
    workers: int = _setting(
        0, "Queries that run at a time, each in a process; 0 is one a core, at most 4.", most=64
    )
    worker_memory_bytes: int = _setting(2_000_000_000, "Most address space of a query's process.")
    held_store_bytes: int = _setting(
        50_000_000,
        "Largest store, in bytes on disk, that queries read from memory; 0 reads all from disk.",
        least=0,
    )
    result_bytes: int = _setting(
        50_000_000, "Largest result of a query, in bytes; more is refused, never cut."
    )
    result_rows: int = _setting(
        100_000, "Largest result of a query, in rows or triples; more is refused."
    )
    held_bytes: int = _setting(
        64_000_000, "How much of a result is held back, so that an error has a status."
    )
    aside_bytes: int = _setting(
        2_000_000_000, "Disk for results that wait to be read, in bytes; a quarter for one client."
    )
    queue_wait_s: float = _setting(
        2.0, "Longest wait for a query process, in seconds, before 429.", most=60
    )
    recycle_after: int = _setting(10_000, "Queries after which a query's process is replaced.")
    budget_s: float = _setting(
        60.0, "Seconds of processing that a client without a token has a minute, before 429."
    )
    token_budget_s: float = _setting(
        600.0, "Seconds of processing that a client with a token has a minute, before 429."
    )
    errors_a_minute: int = _setting(
        30, "Refused or failed requests that a client without a token has a minute, before 429."
    )
    cache_bytes: int = _setting(
        64_000_000,
        "Memory for answers that are kept for whoever asks the same; 0 keeps none.",
        least=0,
    )
    page_rows: int = _setting(
        1000, "Rows of a result that an HTML page shows; it says so when it cuts."
    )
    access_log: str = _setting(
        "", "File to which each request is written as a line of JSON; - is stderr.", secret=True
    )
    services: str = _setting(
        "", "Endpoints that queries may call with SERVICE: exact IRIs with spaces between; or none."
    )
    service_networks: str = _setting(
        "", "Networks (CIDR) that SERVICE may reach although they are not public; or none."
    )

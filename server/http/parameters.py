"""Parameters and media types as requests carry them, read strictly; no I/O, no Flask.

What cannot be read is refused and never guessed: a byte that is no UTF-8 would otherwise become
another query than the one that was sent.
Source: SPARQL 1.1 Protocol §2.1, RFC 9110 §8.3 and §8.4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

FORM: Final = "application/x-www-form-urlencoded"

MOST_FIELDS: Final = 1000
"""How many parameters a request may have."""

Parameters = Mapping[str, Sequence[str]]


class ProtocolError(Exception):
    """A request that the protocol forbids, with its status code."""

    def __init__(self, status: int, message: str) -> None:
        """Keep the status that the answer takes and the message that says what to do."""
        super().__init__(message)
        self.status = status


def read_parameters(encoded: bytes) -> dict[str, list[str]]:
    """Return the values of each parameter of a query string or a form body, in order.

    Raises:
        ProtocolError: 400 where the bytes are no UTF-8, or the parameters too many.
    """
    try:
        text = encoded.decode("utf-8")
        fields = parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except UnicodeDecodeError as error:
        raise ProtocolError(400, f"a parameter is not UTF-8: {error.reason}") from error
    except ValueError as error:
        raise ProtocolError(400, f"more than {MOST_FIELDS} parameters") from error
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


def single(parameters: Parameters, name: str) -> str | None:
    """Return a parameter's only value; an absent or empty one is None.

    Raises:
        ProtocolError: 400 for several values that differ.
    """
    values = {value for value in parameters.get(name, ()) if value}
    if len(values) > 1:
        raise ProtocolError(400, f"give one {name}, not {len(values)}: {', '.join(sorted(values))}")
    return next(iter(values), None)


def text_type(content_type: str | None) -> str:
    """Return the media type of a body that is text, in lower case.

    Raises:
        ProtocolError: 415 where it says a charset that is not UTF-8.
    """
    media_type, *parameters = (part.strip() for part in (content_type or "").split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        charset = value.strip().strip('"').lower()
        if name.strip().lower() == "charset" and charset not in _UTF8:
            raise ProtocolError(415, f"send the text as UTF-8, not as {charset or 'nothing'}")
    return media_type.lower()


def read_text(body: bytes) -> str:
    """Return a body as text, without a mark of the byte order before it.

    Raises:
        ProtocolError: 400 where it is no UTF-8.
    """
    try:
        return without_mark(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ProtocolError(400, f"the body is not UTF-8 at byte {error.start}") from error


def without_mark(text: str) -> str:
    """Return a text without the byte order mark that some editors put before it (RFC 3629 §6)."""
    return text.removeprefix("\ufeff")


def check_headers(names_and_values: Sequence[tuple[str, str]], *, most_bytes: int) -> None:
    """Refuse a request by its headers: too long, or a body that is compressed.

    Raises:
        ProtocolError: 431 for headers of more than `most_bytes`; 415 for a content coding.
    """
    size = sum(len(name) + len(value) + 4 for name, value in names_and_values)
    if size > most_bytes:
        raise ProtocolError(431, f"the headers have {size} bytes, more than the {most_bytes} taken")
    for name, value in names_and_values:
        if name.lower() == "content-encoding" and value.strip().lower() not in ("", "identity"):
            raise ProtocolError(415, "send the body as it is: no content coding is taken")


_UTF8: Final = ("utf-8", "utf8", "us-ascii")

"""Content codings: which one to send, and bodies in it, whole or as they stream; no I/O.

Source: RFC 9110 §8.4.1 and §12.5.3; RFC 8878 (zstd), RFC 7932 (br).
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

import brotli
import zstandard

CODINGS: Final = ("zstd", "br", "gzip")
"""The codings that are offered, the best first."""

LEAST_BYTES: Final = 1_024
"""Shorter bodies are sent as they are."""

_GZIP_LEVEL: Final = 5
_BROTLI_QUALITY: Final = 4
_ZSTD_LEVEL: Final = 3
_TEXTS: Final = frozenset(
    {
        "application/javascript",
        "application/json",
        "application/n-quads",
        "application/n-triples",
        "application/trig",
        "application/xml",
        "image/svg+xml",
    }
)


@lru_cache(maxsize=256)
def is_compressible(content_type: str) -> bool:
    """Say whether a body of this type becomes smaller by compression."""
    media_type = content_type.split(";", 1)[0].strip().lower()
    return (
        media_type.startswith("text/")
        or media_type in _TEXTS
        or media_type.endswith(("+json", "+xml", "-protobuf"))
    )


@lru_cache(maxsize=256)
def choose_coding(accept_encoding: str) -> str:
    """Return the coding to send for an Accept-Encoding header; `identity` if none is wanted."""
    quality = dict(_qualities(accept_encoding))
    rest = quality.get("*", 0.0)
    rated = [(quality.get(coding, rest), -n, coding) for n, coding in enumerate(CODINGS)]
    best, _, coding = max(rated)
    return coding if best > 0 and best >= quality.get("identity", 0.0) else "identity"


def encode(body: bytes, coding: str) -> bytes:
    """Return a whole body in a coding."""
    match coding:
        case "gzip":
            return gzip.compress(body, _GZIP_LEVEL, mtime=0)
        case "br":
            return bytes(brotli.compress(body, quality=_BROTLI_QUALITY))
        case "zstd":
            return zstandard.ZstdCompressor(_ZSTD_LEVEL).compress(body)
        case _:
            return body


def encode_parts(parts: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Return the parts of a body in a coding, as they come; a cut body stays a cut one."""
    begin, end = _stream(coding)
    for part in parts:
        if encoded := begin(part):
            yield encoded
    yield end()


def _stream(coding: str) -> tuple[Any, Any]:
    """Return the two functions of a streaming compressor: for a part, and for the end."""
    if coding == "br":
        squeezed = brotli.Compressor(quality=_BROTLI_QUALITY)
        return squeezed.process, squeezed.finish
    if coding == "zstd":
        compressor = zstandard.ZstdCompressor(_ZSTD_LEVEL).compressobj()
        return compressor.compress, compressor.flush
    zipped = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, 31)
    return zipped.compress, zipped.flush


def _qualities(header: str) -> Iterator[tuple[str, float]]:
    for item in header.split(","):
        coding, *parameters = (part.strip().lower() for part in item.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    quality = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        if coding:
            yield ("gzip" if coding == "x-gzip" else coding), quality

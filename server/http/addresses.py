"""The IRIs of the graph and the paths under which this server answers for them; no I/O.

Invariant: `path_of(iri_of(path)) == path` for every path of a thing or source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, unquote, urlencode

from kg import vocab

SUFFIXES: Final = ("html", "ttl", "jsonld", "nt", "rdf")
"""The formats that a path can end in; a suffix beats the Accept header."""

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ORIGIN: Final = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?]*")
_PERCENT: Final = re.compile(r"%(?:([0-9A-Fa-f]{2}))?|[\x80-\xff]")
_UNRESERVED: Final = re.compile(r"[A-Za-z0-9._~-]")
_NOT_IN_AN_IRI: Final = re.compile(
    r'[\x00-\x20<>"{}|\\^`\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff]'
)
_NOT_IN_A_PATH: Final = re.compile(r"[\[\]]|%(?![0-9A-Fa-f]{2})")


def iri_of(path: str, base: str) -> str | None:
    """Return the IRI that a path on this server stands for, or None where it can be none.

    Args:
        path: the decoded path, without a suffix (`/film/pulgasari`).
        base: the base of the graph's IRIs.
    """
    local = unquote(path.lstrip("/"))
    return None if _NOT_IN_AN_IRI.search(local) or _NOT_IN_A_PATH.search(local) else base + local


def sent_path(target: str) -> str:
    """Return the path of a request's target as it was sent, in the normal form of its percents.

    Those of letters, digits and `-._~` mean the same without (RFC 3986 §6.2.2); all others stay.
    Bytes that should have been sent so, which WSGI gives as characters of Latin 1, are put so.
    """
    path = _ORIGIN.sub("", target).partition("?")[0]
    return _PERCENT.sub(_normal, path)


def _normal(found: re.Match[str]) -> str:
    if found[1] is None:
        return f"%{ord(found[0]):02X}"
    character = chr(int(found[1], 16))
    return character if _UNRESERVED.match(character) else found[0].upper()


def is_iri(text: str) -> bool:
    """Say whether a text can be an IRI: a scheme, and no character that none holds."""
    return bool(_SCHEME.match(text)) and not _NOT_IN_AN_IRI.search(text)


def path_of(iri: str, base: str) -> str | None:
    """Return this server's path for an IRI; None for what is no address, such as a blank node.

    An IRI under the base is its own path. What the dataset says of an IRI of others is shown at
    `/thing?iri=`; where they say it themselves is for pages to link to.
    """
    if iri.startswith(vocab.CEL):
        return f"/ontology/{iri.removeprefix(vocab.CEL)}"
    if not iri.startswith(base):
        return f"/thing?{urlencode({'iri': iri})}" if is_iri(iri) else None
    return "/" + quote(iri.removeprefix(base), safe="/#-._~!$&'()*+,;=:@")


def why_address(
    s: str, p: str, o: str, *, view: str | None = None, trust: Sequence[str] = ()
) -> str:
    """Return the path that explains a triple, in a view or for who trusts some units."""
    chosen = [*([("view", view)] if view else []), *(("trust", unit) for unit in trust)]
    return f"/why?{urlencode([('s', s), ('p', p), ('o', o), *chosen])}"


def split_suffix(path: str) -> tuple[str, str | None]:
    """Split a path into the thing's path and the format its suffix names, if it names one."""
    stem, dot, suffix = path.rpartition(".")
    if dot and suffix in SUFFIXES and stem:
        return stem, suffix
    return path, None

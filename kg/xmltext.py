"""XML as the engine writes it, made what an XML parser reads back; without imports of our own.

The engine writes each character of a literal as it is. XML 1.0 has no form for most control
characters, and reads a carriage return as a line feed where it is not written as a reference.
Source: XML 1.0 §2.2 and §2.11.
"""

from __future__ import annotations

import re
from typing import Final

from kg.errors import InexpressibleError

_FORBIDDEN: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_LONGEST: Final = 3
"""How many bytes of UTF-8 a forbidden character has at most."""


class XmlText:
    """A document of which one piece comes after the other; a piece may end anywhere."""

    def __init__(self) -> None:
        """Begin at the first byte."""
        self._end = b""

    def readable(self, piece: bytes) -> bytes:
        """Return the next piece as it can be read back.

        Raises:
            InexpressibleError: it holds a character that XML has not.
        """
        found = _FORBIDDEN.search(self._end + piece)
        if found:
            raise InexpressibleError(
                f"XML cannot hold the character U+{ord(found[0].decode()):04X} of the result: "
                "choose another format"
            )
        self._end = (self._end + piece)[1 - _LONGEST :]
        return piece.replace(b"\r", b"&#13;")


def readable(document: bytes) -> bytes:
    """Return a whole document as it can be read back.

    Raises:
        InexpressibleError: it holds a character that XML has not.
    """
    return XmlText().readable(document)

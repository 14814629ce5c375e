"""Turtle as text and triples: reading with places in the file, and the one canonical form.

`document` parses, `writer` formats; `tokens`, `terms`, `blanks` and `sections` are their parts.
"""

from __future__ import annotations

from kg.turtle.document import Document, line_of, parse, read
from kg.turtle.writer import format_turtle

__all__ = ["Document", "format_turtle", "line_of", "parse", "read"]

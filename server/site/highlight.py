"""SPARQL in colours: a text as marked-up HTML, the same characters in the same order; no I/O."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

_TOKEN: Final = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<iri><[^<>"{}|^`\\\s]*>)
  | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<name>[A-Za-z][\w-]*:[\w.-]*\w|[A-Za-z][\w-]*:)
  | (?P<keyword>\b(?:SELECT|CONSTRUCT|ASK|DESCRIBE|WHERE|PREFIX|BASE|FILTER|OPTIONAL|UNION|GRAPH
      |VALUES|BIND|AS|DISTINCT|REDUCED|ORDER|GROUP|BY|HAVING|LIMIT|OFFSET|NOT|EXISTS|MINUS|IN|FROM
      |NAMED|DESC|ASC|UNDEF|COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT|SEPARATOR|COALESCE|IF|STR
      |LANG|BOUND|CONCAT|REPLACE|REGEX|STRSTARTS|STRENDS|STRAFTER|STRBEFORE|CONTAINS|ABS|FLOOR
      |ISIRI|ISLITERAL|ISBLANK|DATATYPE|SERVICE)\b)
  | (?P<number>\b\d+(?:\.\d+)?\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def highlight(text: str) -> Markup:
    """Return a query with its tokens in spans of the classes `q-keyword`, `q-variable`, ….

    >>> highlight("ASK { ?s a cel:Film }")
    Markup('<span class="q-keyword">ASK</span> { <span class="q-variable">?s</span> a <span \
class="q-name">cel:Film</span> }')
    """
    parts: list[Markup] = []
    end = 0
    for found in _TOKEN.finditer(text):
        parts.append(escape(text[end : found.start()]))
        parts.append(Markup('<span class="q-{}">{}</span>').format(found.lastgroup, found[0]))
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])

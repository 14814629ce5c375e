"""Queries rewritten where the engine is known to evaluate them wrongly.

Each defect is found on the tokens of the text; what it takes of the data (which graphs there are,
whether a term occurs) is asked of the store by a query of the same dataset. A text without a defect
is returned as it is. The cases are of the W3C's SPARQL 1.1 suite; the engine is Oxigraph 0.5.

    GROUP_CONCAT keeps a language tag           aggregates/agg-groupconcat-04, agg-groupconcat-06
    BNODE("x") is one node for all solutions    functions/bnode01
    `:a :p* ?x` misses :a where the data do     property-path/zero_or_more_set_start,
                                                zero_or_more_set_end, zero_or_one_set_start,
                                                zero_or_one_set_end
    GRAPH ?g is a variable inside its group     negation/graph-minus, bindings/graph,
                                                aggregates/agg-empty-group-count-graph

What it does not do: BNODE in a BIND; a path of several steps that may all be empty, or with a space
before its `*`, or in a list of properties or objects (`;`, `,`); GRAPH ?g over
more than `MOST_GRAPHS` graphs, or inside another. Those the engine evaluates as it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from kg.results import Boolean, Result, Solutions
from kg.sparql.grammar import AGGREGATES
from kg.sparql.tokens import Token, tokens

MOST_GRAPHS: Final = 1000
"""Over how many graphs a pattern is repeated."""

MOST_BYTES: Final = 1_000_000
"""How long a pattern that is repeated may become."""

Ask = Callable[[str], Result]
"""Evaluates a query on the dataset of the query that is mended."""


def mend(text: str, ask: Ask) -> str:
    """Return the query as the engine evaluates it rightly.

    Raises:
        KGError: what `ask` raises.
    """
    if not _may_be_defect(text):
        return text
    for step in (_plain_concatenation, _own_blank_nodes):
        text = step(text)
    text = _paths_from_nowhere(text, ask)
    return _graph_by_graph(text, ask)


@lru_cache(maxsize=512)
def _may_be_defect(text: str) -> bool:
    return bool(_SUSPECT.search(text))


_SUSPECT: Final = re.compile(r"GROUP_CONCAT|BNODE|GRAPH\s*[?$]|[>\w)][*?]\s", re.IGNORECASE)


# --- GROUP_CONCAT


def _plain_concatenation(text: str) -> str:
    words = _words(text)
    edits = []
    for n, word in enumerate(words):
        if _is_word(word, "GROUP_CONCAT") and (end := _closing(words, n + 1)):
            edits += [(word.start, word.start, "STR("), (words[end].end, words[end].end, ")")]
    return _edited(text, edits)


# --- BNODE


def _own_blank_nodes(text: str) -> str:
    """Give BNODE(…) in the head of an outermost SELECT a label that differs by solution."""
    words = _words(text)
    opening = next((n for n, word in enumerate(words) if word.text == "{"), 0)
    closing = _closing(words, opening)
    if not closing or not any(_is_word(word, "SELECT") for word in words[:opening]):
        return text
    if any(word.kind == "word" and word.text.upper() in _GROUPING for word in words):
        return text
    edits = []
    for n in range(opening):
        end = _closing(words, n + 1) if _is_word(words[n], "BNODE") else None
        if end and end > n + 2:
            label = f'CONCAT("b", {_SOLUTION}, MD5('
            edits += [(words[n + 1].end, words[n + 1].end, label)]
            edits += [(words[end].start, words[end].start, "))")]
    if edits:
        at = words[closing].start
        edits.append((at, at, f" BIND(STRUUID() AS {_SOLUTION}) "))
    return _edited(text, edits)


_SOLUTION: Final = "?celadon_solution"
_GROUPING: Final = AGGREGATES | {"GROUP"}


# --- Paths of no step


def _paths_from_nowhere(text: str, ask: Ask) -> str:
    words = _words(text)
    edits = []
    for n, word in enumerate(words):
        if word.text not in ("*", "?") or not (first := _path_start(words, n)):
            continue
        if not _stands_alone(words, first - 1, n + 1):
            continue
        ends = (words[first - 1], words[n + 1])
        constants = [end for end in ends if end.kind in ("iri", "name")]
        variables = [end for end in ends if end.kind == "variable"]
        if len(constants) == len(variables) == 1 and not _occurs(constants[0], text, ask):
            values = f"VALUES {variables[0].text} {{ {constants[0].text} }}"
            edits.append((ends[0].start, ends[1].end, values))
    return _edited(text, edits)


def _path_start(words: Sequence[Token], end: int) -> int | None:
    """Return where the path begins whose `*` or `?` is at `end`, None if it is none."""
    at = end - 1
    if at >= 0 and words[at].text == ")":
        depth = 1
        while depth and at > 0:
            at -= 1
            depth += {")": 1, "(": -1}.get(words[at].text, 0)
    elif at < 0 or not (words[at].kind in ("iri", "name") or words[at].text == "a"):
        return None
    if at > 0 and words[at - 1].text == "^":
        at -= 1
    return at if at > 1 else None


def _stands_alone(words: Sequence[Token], first: int, last: int) -> bool:
    """Say whether a triple pattern shares no subject, predicate or object with another."""
    before = words[first - 1].text
    after = words[last + 1].text if last + 1 < len(words) else ""
    return before in ("{", ".", "}") and after in (".", "}")


def _occurs(constant: Token, text: str, ask: Ask) -> bool:
    """Say whether a term is in some graph of the dataset."""
    term = constant.text
    found = f"{{ {{ {term} ?p ?o }} UNION {{ ?s ?p {term} }} }}"
    if any(_is_word(word, "GRAPH") for word in _words(text)):
        found = f"{{ {found} UNION {{ GRAPH ?g {found} }} }}"
    prologue, dataset = _head(text)
    answer = ask(f"{prologue} ASK {dataset} {found}")
    return isinstance(answer, Boolean) and bool(answer)


# --- GRAPH with a variable


def _graph_by_graph(text: str, ask: Ask) -> str:
    words = _words(text)
    edits: list[tuple[int, int, str]] = []
    names: list[str] | None = None
    for n, word in enumerate(words[:-2]):
        if edits and word.start < edits[-1][1]:
            continue
        if not (_is_word(word, "GRAPH") and words[n + 1].kind == "variable"):
            continue
        closing = _closing(words, n + 2)
        if closing and _is_misread(words[n + 3 : closing], words[n + 1].text[1:]):
            names = _graphs(text, ask) if names is None else names
            group = text[words[n + 2].start : words[closing].end]
            if len(names) <= MOST_GRAPHS and len(names) * len(group) <= MOST_BYTES:
                united = _united(names, words[n + 1].text, group)
                edits.append((word.start, words[closing].end, united))
    return _edited(text, edits)


def _is_misread(group: Sequence[Token], variable: str) -> bool:
    """Say whether a group under GRAPH ?variable depends on more than its triple patterns."""
    kinds = {word.text.upper() for word in group if word.kind == "word"}
    if kinds & {"MINUS", "SELECT"}:
        return True
    if "VALUES" in kinds:
        names = {word.text[1:] for word in group if word.kind == "variable"}
        return variable in names
    return False


def _graphs(text: str, ask: Ask) -> list[str]:
    """Return the names of the graphs of the dataset, as SPARQL writes them."""
    prologue, dataset = _head(text)
    answer = ask(f"{prologue} SELECT DISTINCT ?g {dataset} {{ GRAPH ?g {{ }} }}")
    assert isinstance(answer, Solutions)
    return sorted(str(row[0]) for row in answer.terms() if row[0] is not None)


def _united(names: Sequence[str], variable: str, group: str) -> str:
    """Write the union of a group over graphs, as a balanced tree, so that it nests little."""
    if not names:
        return f"{{ VALUES {variable} {{ }} }}"
    if len(names) == 1:
        name = names[0]
        return f"{{ GRAPH {name} {group} VALUES {variable} {{ {name} }} }}"
    middle = len(names) // 2
    left, right = (_united(half, variable, group) for half in (names[:middle], names[middle:]))
    return f"{{ {left} UNION {right} }}"


# --- Texts and tokens


def _head(text: str) -> tuple[str, str]:
    """Return the prologue of a query, and the clauses FROM that name its dataset."""
    words = _words(text)
    form = next((w for w in words if w.kind == "word" and w.text.upper() in _FORMS), None)
    group = next((w.start for w in words if w.text == "{"), len(text))
    clauses = []
    for n, word in enumerate(words):
        if word.start < group and _is_word(word, "FROM"):
            named = [next_word for next_word in words[n + 1 : n + 3] if next_word.kind != "word"]
            clauses.append(text[word.start : named[0].end] if named else "")
    return text[: form.start] if form else "", " ".join(clauses)


_FORMS: Final = ("ASK", "CONSTRUCT", "DESCRIBE", "SELECT")


def _words(text: str) -> list[Token]:
    return [token for token in tokens(text) if not token.is_blank]


def _is_word(token: Token, word: str) -> bool:
    return token.kind == "word" and token.text.upper() == word


def _closing(words: Sequence[Token], opening: int) -> int | None:
    """Return where the bracket closes that opens at `opening`, None where none does."""
    if opening >= len(words) or words[opening].text not in _PAIRS:
        return None
    opens, closes = words[opening].text, _PAIRS[words[opening].text]
    depth = 0
    for n in range(opening, len(words)):
        depth += {opens: 1, closes: -1}.get(words[n].text, 0)
        if not depth:
            return n
    return None


_PAIRS: Final = {"(": ")", "{": "}"}


def _edited(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        text = text[:start] + new + text[end:]
    return text

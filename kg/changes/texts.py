"""Update texts: cut into operations, given a dataset by USING, kept from the network.

Nothing here runs anything. A text is cut by its tokens and its braces alone; whether it is correct
is for the engine to say. Codepoint escapes outside strings and IRIs are replaced before.

Source: SPARQL 1.1 Update (grammar from [29] on), SPARQL 1.1 Protocol §2.2.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from kg.changes.errors import ForbiddenError
from kg.errors import QueryError
from kg.sparql.tokens import Token, position, tokens

NOWHERE: Final = "<urn:celadon:nowhere>"
"""What LOAD SILENT is given instead of its address: it has to fail, and to say nothing."""

_PROLOGUE: Final = {"BASE": 1, "PREFIX": 2, "VERSION": 1}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of an update.

    Attributes:
        kind: its first word, or the first two of `INSERT DATA`, `DELETE DATA`, `DELETE WHERE`.
        tokens: its tokens without blanks, from its first word on.
        prologue: everything that BASE and PREFIX say before it.
    """

    kind: str
    tokens: tuple[Token, ...]
    prologue: str

    @property
    def start(self) -> int:
        """The offset of its first character in the text."""
        return self.tokens[0].start

    def top_words(self) -> Iterator[Token]:
        """Yield the words outside all braces."""
        return (t for t, depth in self.nested() if depth == 0 and t.kind == "word")

    def nested(self) -> Iterator[tuple[Token, int]]:
        """Yield the tokens, each with the number of braces that are open after it."""
        return _nested(self.tokens)

    def templates(self) -> Iterator[tuple[Token, int]]:
        """Yield the tokens of its templates or data, as `nested` does."""
        is_within = False
        for token, depth in self.nested():
            word = token.text.upper()
            if depth == 0 and word in ("INSERT", "DELETE"):
                is_within = True
            elif depth == 0 and word in ("WHERE", "USING"):
                is_within = self.kind == "DELETE WHERE"
            if is_within:
                yield token, depth

    def has(self, *words: str) -> bool:
        """Return whether one of the words stands outside all braces."""
        return any(token.text.upper() in words for token in self.top_words())


def operations(text: str) -> list[Operation]:
    """Return the operations of an update.

    Raises:
        QueryError: a string in it does not end.
    """
    found: list[Operation] = []
    prologue: list[str] = []
    current: list[Token] = []
    rest = iter([token for token in tokens(text) if not token.is_blank])
    for token, depth in _nested(rest):
        if not current and (words := _PROLOGUE.get(token.text.upper())):
            prologue += [token.text, *(t.text for t in islice(rest, words))]
            continue
        if token.text == ";" and depth == 0:
            found += _operation(current, prologue)
            current = []
        else:
            current.append(token)
    return found + _operation(current, prologue)


def _nested(found: Iterable[Token]) -> Iterator[tuple[Token, int]]:
    """Yield tokens, each with the number of braces that are open after it."""
    depth = 0
    for token in found:
        depth += (token.text == "{") - (token.text == "}")
        yield token, depth


def _operation(found: Sequence[Token], prologue: Sequence[str]) -> list[Operation]:
    if not found:
        return []
    first, second = (token.text.upper() for token in (*found, *found)[:2])
    double = first in ("INSERT", "DELETE") and second in ("DATA", "WHERE")
    return [Operation(f"{first} {second}" if double else first, tuple(found), " ".join(prologue))]


# What is refused ------------------------------------------------------------


def without_loads(text: str) -> str:
    """Return the text with every LOAD SILENT aimed at nothing.

    The engine reads without tokens: `LOADSILENT<…>` and `PREFIXex:<…> LOAD ex:a` are loads to it.
    So an operation has to begin with one of their words, and outside braces every word has to be
    one of an update's own.

    Raises:
        ForbiddenError: there is a LOAD that is not silent; line and column say where.
        QueryError: a word is none of those of an update, or stands too close to another.
    """
    changes: list[tuple[Token, str]] = []
    for operation in operations(text):
        _check_words(text, operation)
        if operation.tokens[0].text.upper() != "LOAD":
            continue
        first, *more = operation.tokens
        aim = more[1] if len(more) > 1 else first
        if more[:1] and more[0].text.upper() == "SILENT" and aim.kind in ("iri", "name"):
            changes.append((aim, NOWHERE))
        else:
            raise _forbidden(text, first)
    return _replaced(text, changes)


def _check_words(text: str, operation: Operation) -> None:
    """Refuse an operation whose words the engine could divide in another way."""
    first = operation.tokens[0]
    if first.text.upper() not in _FIRST:
        if "LOAD" in first.text.upper():
            raise _forbidden(text, first)
        raise _unknown(text, first)
    for token in operation.top_words():
        if token.text.upper() not in _WORDS:
            raise _unknown(text, token)


def _forbidden(text: str, token: Token) -> QueryError:
    said = "LOAD is not allowed: this server fetches nothing; send the triples to the graph store"
    return _refusal(ForbiddenError, text, token, said)


def _unknown(text: str, token: Token) -> QueryError:
    said = f"{token.text} is no word of an update here: put a space after each word"
    return _refusal(QueryError, text, token, said)


def _refusal(kind: type[QueryError], text: str, token: Token, said: str) -> QueryError:
    line, column = position(text, token.start)
    return kind(f"line {line}, column {column}: {said}", line=line, column=column)


def default_graph_use(text: str) -> Token | None:
    """Return where the text would change or copy the default graph, or None where it does not."""
    for operation in operations(text):
        if operation.kind in _MANAGING:
            found = next((t for t in operation.top_words() if t.text.upper() in _DEFAULT), None)
        elif operation.kind == "WITH":
            found = None
        else:
            found = next(_outside_graphs(operation), None)
        if found is not None:
            return found
    return None


def _outside_graphs(operation: Operation) -> Iterator[Token]:
    """Yield the tokens of templates and data that stand in no GRAPH."""
    before: Token | None = None
    for token, depth in operation.templates():
        names_graph = before is not None and before.text.upper() == "GRAPH"
        is_apart = names_graph or token.text.upper() == "GRAPH" or token.text in ("{", "}", ".")
        if depth == 1 and not is_apart:
            yield token
        before = token


# USING ----------------------------------------------------------------------


def with_dataset(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """Return the text with USING and USING NAMED in each operation that has a WHERE.

    Raises:
        QueryError: an operation says USING or WITH itself.
    """
    for operation in operations(text):
        if operation.has("USING", "WITH"):
            line, column = position(text, operation.start)
            raise QueryError(
                f"line {line}, column {column}: give the graphs either in the request "
                "or by USING and WITH in the text, not both",
                line=line,
                column=column,
            )
    return _using(text, default, named)


def with_view(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """Return the text with USING in each operation that has a WHERE and says no graphs itself."""
    return _using(text, default, named)


def _using(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    clauses = [f"USING <{iri}>" for iri in default] + [f"USING NAMED <{iri}>" for iri in named]
    written = " ".join(clauses)
    inserted: list[tuple[int, str]] = []
    for operation in operations(text):
        if operation.has("USING", "WITH") or operation.kind.endswith("DATA"):
            continue
        where = next((t for t in operation.top_words() if t.text.upper() == "WHERE"), None)
        if where is None:
            continue
        block = ""
        if operation.kind == "DELETE WHERE":  # which is short for the block twice
            block = text[where.end : operation.tokens[-1].end]
        inserted.append((where.start, f"{block} {written} "))
    for offset, new in reversed(inserted):
        text = text[:offset] + new + text[offset:]
    return text


def _replaced(text: str, changes: Sequence[tuple[Token, str]]) -> str:
    for token, new in reversed(changes):
        text = text[: token.start] + new + text[token.end :]
    return text


_FIRST: Final = frozenset(
    {"LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "INSERT", "DELETE", "WITH"}
)
_WORDS: Final = _FIRST | {
    *("SILENT", "INTO", "TO", "GRAPH", "DEFAULT", "NAMED", "ALL", "DATA", "USING", "WHERE"),
}
"""All words that stand outside the braces of an update, but for those of its prologue."""

_MANAGING: Final = ("LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")
_DEFAULT: Final = ("DEFAULT", "ALL")

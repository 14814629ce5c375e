"""A query that sees some named graphs only, written so that the engine need not try each of them.

Given a list of named graphs, the engine looks into each in turn wherever a pattern does not know
its graph yet: hundreds of look-ups for one. Given all graphs it uses its indexes. So
`GRAPH ?g { … }` becomes `{ GRAPH ?g { … } FILTER(?g IN (…)) }`, or NOT IN with the graphs that are
hidden where these are fewer. The filter depends on ?g alone, which the group binds, so that the
algebra is the same. The names stand in the text, so that they must be IRIs that the engine gave.

What it does not do: a query that names a graph which is hidden or cannot be told from its text (a
relative IRI, an escape), a long list, a text that would become too long. Those keep the list.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from kg.sparql.tokens import Token, tokens

MOST_NAMES: Final = 400
"""How many graphs a filter may list; each row is compared with each of them."""

MOST_BYTES: Final = 500_000
"""How long a query may become."""


def narrowed(
    text: str,
    *,
    shown: Collection[str],
    every: Collection[str],
    prefixes: Mapping[str, str],
) -> str | None:
    """Return the query that answers over `every` graph as `text` does over those `shown`.

    `prefixes` are the ones that need no declaration. None where it cannot be written so.

    Raises:
        QueryError: a string in the text does not end.
    """
    condition = _condition(frozenset(shown), every)
    words = [token for token in tokens(text) if not token.is_blank]
    if condition is None or any(map(_is_unclear, words)):
        return None
    declared = _declared(words, prefixes)
    edits: list[tuple[int, str]] = []
    for n, word in enumerate(words[:-2]):
        if word.kind != "word" or word.text.upper() != "GRAPH":
            continue
        name, closing = words[n + 1], _closing(words, n + 2)
        if name.kind == "variable" and closing is not None:
            edits.append((word.start, "{ "))
            edits.append((closing.end, f" FILTER({name.text} {condition}) }}"))
        elif _iri(name, declared) not in shown:
            return None
    is_short = len(text) + len(edits) // 2 * len(condition) <= MOST_BYTES
    return _edited(text, edits) if is_short else None


def _condition(shown: frozenset[str], every: Collection[str]) -> str | None:
    """Return what follows the variable in the filter, None where it would be too long."""
    hidden = frozenset(every) - shown
    names, word = (hidden, "NOT IN") if len(hidden) < len(shown) else (shown, "IN")
    if len(names) > MOST_NAMES:
        return None
    return f"{word} ({', '.join(f'<{name}>' for name in sorted(names))})"


def _edited(text: str, edits: Sequence[tuple[int, str]]) -> str:
    """Put each piece where it belongs; of two at one place the closing one comes first."""
    parts, last = [], 0
    for at, piece in sorted(edits):
        parts += [text[last:at], piece]
        last = at
    return "".join([*parts, text[last:]])


def _declared(words: Sequence[Token], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return the prefixes of a text; one that it declares twice stands for nothing."""
    found = {f"{name}:": iri for name, iri in prefixes.items()}
    seen = set()
    for n, word in enumerate(words[:-2]):
        if word.kind == "word" and word.text.upper() == "PREFIX":
            name = words[n + 1].text
            found[name] = "" if name in seen else words[n + 2].text[1:-1]
            seen.add(name)
    return found


def _iri(token: Token, declared: Mapping[str, str]) -> str | None:
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, colon, local = token.text.partition(":")
    start = declared.get(prefix + colon)
    return start + local if token.kind == "name" and start else None


def _is_unclear(token: Token) -> bool:
    """Say whether the engine may read a token as another one than it is."""
    if token.kind == "name" and token.text.upper().startswith("GRAPH"):
        prefix = token.text.partition(":")[0].lower()
        return prefix != "graph"
    return token.kind == "escape" or (token.kind in ("iri", "name") and "\\" in token.text)


def _closing(words: Sequence[Token], opening: int) -> Token | None:
    depth = 0
    for word in words[opening:]:
        depth += {"{": 1, "}": -1}.get(word.text, 0)
        if not depth:
            return word
    return None

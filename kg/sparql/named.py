"""Named queries: `.rq` files whose `#+` lines say, in YAML, what is asked and with what parameters.

    #+ summary: Which works is a person credited on?
    #+ description: …
    #+ tags: [people, works]
    #+ parameters:
    #+   - name: person
    #+     type: iri
    #+     class: Person
    #+     default: person:shin-sang-ok
    #+     description: the person
    #+ view: stated
    #+ columns:
    #+   work: the work
    #+   minutes: {meaning: how long it takes, unit: minutes}

Each parameter stands in the body as a clause of its own, `VALUES ?person { person:shin-sang-ok }`;
`VALUES ?person { UNDEF }` stands for any. Binding replaces what is between those braces by one
serialised term and nothing else: no text of a caller becomes part of the query.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from kg import vocab
from kg.errors import FileError, ParameterError, QueryError
from kg.files import shipped
from kg.sparql.header import Column, Parameter, read_header
from kg.sparql.parameters import Known, as_term
from kg.sparql.tokens import Token, position, tokens

__all__ = ["Column", "NamedQuery", "Parameter", "load_query", "named_queries"]


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question with a name, read from a `.rq` file.

    Attributes:
        name: the file's name without `.rq`.
        summary: the question, with its question mark.
        description: what the answer holds and how it is found.
        tags: words to find it by.
        parameters: what can be varied, in the header's order.
        view: the view that it is written for, `stated` or `possible`.
        columns: what each variable of the answer means, in the answer's order.
        text: the query as in the file, header included; it runs as it is.
    """

    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    view: str
    columns: tuple[Column, ...]
    text: str

    def bind(self, **values: object) -> str:
        """Return the query with values for some parameters; the others keep their defaults.

        Raises:
            ParameterError: a parameter is unknown, or a value is not of its type.
        """
        return self.bind_values(values)

    def bind_values(
        self,
        values: Mapping[str, object],
        *,
        base: str = vocab.BASE,
        known: Known | None = None,
    ) -> str:
        """Return the query with the values bound, for a dataset with this base.

        Args:
            values: by parameter; None or "" leaves the parameter open (any value).
            base: what the dataset's own IRIs begin with.
            known: gives the IRIs that the dataset describes; with it short names are found
                (`sea-of-blood`) and unknown ones refused with the nearest matches.

        Raises:
            ParameterError: a parameter is unknown, or a value is not of its type.
        """
        parameters = {parameter.name: parameter for parameter in self.parameters}
        clauses = {c.name: c for c in _clauses(self.text)}
        changes = _rebased(self.text, base) if base != vocab.BASE else {}
        for name, value in values.items():
            if name not in parameters:
                raise ParameterError(_unknown(self, name))
            term = as_term(parameters[name], value, base=base, known=known)
            changes[clauses[name].content] = f" {term} "
        return _replaced(self.text, changes)


def load_query(path: Path) -> NamedQuery:
    """Read a `.rq` file.

    Raises:
        FileError: the file cannot be read.
        QueryError: its header or its parameters break the form; the message names file and line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"cannot read {path}: {error}") from error
    header = read_header(text, path)
    query = NamedQuery(name=path.stem, text=text, **header)
    _check_clauses(query, path)
    return query


def named_queries(folder: Path | None = None) -> dict[str, NamedQuery]:
    """Return the queries of a folder, the shipped ones by default, by name in alphabetical order.

    Raises:
        FileError: the folder or a file cannot be read.
        QueryError: a file breaks the form; the message names file and line.
    """
    paths = sorted((folder or shipped("queries")).glob("*.rq"))
    return {path.stem: load_query(path) for path in paths}


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause `VALUES ?name { content }` with one variable, and where its content is."""

    name: str
    content: Span


def _clauses(text: str) -> Iterator[_Clause]:
    found = [token for token in tokens(text) if not token.is_blank]
    for n, token in enumerate(found):
        if token.kind == "word" and token.text.upper() == "VALUES":
            name, opening = found[n + 1 : n + 3]
            if name.kind == "variable" and opening.text == "{":
                closing = next((t for t in found[n + 3 :] if t.text == "}"), opening)
                yield _Clause(name.text[1:], (opening.end, closing.start))


def _rebased(text: str, base: str) -> dict[Span, str]:
    """Return the changes that make the declared prefixes of our own IRIs begin with `base`."""
    found = [token for token in tokens(text) if not token.is_blank]
    own = f"<{vocab.BASE}"
    return {
        (iri.start, iri.end): f"<{base}{iri.text.removeprefix(own)}"
        for word, _, iri in zip(found, found[1:], found[2:], strict=False)
        if word.text.upper() == "PREFIX" and iri.text.startswith(own) and not _is_cel(iri)
    }


def _is_cel(iri: Token) -> bool:
    return iri.text == f"<{vocab.CEL}>"


def _replaced(text: str, changes: Mapping[Span, str]) -> str:
    for (start, end), new in sorted(changes.items(), reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _check_clauses(query: NamedQuery, path: Path) -> None:
    clauses = list(_clauses(query.text))
    for parameter in query.parameters:
        found = [clause for clause in clauses if clause.name == parameter.name]
        if len(found) != 1:
            raise QueryError(
                f"{path}:1: the body needs exactly one clause "
                f"`VALUES ?{parameter.name} {{ … }}`, it has {len(found)}"
            )
        _check_default(query, parameter, found[0], path)


def _check_default(query: NamedQuery, parameter: Parameter, clause: _Clause, path: Path) -> None:
    start, end = clause.content
    written = query.text[start:end].strip()
    if written != (parameter.default_text or "UNDEF"):
        line, _ = position(query.text, start)
        raise QueryError(
            f"{path}:{line}: the clause of ?{parameter.name} holds {written!r}, "
            f"its default in the header is {parameter.default_text or 'absent (UNDEF)'!r}"
        )


def _unknown(query: NamedQuery, name: str) -> str:
    names = [parameter.name for parameter in query.parameters]
    if not names:
        return f"the query {query.name} has no parameters, so {name!r} cannot be set"
    near = get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"the query {query.name} has no parameter {name!r}: {hint}it has {', '.join(names)}"

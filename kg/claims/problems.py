"""A problem: one thing wrong in one line of one file, as a value.

Nothing here raises; whoever finds problems decides whether they stop the work.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal as OneOf

from kg.turtle import Document, line_of

Severity = OneOf["error", "warning"]
"""An error stops a build; a warning is only shown."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong in a line of a file, and what to do; `line` counts from 1.

    `rule` is a stable code such as `unknown-term`; `term` the IRI that the problem is about.
    """

    path: str
    line: int | None
    message: str
    term: str | None = None
    severity: Severity = "error"
    rule: str = ""

    def __str__(self) -> str:
        """Return `path:line: message`."""
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.message}"


def problem_in(
    document: Document,
    message: str,
    *,
    rule: str,
    at: Iterable[str] = (),
    about: str | None = None,
    severity: Severity = "error",
) -> Problem:
    """Return a problem in the line of `document` that names the first of the IRIs `at`.

    Where the document names none of them the line is 1. With `about`, only statements about that
    subject are searched. The problem's term is the first IRI.
    """
    iris = list(at)
    lines = (line_of(document, iri, about=about) for iri in iris)
    line = next((line for line in lines if line is not None), 1)
    term = iris[0] if iris else None
    return Problem(document.name, line, message, term=term, severity=severity, rule=rule)


def in_file_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the distinct problems by path, line and message."""
    return sorted(set(problems), key=lambda p: (p.path, p.line or 0, p.message, p.rule))


def listed(problems: Iterable[Problem]) -> str:
    """Return problems as text, a line each, in the order of files and lines."""
    return "\n".join(str(problem) for problem in in_file_order(problems))

"""The errors that `kg` raises; nothing else leaves it on purpose.

    KGError
    ├── FileError         a file or folder is missing, or cannot be read or written
    ├── TurtleError       a Turtle file cannot be parsed; names file, line and column
    ├── FactsError        a folder of facts breaks the form of a passage file
    ├── SourceError       a document differs from what the facts say of it
    ├── RuleError         the rule file cannot be parsed or compiled
    ├── ReasonerError     a reasoner was asked for what it cannot do
    ├── DatasetError      there is no dataset, or it is locked, damaged or of another version
    │   └── LockedError      another process is changing it
    ├── ViewError         a view or a unit of trust is not known
    └── QueryError        a query is refused or cannot be parsed; carries line and column
        ├── ParameterError   a named query's parameter is missing, unknown or of the wrong type
        └── InexpressibleError  a format cannot hold the answer

Catch the base class to handle them all:

    try:
        kg.open().query(text)
    except kg.KGError as error:
        print(error)
"""

from __future__ import annotations


class KGError(Exception):
    """The base of every error that `kg` raises on purpose."""


class FileError(KGError):
    """A file or folder is missing, or cannot be read or written."""


class TurtleError(KGError):
    """A Turtle file cannot be parsed; the message names file, line and column."""


class FactsError(KGError):
    """A folder of facts breaks the form that passage files have."""


class SourceError(KGError):
    """A document differs from what the facts say of it."""


class RuleError(KGError):
    """The rule file cannot be parsed or compiled."""


class ReasonerError(KGError):
    """A reasoner was asked for what it cannot do."""


class DatasetError(KGError):
    """There is no dataset, or it is locked, damaged or of another version."""


class LockedError(DatasetError):
    """Another process is changing the dataset; it may be done soon."""


class ViewError(KGError):
    """A view or a unit of trust is not known."""


class QueryError(KGError):
    """A query is refused or cannot be parsed.

    Attributes:
        line: the line in the query's text, from 1, or None where the engine gives none.
        column: the column in that line, from 1, or None.
    """

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        """Keep the message and where in the query's text it points."""
        super().__init__(message)
        self.line = line
        self.column = column


class ParameterError(QueryError):
    """A named query's parameter is missing, unknown or of the wrong type."""


class InexpressibleError(QueryError):
    """A format cannot hold an answer: another one can."""

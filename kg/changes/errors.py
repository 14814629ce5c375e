"""Why a change was not made, as errors.

KGError
├── ChangeError
│   ├── ConflictError        the content forbids it: the default graph, the facts' form
│   ├── GraphNotFoundError   there is no such graph
│   ├── NotWritableError     the dataset takes no changes
│   ├── OutdatedError        another change came first; nothing was changed
│   ├── StorageError         the disk is full or cannot be written; nothing was changed
│   ├── WriterBusyError      others are changing the dataset, and stayed so
│   ├── WriteTimeoutError    the change was stopped at its deadline; nothing was changed
│   └── WriterLostError      the writer died; the journal says whether the change was made
├── DocumentError            an upload cannot be read; carries line and column
│   └── MediaTypeError       nothing reads uploads of that type
└── QueryError               (kg's) the update is refused or cannot be parsed
    └── ForbiddenError       it asks for what is never done here
"""

from __future__ import annotations

from kg.errors import KGError, QueryError


class ChangeError(KGError):
    """A change was not made."""


class ConflictError(ChangeError):
    """The content forbids the change."""


class GraphNotFoundError(ChangeError):
    """There is no such graph."""


class NotWritableError(ChangeError):
    """The dataset takes no changes."""


class OutdatedError(ChangeError):
    """The dataset is not the snapshot any more that the change was meant for."""


class StorageError(ChangeError):
    """The disk is full or cannot be written; nothing was changed."""


class WriterBusyError(ChangeError):
    """Others are changing the dataset; `retry_after_s` is when to try again."""

    retry_after_s = 1


class WriteTimeoutError(ChangeError):
    """The change was stopped at its deadline; nothing was changed."""


class WriterLostError(ChangeError):
    """The writer died while it worked on the change."""


class DocumentError(KGError):
    """An upload cannot be read.

    Attributes:
        line: the line in the document, from 1, or None where it is not known.
        column: the column in that line, from 1, or None.
    """

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        """Keep the message and where in the document it points."""
        super().__init__(message)
        self.line = line
        self.column = column


class MediaTypeError(DocumentError):
    """Nothing here reads uploads of that type."""


class ForbiddenError(QueryError):
    """The update asks for what is never done here."""

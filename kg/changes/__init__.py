"""Changes of a dataset while it is served: SPARQL Update, the graph store's operations, undo.

    writer = kg.changes.Writer(root)
    change = writer.update("INSERT DATA { … }", agent="owner")
    kg.changes.log(root)                                # who changed what

Every change is one transaction, made by a process that can be killed, journalled
(`kg.storage.journal`) and published as a snapshot of its own. `kg.changes.errors` draws the tree of
what can go wrong.

    writer      the process from outside    texts      update texts: operations, USING, LOAD
    process     its loop                    targets    the graphs that a text writes by name
    changing    one change, made whole      running    updates run step by step on a store
    plain       stores without reasoning    modification  an operation with a WHERE as a query
    reasoned    datasets with reasoning     effect     what steps have added and removed
    change      what is told of a change    working    a copy of a snapshot to try things on
    notices     what else to know of it     documents  uploads as triples
    provenance  a change as PROV
"""

from __future__ import annotations

from kg.changes.change import Change, Count
from kg.changes.documents import FORMATS
from kg.changes.errors import (
    ChangeError,
    ConflictError,
    DocumentError,
    ForbiddenError,
    GraphNotFoundError,
    MediaTypeError,
    NotWritableError,
    OutdatedError,
    StorageError,
    WriterBusyError,
    WriterLostError,
    WriteTimeoutError,
)
from kg.changes.notices import notices
from kg.changes.plain import create_plain
from kg.changes.provenance import provenance
from kg.changes.writer import Writer, log

__all__ = [
    "FORMATS",
    "Change",
    "ChangeError",
    "ConflictError",
    "Count",
    "DocumentError",
    "ForbiddenError",
    "GraphNotFoundError",
    "MediaTypeError",
    "NotWritableError",
    "OutdatedError",
    "StorageError",
    "WriteTimeoutError",
    "Writer",
    "WriterBusyError",
    "WriterLostError",
    "create_plain",
    "log",
    "notices",
    "provenance",
]

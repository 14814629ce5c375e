"""The command `celadon`, all but `serve`, which `server.cli` adds.

A command parses its arguments, calls one function of `kg` and prints. Data goes to stdout as UTF-8
whatever the console says, words to stderr. Exit codes: 0 done, 1 the data are wrong or the command
failed, 2 wrong usage; `conflicts` has 3 of its own.
"""

from __future__ import annotations

from kg.cli.bench import bench
from kg.cli.changes import changes, undo
from kg.cli.data import build, export, query
from kg.cli.facts import check, format_command, import_command, span, verify
from kg.cli.group import main
from kg.cli.reasons import conflicts, plan, why
from kg.cli.search import search

__all__ = ["main"]

for _command in (
    build,
    query,
    search,
    why,
    conflicts,
    changes,
    undo,
    export,
    check,
    verify,
    span,
    format_command,
    import_command,
    plan,
    bench,
):
    main.add_command(_command)

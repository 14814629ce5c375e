"""The command `celadon`, all but `serve`, which `server.cli` adds.

A command parses its arguments, calls one function of `kg` and prints. Data goes to stdout as UTF-8
whatever the console says, words to stderr. Exit codes: 0 done, 1 the data are wrong or the command
failed, 2 wrong usage; `conflicts` has 3 of its own.

A command's module is imported when the command is asked for: one that needs little starts at once.
"""

from __future__ import annotations

from typing import Final

from kg.cli.group import Lazy, main

__all__ = ["Lazy", "main"]

_COMMANDS: Final = {
    "build": Lazy("kg.cli.build", "build", "Build the dataset from facts and publish it."),
    "query": Lazy("kg.cli.data", "query", "Answer a named query, a file or a text."),
    "search": Lazy("kg.cli.search", "search", "Find what goes by a name, in any spelling."),
    "why": Lazy("kg.cli.reasons", "why", "Prove a triple down to the passages it rests on."),
    "conflicts": Lazy("kg.cli.reasons", "conflicts", "List what contradicts itself."),
    "changes": Lazy("kg.cli.changes", "changes", "Tell who changed what over HTTP."),
    "undo": Lazy("kg.cli.changes", "undo", "Let a graph hold what it held before."),
    "export": Lazy("kg.cli.data", "export", "Write the graph in a standard format."),
    "check": Lazy("kg.cli.facts", "check", "Check facts and ontology."),
    "verify": Lazy("kg.cli.facts", "verify", "Compare facts with the texts they come from."),
    "span": Lazy("kg.cli.facts", "span", "Find a passage in a text, for its Turtle file."),
    "format": Lazy("kg.cli.facts", "format_command", "Write Turtle in its canonical form."),
    "import": Lazy("kg.cli.facts", "import_command", "Make a folder of facts from any RDF."),
    "plan": Lazy("kg.cli.reasons", "plan", "Print the rules as compiled against the ontology."),
    "bench": Lazy("kg.cli.bench", "bench", "Measure the closure, a build and a change."),
}

for _name, _lazy in _COMMANDS.items():
    main.offer(_name, _lazy)

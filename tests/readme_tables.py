"""The reference tables of the README, made from the code; run it to write them into the file."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path

from test_layers import LAYERS

import kg
from kg.sparql.named import named_queries
from server.cli import main
from server.configuration import ENVIRONMENT_PREFIX
from server.settings import Settings

README = Path(__file__).parents[1] / "README.md"
KG = Path(kg.__file__).parent


def rooms() -> str:
    """The packages of `kg`, in the order of their layers."""
    order = [name for layer in LAYERS for name in sorted(layer)]
    docs = {path.parent.name: _docstring(path) for path in KG.glob("*/__init__.py")}
    found = sorted(docs, key=lambda name: order.index(name) if name in order else len(order))
    rows = (f"| `kg/{name}/` | {docs[name]} |" for name in found)
    return "\n".join(("| room | what it is for |", "|---|---|", *rows))


def commands() -> str:
    rows = (
        f"| `celadon {name}` | {_first_sentence(command.help or '')} |"
        for name, command in sorted(main.commands.items())
    )
    return "\n".join(("| command | what it does |", "|---|---|", *rows))


def queries() -> str:
    rows = (
        f"| `{name}` | {query.summary} | {', '.join(f'`{p.name}`' for p in query.parameters)} |"
        for name, query in sorted(named_queries().items())
    )
    return "\n".join(("| query | question | parameters |", "|---|---|---|", *rows))


def settings() -> str:
    rows = (
        f"| `--{item.name.replace('_', '-')}` | `{ENVIRONMENT_PREFIX}{item.name.upper()}` "
        f"| {'' if item.default is None else str(item.default).lower()} | {item.metadata['help']} |"
        for item in fields(Settings)
    )
    return "\n".join(
        ("| option | environment | default | what it is |", "|---|---|---|---|", *rows)
    )


TABLES = {"rooms": rooms, "commands": commands, "queries": queries, "settings": settings}


def with_tables(text: str) -> str:
    """Return the README's text with each table renewed below its marker."""
    for name, table in TABLES.items():
        text = re.sub(
            rf"<!-- {name} -->\n\n(?:\|.*\n)*\n*",
            lambda _, name=name, table=table: f"<!-- {name} -->\n\n{table()}\n\n",
            text,
        )
    return text


def _docstring(path: Path) -> str:
    """The first sentence of a module's docstring."""
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(text.partition("\n\n")[0].split())


def _first_sentence(text: str) -> str:
    words = " ".join(text.split())
    return words.partition(". ")[0].rstrip(".") + "."


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text("utf-8")), "utf-8")

"""Solutions as a table for people: for a terminal, as plain aligned text, or as Markdown.

Invariant: a row of the answer is a line of the table; control characters of the data never reach
the terminal. Widths are those of a terminal's cells, in which a Hangul syllable takes two. IRIs are
shortened by our prefixes; the standard formats (`Solutions.serialize`) write them in full.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import pyoxigraph
from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from kg.results import Solutions, value_of
from kg.results.values import Term, text_of
from kg.vocab import PREFIXES

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_GAP: Final = "  "


def plain_table(solutions: Solutions, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return the solutions as aligned text: a header, a rule, a line for each row."""
    rows = [list(solutions.variables), *_rows(solutions, prefixes)]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, ["-" * width for width in widths])
    numeric = _numeric(solutions)
    lines = (_GAP.join(map(_padded, row, widths, numeric)).rstrip() for row in rows)
    return "".join(f"{line}\n" for line in lines)


def markdown_table(solutions: Solutions, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return the solutions as a Markdown table, with numbers to the right."""
    rule = ["---:" if right else "---" for right in _numeric(solutions)]
    body = (
        [cell.replace("\\", "\\\\").replace("|", "\\|") for cell in row]
        for row in _rows(solutions, prefixes)
    )
    rows = [list(solutions.variables), rule, *body]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def rich_table(solutions: Solutions, prefixes: Mapping[str, str] = PREFIXES) -> Table:
    """Return the solutions as a rich table, which fits itself into the terminal's width."""
    table = Table(box=box.SIMPLE_HEAD, header_style="bold")
    for name, right in zip(solutions.variables, _numeric(solutions), strict=True):
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    for row in _rows(solutions, prefixes):
        table.add_row(*map(Text, row))
    return table


def shortened(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return the IRI as `prefix:rest` where one of the prefixes fits, else as it is."""
    for prefix, namespace in prefixes.items():
        rest = iri.removeprefix(namespace)
        if rest and rest != iri:
            return f"{prefix}:{rest}"
    return iri


def _rows(solutions: Solutions, prefixes: Mapping[str, str]) -> list[list[str]]:
    return [[_cell(term, prefixes) for term in row] for row in solutions.terms()]


def _cell(term: Term | None, prefixes: Mapping[str, str]) -> str:
    if isinstance(term, pyoxigraph.NamedNode):
        return _CONTROL.sub(" ", shortened(term.value, prefixes))
    return _CONTROL.sub(" ", text_of(term))


def _numeric(solutions: Solutions) -> list[bool]:
    """Return for each column whether it holds numbers alone, and at least one."""
    columns: Sequence[tuple[Term | None, ...]] = (
        list(zip(*solutions.terms(), strict=True))
        if len(solutions)
        else [() for _ in solutions.variables]
    )
    return [_holds_numbers(column) for column in columns]


def _holds_numbers(column: Sequence[Term | None]) -> bool:
    values = [value_of(term) for term in column if term is not None]
    return bool(values) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in values
    )


def _padded(cell: str, width: int, right: bool) -> str:
    space = " " * (width - cell_len(cell))
    return space + cell if right else cell + space

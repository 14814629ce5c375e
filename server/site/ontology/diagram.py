"""The classes as a drawing: a tree from left to right, a row a class; no I/O.

A class stands under its first superclass; a line of another kind leads to each further one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

ROW: Final = 30
COLUMN: Final = 190
BOX_WIDTH: Final = 164
BOX_HEIGHT: Final = 24
MARGIN: Final = 4


@dataclass(frozen=True, slots=True)
class Box:
    """A class, with its upper left corner."""

    name: str
    x: int
    y: int

    @property
    def middle(self) -> int:
        """The height at which lines meet the box."""
        return self.y + BOX_HEIGHT // 2


@dataclass(frozen=True, slots=True)
class Line:
    """From a subclass to a superclass, as the path of an SVG; `further` beside the tree."""

    path: str
    further: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    """The boxes and lines, and the size that holds them."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int


def draw(parents: Mapping[str, Sequence[str]]) -> Diagram:
    """Lay out classes, given the superclasses of each; those without are the roots.

    Every class that is a superclass must be a key too. Classes in a cycle, which no root reaches,
    are left out.
    """
    children: dict[str, list[str]] = {name: [] for name in parents}
    for name in sorted(parents):
        if parents[name]:
            children[parents[name][0]].append(name)
    boxes: dict[str, Box] = {}
    for root in sorted(name for name in parents if not parents[name]):
        _place(root, 0, children, boxes)
    lines = [
        Line(_path(boxes[name], boxes[parent]), further=position > 0)
        for name in boxes
        for position, parent in enumerate(parents[name])
        if parent in boxes
    ]
    width = max((box.x for box in boxes.values()), default=0) + BOX_WIDTH + MARGIN
    return Diagram(tuple(boxes.values()), tuple(lines), width, len(boxes) * ROW + MARGIN)


def _place(
    name: str, depth: int, children: Mapping[str, Sequence[str]], boxes: dict[str, Box]
) -> None:
    boxes[name] = Box(name, MARGIN + depth * COLUMN, MARGIN + len(boxes) * ROW)
    for child in children[name]:
        _place(child, depth + 1, children, boxes)


def _path(child: Box, parent: Box) -> str:
    """Return a line from the child's left, down the parent's column, to below the parent."""
    if parent.y < child.y and parent.x < child.x:
        stem = parent.x + 16
        return f"M{child.x} {child.middle}H{stem}V{parent.y + BOX_HEIGHT}"
    start, end = child.x + BOX_WIDTH, parent.x + BOX_WIDTH
    bend = max(start, end) + 18
    curve = f"{bend} {child.middle} {bend} {parent.middle} {end} {parent.middle}"
    return f"M{start} {child.middle}C{curve}"

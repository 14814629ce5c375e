"""The steps of the lesson: their queries, and what a right answer is.

The words of a step are in `templates/learn/<language>/<name>.html`, its queries beside this file:
`<name>.rq` is shown and run, `<name>.answer.rq` asks for what the exercise wants.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

_FOLDER: Final = Path(__file__).parent / "queries"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the lesson.

    Attributes:
        name: as in `/learn/<name>`.
        title: what it is about.
        view: the view in which the right answer is asked for; None for the learner's own.
        forbidden: a prefix that the exercise is to be solved without.
    """

    name: str
    title: LazyString
    view: str | None = None
    forbidden: str | None = None

    @property
    def query(self) -> str:
        """The query that is shown."""
        return _read(self.name)

    @property
    def answer(self) -> str:
        """The query that asks for what the exercise wants."""
        return _read(f"{self.name}.answer")


@cache
def _read(name: str) -> str:
    return (_FOLDER / f"{name}.rq").read_text(encoding="utf-8").strip()


STEPS: Final = (
    Step("sources", _("Sources and passages")),
    Step("graphs", _("Who says so: named graphs")),
    Step("inference", _("What follows: inference")),
    Step("inverse", _("Inverse and chain")),
    Step("conflict", _("When sources contradict each other")),
    Step("trust", _("Believing some of it"), view="accepted"),
    Step("linking", _("Links to other catalogues")),
    Step("alignment", _("One query for two graphs"), forbidden="cel:"),
)
"""The steps in order."""

BY_NAME: Final[Mapping[str, Step]] = {step.name: step for step in STEPS}

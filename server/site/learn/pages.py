"""`/learn`, the lesson, and `/learn/<step>`, a step with its live query and its exercise.

What is right is asked of the data as they are, in what the learner believes. A right answer must be
right in another view too, so that values written into the query are noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, abort, render_template, request
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

import kg
from server.graph import Believed, believed, dataset
from server.site import sentences
from server.site.answers import Answer, answer, raw, show_exactly
from server.site.learn.checking import Comparison, compare
from server.site.learn.steps import BY_NAME, STEPS, Step
from server.site.terms import Shown

blueprint = Blueprint("learn", __name__)

_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said to a learner's answer, with some rows that are missing and some too many."""

    right: bool
    said: str
    missing: tuple[tuple[Shown, ...], ...] = ()
    surplus: tuple[tuple[Shown, ...], ...] = ()


@blueprint.route("/learn")
def index() -> str:
    """Show the steps of the lesson."""
    return render_template("learn.html", steps=STEPS)


@blueprint.route("/learn/<name>", methods=["GET", "POST"])
def lesson(name: str) -> str:
    """Show a step; run its query, and check the exercise where an answer is given."""
    step = BY_NAME.get(name)
    if step is None:
        abort(404, f"the lesson has no step {name!r}: /learn lists them")
    at = STEPS.index(step)
    query = request.values.get("query", "").strip() or step.query
    solution = request.values.get("answer", "").strip()
    return render_template(
        "lesson.html",
        step=step,
        number=at + 1,
        steps=STEPS,
        previous=STEPS[at - 1] if at else None,
        following=STEPS[at + 1] if at + 1 < len(STEPS) else None,
        words=f"learn/{get_locale() or 'en'}/{step.name}.html",
        query=query,
        found=answer(query, believed()),
        solution=solution,
        solved=_solved(solution),
        verdict=check(step, solution) if solution else None,
    )


def check(step: Step, text: str) -> Verdict:
    """Say whether a query gives what an exercise wants."""
    if step.forbidden and step.forbidden in text:
        return Verdict(False, _("Solve it without %(prefix)s.", prefix=step.forbidden))
    given = raw(text, believed())
    if isinstance(given, kg.KGError):
        failed = Markup(_("The query could not be answered: %(error)s"))
        return Verdict(False, failed % {"error": sentences.said(str(given))})
    if not isinstance(given, kg.results.Solutions):
        return Verdict(False, _("The exercise wants a table: begin with SELECT."))
    chosen: Believed = {"view": step.view, "trust": ()} if step.view else believed()
    found = _compared(given, _asked(step.answer, chosen))
    if not found.is_right:
        return _wrong(found)
    if step.view is None and not _is_right_elsewhere(step, text):
        return Verdict(
            False,
            _(
                "These rows are right, but for other sources your query would not give the right "
                "ones: ask for them instead of writing values into it."
            ),
        )
    said = ngettext(
        "Right: %(num)d row, as the data have it now.",
        "Right: %(num)d rows, as the data have them now.",
        found.found,
    )
    return Verdict(True, said)


def _solved(solution: str) -> Answer | None:
    return answer(solution, believed()) if solution else None


def _asked(text: str, chosen: Believed) -> kg.results.Solutions:
    result = raw(text, chosen)
    if isinstance(result, kg.KGError):
        raise result
    assert isinstance(result, kg.results.Solutions)
    return result


def _is_right_elsewhere(step: Step, text: str) -> bool:
    """Check once more in another view than the learner's."""
    view = "stated" if believed()["view"] == "possible" else "possible"
    if not dataset().has_supports:
        return True
    other: Believed = {"view": view, "trust": ()}
    given = raw(text, other)
    if not isinstance(given, kg.results.Solutions):
        return False
    return _compared(given, _asked(step.answer, other)).is_right


def _compared(given: kg.results.Solutions, wanted: kg.results.Solutions) -> Comparison:
    return compare(given.terms(), len(given.variables), wanted.terms(), len(wanted.variables))


def _wrong(found: Comparison) -> Verdict:
    if not found.has_columns:
        return Verdict(False, _("Your answer has too few columns."))
    said = _(
        "Not yet: %(found)d rows are right, %(missing)d are missing, %(surplus)d are too many.",
        found=found.found,
        missing=len(found.missing),
        surplus=len(found.surplus),
    )
    return Verdict(False, said, _some(found.missing), _some(found.surplus))


def _some(rows: tuple[tuple[object, ...], ...]) -> tuple[tuple[Shown, ...], ...]:
    served = dataset()
    return tuple(
        tuple(
            show_exactly(term, served.prefixes, served.base) if term else Shown("–") for term in row
        )
        for row in rows[:_SHOWN]
    )

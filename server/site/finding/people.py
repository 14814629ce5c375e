"""`/people`: persons with their roles, dates, number of works, and who speaks of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _

import kg
from server.graph import dataset
from server.site.differences import MOST, differences
from server.site.finding.facets import Choice, by_source, facet
from server.site.finding.shown import (
    Link,
    Paging,
    choice_asked,
    link,
    links,
    marks,
    page_asked,
    view,
    word,
)
from server.statements import Source

blueprint = Blueprint("people", __name__)

SIZE: Final = 40
"""Persons on a page."""

ORDERS: Final = {
    "works": _("Number of works"),
    "name": _("Name"),
    "claims": _("Number of claims"),
}


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as the list shows them."""

    link: Link
    korean: str | None
    roles: tuple[tuple[str, int], ...]
    works: int
    born: tuple[str, ...]
    died: tuple[str, ...]
    sources: tuple[Source, ...]


@blueprint.route("/people")
def people() -> str:
    """Show persons, those with most works first, a page at a time."""
    page, order = page_asked(), choice_asked("order", tuple(ORDERS))
    roles = [role for role in request.args.getlist("role") if role]
    sources = [source for source in request.args.getlist("source") if source]
    ask = partial(dataset().finder.people, roles=roles, sources=sources, order=order)
    found = ask(view=view(), offset=(page - 1) * SIZE, limit=SIZE)
    compared = differences(lambda one: ask(view=one, limit=MOST).persons)
    words = links({role for role, _count in found.roles} | set(roles))
    return render_template(
        "people.html",
        persons=[_card(person, words) for person in found.persons],
        facets=[
            facet(
                "role",
                _("Role"),
                [Choice(r, word(r, words), n, r in roles) for r, n in found.roles],
            ),
            by_source(found.sources, sources),
        ],
        paging=Paging(page, SIZE, found.total),
        order=order,
        orders=ORDERS,
        compared=compared,
        changes=compared.changes,
    )


def prepare(opened: kg.Dataset) -> None:
    """Find everybody in a snapshot's default view, before a reader asks for them."""
    opened.finder.people(view=opened.view(), limit=0)


def _card(person: Any, words: dict[str, Link]) -> PersonCard:
    named = link(person.iri, person.label, person.korean)
    return PersonCard(
        named,
        person.korean if person.korean != named.text else None,
        tuple((word(role, words), count) for role, count in person.roles),
        person.works,
        person.born,
        person.died,
        tuple(marks(person.sources)),
    )

"""`/conflicts`: each contradiction with its competing values, who says which, and what editors say.

A value stands with the passages that state it; of a class, also with those that state one below it.
Without a choice of what to believe all conflicts are listed, whoever takes part: first those that
arise in the default view.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, json, render_template, request
from flask_babel import lazy_gettext as _

from kg import vocab
from server.graph import believed, dataset, everything
from server.http.addresses import why_address
from server.http.negotiate import choose
from server.http.problems import problem
from server.site.belief import ALLEGED, Changes, belief
from server.site.contradictions import Contradiction, arising, contradictions
from server.site.finding.shown import Paging, page_asked
from server.site.rows import Names, property_name
from server.site.snapshot import known_sources
from server.site.terms import Shown, is_literal, show, show_iri
from server.statements import Source, Statement, labels, select, statements

blueprint = Blueprint("conflicts", __name__)

SIZE: Final = 24
"""Conflicts on a page."""

_NAMED: Final = 60

RULES: Final = {
    "dt-diff": _("Has one value at most; these are several."),
    "cax-dw": _("Nothing is of both of these kinds."),
    "cax-adc": _("Nothing is of two of these kinds."),
    "cls-com": _("One of these kinds is what the other is not."),
    "cls-nothing2": _("Nothing at all is of this kind."),
    "cls-maxc1": _("Has no value; here is one."),
    "cls-maxqc1": _("Has no value of that kind; here is one."),
    "cls-maxqc2": _("Has no value; here is one."),
    "eq-diff1": _("Are different, and are said to be one."),
    "eq-diff2": _("Are all different, and two are said to be one."),
    "eq-diff3": _("Are all different, and two are said to be one."),
    "prp-irp": _("Relates nothing to itself."),
    "prp-asyp": _("Holds in one direction only."),
    "prp-pdw": _("Two such properties never relate the same things."),
    "prp-adp": _("Two such properties never relate the same things."),
    "prp-npa1": _("Is denied outright."),
    "prp-npa2": _("Is denied outright."),
    "dt-not-type": _("Is no value of its datatype."),
}
"""What is broken, in words, by the rule that finds it."""

_TYPE: Final = f"{vocab.RDF}type"
_BELOW: Final = """
SELECT DISTINCT ?below ?class WHERE {
  VALUES ?class { %(classes)s } ?below rdfs:subClassOf ?class
}
ORDER BY ?class ?below
"""
_DECISIONS: Final = """
SELECT DISTINCT ?decision ?kind ?thing ?property ?object ?because WHERE {
  VALUES ?thing { %(things)s }
  VALUES ?kind { cel:Rejection cel:OpenQuestion }
  GRAPH ?passage {
    ?decision a ?kind ; rdf:subject ?thing ; rdf:predicate ?property ; cel:because ?because .
    OPTIONAL { ?decision rdf:object ?object }
  }
}
ORDER BY ?thing ?property ?kind ?decision
"""


@dataclass(frozen=True, slots=True)
class Saying:
    """A source that takes part, whether it only alleges, is believed, and one of its passages."""

    source: Source | None
    alleged: bool
    believed: bool
    href: str
    heading: str


@dataclass(frozen=True, slots=True)
class Side:
    """A competing value and who states it; `rejected` where editors reject it."""

    value: Shown
    sayings: tuple[Saying, ...]
    rejected: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What editors say of it: a rejection of a value, or a question that they leave open."""

    value: Shown | None
    because: Shown
    href: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """A conflict as the page shows it; `others` take part, and state none of its values."""

    iri: str
    rule: str
    broken: str
    thing: Shown | None
    property: Shown | None
    sides: tuple[Side, ...]
    others: tuple[Saying, ...]
    decisions: tuple[Decision, ...]
    why: str


@blueprint.route("/conflicts")
def conflicts() -> Response:
    """List what contradicts itself, in all that is stated or in the view that is chosen."""
    wanted = request.args.get("format") or choose(request.headers.get("Accept"), ("json", "html"))
    if wanted not in ("json", "html"):
        answered = problem(406, "conflicts come as html or json: ask for one of them")
    else:
        found = contradictions(dataset(), **believed())
        answered = _json(found) if wanted == "json" else _page(found)
    answered.vary.add("Accept")
    return answered


def _json(found: Sequence[Contradiction]) -> Response:
    content = {"conflicts": [_as_json(conflict) for conflict in found]}
    return Response(json.dumps(content, ensure_ascii=False), mimetype="application/json")


def _as_json(conflict: Contradiction) -> dict[str, Any]:
    return {
        "id": conflict.iri,
        "rule": conflict.rule,
        "thing": conflict.thing,
        "property": conflict.property,
        "values": [str(value) for value in conflict.values],
        "passages": list(conflict.passages),
        "alternatives": [sorted(units) for units in conflict.alternatives],
        "why": why_address(conflict.iri, "a", "cel:Conflict", **believed()),
    }


def _page(found: Sequence[Contradiction]) -> Response:
    page = page_asked()
    rules = [rule for rule in request.args.getlist("rule") if rule]
    chosen = [source for source in request.args.getlist("source") if source]
    listed = _narrowed(found, rules, chosen)
    arise = arising(dataset(), (conflict.iri for conflict in listed), **believed())
    listed.sort(key=lambda conflict: conflict.iri not in arise)
    gone: Sequence[Contradiction] = () if belief().is_default else _gone(listed, rules, chosen)
    known = known_sources()
    takes_part = Counter(source for conflict in found for source in _sources_of(conflict))
    content = render_template(
        "conflicts.html",
        cards=cards(listed[(page - 1) * SIZE : page * SIZE]),
        arise=arise,
        total=len(found),
        paging=Paging(page, SIZE, len(listed)),
        rules=[(rule, n, rule in rules) for rule, n in Counter(c.rule for c in found).items()],
        words=RULES,
        sources=[(known[s], n, s in chosen) for s, n in takes_part.most_common() if s in known],
        chosen=len(rules) + len(chosen),
        gone=cards(gone[:_NAMED]),
        changes=Changes(len(gone), is_list=True),
    )
    return Response(content, mimetype="text/html")


def _narrowed(
    found: Iterable[Contradiction], rules: Sequence[str], chosen: Sequence[str]
) -> list[Contradiction]:
    return [
        conflict
        for conflict in found
        if (not rules or conflict.rule in rules)
        and (not chosen or not set(chosen).isdisjoint(_sources_of(conflict)))
    ]


def _gone(
    listed: Iterable[Contradiction], rules: Sequence[str], chosen: Sequence[str]
) -> list[Contradiction]:
    """Return what is listed where nothing is chosen, and does not arise for the reader."""
    arising = {conflict.iri for conflict in listed}
    every = _narrowed(contradictions(dataset()), rules, chosen)
    return [conflict for conflict in every if conflict.iri not in arising]


def _sources_of(conflict: Contradiction) -> set[str]:
    return {unit.partition("#")[0] for units in conflict.alternatives for unit in units}


def cards(found: Sequence[Contradiction]) -> list[Card]:
    """Return conflicts as the page shows them, by one query each for claims and decisions."""
    things = {conflict.thing for conflict in found if conflict.thing}
    claims = statements(dataset(), _values("?thing", things)) if things else []
    decisions = _decisions(things)
    terms = {iri for conflict in found for iri in conflict.iris()}
    terms |= {row[4].value for row in decisions if row[4] and not is_literal(row[4])}
    names = Names(labels(dataset(), terms), {}, dataset().base)
    below = _below(value.value for c in found for value in c.values if not is_literal(value))
    by_thing: dict[str, list[Statement]] = defaultdict(list)
    for item in claims:
        by_thing[item.thing].append(item)
    return [_card(c, by_thing[c.thing or ""], decisions, names, below) for c in found]


def _values(variable: str, iris: Iterable[str]) -> str:
    return f"VALUES {variable} {{ {' '.join(f'<{iri}>' for iri in sorted(iris))} }}"


def _decisions(things: set[str]) -> tuple[tuple[Any, ...], ...]:
    listed = " ".join(f"<{iri}>" for iri in sorted(things))
    return select(dataset(), _DECISIONS % {"things": listed}, **everything()) if things else ()


def _below(classes: Iterable[str]) -> Mapping[str, set[str]]:
    """Return the classes below each, itself among them."""
    wanted = sorted(set(classes))
    found: dict[str, set[str]] = {iri: {iri} for iri in wanted}
    listed = " ".join(f"<{iri}>" for iri in wanted)
    rows = select(dataset(), _BELOW % {"classes": listed}) if wanted else ()
    for lower, upper in rows:
        found[upper.value].add(str(lower.value))
    return found


def _card(
    conflict: Contradiction,
    claims: Sequence[Statement],
    decisions: Iterable[tuple[Any, ...]],
    names: Names,
    below: Mapping[str, set[str]],
) -> Card:
    about = [row for row in decisions if _concerns(row, conflict)]
    rejected = {str(row[4]) for row in about if row[4] is not None}
    involved = set(conflict.passages)
    sides, told = [], set()
    for value in conflict.values:
        meant = below.get(str(value.value), {str(value.value)})
        stated = [c for c in claims if c.property == conflict.property and c.value.value in meant]
        stated = [claim for claim in stated if claim.passage in involved]
        told |= {claim.passage for claim in stated}
        sayings = tuple(
            {(c.source, c.alleged): _saying(c.passage, c.heading) for c in stated}.values()
        )
        is_rejected = any(str(c.value) in rejected for c in stated) or str(value) in rejected
        sides.append(Side(show(value, names.labels, names.base), sayings, is_rejected))
    return Card(
        conflict.iri,
        conflict.rule,
        str(RULES.get(conflict.rule, conflict.rule)),
        (conflict.thing and show_iri(conflict.thing, names.labels, names.base)) or None,
        (conflict.property and property_name(conflict.property, names)) or None,
        tuple(sides),
        tuple(_saying(iri, None) for iri in conflict.passages if iri not in told),
        tuple({(d.value, d.because): d for d in (_decision(r, names) for r in about)}.values()),
        why_address(conflict.iri, "a", "cel:Conflict", **believed()),
    )


def _concerns(row: tuple[Any, ...], conflict: Contradiction) -> bool:
    return (row[2].value, row[3].value) == (conflict.thing, conflict.property)


def _decision(row: tuple[Any, ...], names: Names) -> Decision:
    decision, _kind, _thing, _property, value, because = row
    return Decision(
        show(value, names.labels, names.base) if value is not None else None,
        show(because, names.labels, names.base),
        show_iri(decision.value, names.labels, names.base).href,
    )


def _saying(passage: str, heading: str | None) -> Saying:
    source, _, name = passage.removeprefix(f"{dataset().base}source/").partition("/")
    known = known_sources().get(f"{dataset().base}source/{source}")
    alleged = passage.endswith(".hedged")
    unit = (known.iri if known else passage) + (ALLEGED if alleged else "")
    return Saying(
        known,
        alleged,
        unit in belief().units,
        show_iri(passage, {}, dataset().base).href or passage,
        heading or name,
    )

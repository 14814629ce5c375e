"""The axioms of a proof as an ontology of their own, to be told in words; no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from kg import vocab
from server.site.ontology.axioms import Teller
from server.site.ontology.model import Ontology

_LABEL: Final = f"<{vocab.RDFS}label>"


@dataclass(frozen=True, slots=True)
class _Label:
    """A label as `Ontology` reads literals."""

    value: str
    language: str
    datatype: str = f"{vocab.RDF}langString"


class _Triple(NamedTuple):
    """A triple of terms in N-Triples form, or with a label."""

    subject: str
    predicate: str
    object: str | _Label


def teller_of(
    steps: Iterable[Mapping[str, Any]], labels: Mapping[str, str], language: str
) -> Teller:
    """Return what tells the axioms among a proof's steps, whose anonymous classes only it knows.

    Args:
        steps: as `Explanation.to_dict` describes them.
        labels: names for the IRIs of the proof, in the language.
        language: the language to tell in.
    """
    return Teller(Ontology([*_concluded(steps), *_named(labels, language)]), language)


def _concluded(steps: Iterable[Mapping[str, Any]]) -> Iterator[_Triple]:
    for step in steps:
        if step["conclusion"] is not None:
            yield _Triple(*step["conclusion"])


def _named(labels: Mapping[str, str], language: str) -> Iterator[_Triple]:
    for iri, label in labels.items():
        yield _Triple(f"<{iri}>", _LABEL, _Label(label, language))

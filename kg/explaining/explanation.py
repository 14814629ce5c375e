"""An explanation as a value: why a triple holds for someone, or what is missing.

Its three forms are JSON data, a text to read, and RDF in the terms of PROV-O.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pyoxigraph import NamedNode, RdfFormat, serialize

from kg import vocab
from kg.engine.derivations import derivations
from kg.engine.proof import Proof, Source
from kg.engine.telling import say, tell
from kg.engine.terms import Triple
from kg.explaining.grounds import Grounds, Origin
from kg.reasoning.closure import triples_of

_CONFLICT: Final = "a contradiction"
_OF_MARKS: Final = {
    "rejected": "claims that editors reject",
    "disputed": "claims that take part in a conflict",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a triple holds, or a conflict arises, for whoever believes a view.

    Attributes:
        triple: what was asked, in N-Triples terms; None for a conflict.
        base: the IRI that the dataset's own begin with.
        view: the name of the view, `trust` for a set of units.
        trust: the short names of the units that were given.
        proof: a proof of least height, checked; None where it does not hold.
        alternatives: further proofs, the lowest first.
        missing: where it does not hold, the minimal sets of units that would make it hold if they
            were believed too, by short name (`zoomboola:alleged`); `rejected` and `disputed` stand
            for the claims that the view leaves out. No set where nothing would do.
        unknown: the terms of the triple that the dataset never mentions.
    """

    triple: Triple | None
    base: str
    view: str
    trust: tuple[str, ...]
    proof: Proof | None
    alternatives: tuple[Proof, ...]
    missing: tuple[frozenset[str], ...]
    unknown: tuple[str, ...]
    _grounds: Grounds = field(repr=False)

    @property
    def holds(self) -> bool:
        """Whether it holds for whoever believes the view."""
        return self.proof is not None

    @property
    def said(self) -> str:
        """What was asked, in words."""
        return _CONFLICT if self.triple is None else self._said(self.triple)

    @property
    def verdict(self) -> str:
        """Whether it holds, and for whom, in words."""
        verb = "arise" if self.triple is None else "hold"
        whom = (
            f"for whoever believes {' and '.join(self.trust)} alone"
            if self.trust
            else f"in the view {self.view}"
        )
        return f"{verb}s {whom}" if self.holds else f"does not {verb} {whom}"

    @property
    def needs(self) -> tuple[str, ...]:
        """What would have to be believed too for it to hold, in words: one alternative each."""
        return tuple(
            " and ".join(_OF_MARKS.get(unit, unit) for unit in sorted(units))
            for units in self.missing
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as JSON data.

            triple        [subject, predicate, object] in N-Triples form, null for a conflict
            said          the same in words
            view, trust   who was asked
            holds         true or false
            proof         null where it does not hold, else {height, units, steps}
            alternatives  a list of more such proofs
            missing       where it does not hold: a list of lists of units by short name
            unknown       the terms that the dataset never mentions

        `steps` is a list, the step that concludes what was asked first; a step has

            number       its place in the list, from 1
            conclusion   [subject, predicate, object], null for a conflict
            said, words  the conclusion in words; the same with its reasons
            rule         the id in the OWL 2 RL specification, null for a stated triple
            axioms       the numbers of the steps that are the rule's axiom
            premises     the numbers of its other premises
            height       0 for a stated triple, else one more than its highest premise
            sources      of a stated triple: [{graph, unit, heading, start, end, address, triple}]:
                         the passage's IRI with unit null for an axiom, its offsets in characters,
                         and the triple as it was written
        """
        return {
            "triple": None if self.triple is None else list(self.triple),
            "said": self.said,
            "view": self.view,
            "trust": list(self.trust),
            "holds": self.holds,
            "proof": None if self.proof is None else self._proof_dict(self.proof),
            "alternatives": [self._proof_dict(proof) for proof in self.alternatives],
            "missing": [sorted(units) for units in self.missing],
            "unknown": list(self.unknown),
        }

    def to_text(self) -> str:
        """Return the explanation to be read: a tree a proof, indented, premises below."""
        lines = [f"{self.said}: {self.verdict}"]
        for proof in (self.proof, *self.alternatives):
            if proof is not None:
                lines += ["", *self._tree(proof)]
        if not self.holds:
            lines += self._missing_lines()
        return "\n".join(lines) + "\n"

    def to_provenance(self) -> str:
        """Return its proofs in the terms of PROV-O, as Turtle; empty where it does not hold."""
        proofs = (self.proof, *self.alternatives)
        found = dict.fromkeys(
            triple
            for proof in proofs
            if proof is not None
            for triple in derivations(proof, f"{self.base}proof/", source_iri=self._graph_of)
        )
        triples = triples_of(found)
        names = {term.value for t in triples for term in t if isinstance(term, NamedNode)}
        prefixes = {
            prefix: namespace
            for prefix, namespace in vocab.prefixes(self.base).items()
            if any(name.startswith(namespace) for name in names)
        }
        return (serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()

    def _proof_dict(self, proof: Proof) -> dict[str, Any]:
        found = proof.as_dict()
        units = sorted(map(self._grounds.unit_name, _sources_only(proof.units)))
        steps = [
            self._step_dict(step, d) for step, d in zip(proof.steps(), _steps(found), strict=True)
        ]
        return {"height": proof.height, "units": units, "steps": steps}

    def _step_dict(self, step: Proof, found: dict[str, Any]) -> dict[str, Any]:
        sources = [_source_dict(self._grounds.origin(source), source) for source in step.sources]
        words = tell(step, self._name, unit_label=self._grounds.unit_name)
        return {
            "number": found["number"],
            "conclusion": found["conclusion"],
            "said": self._conclusion(step),
            "words": words,
            "rule": found["rule"],
            "axioms": found["axioms"],
            "premises": found["premises"],
            "height": found["height"],
            "sources": sources,
        }

    def _tree(self, proof: Proof) -> Iterator[str]:
        """Yield a line a step, premises indented below; what is used again is not unfolded."""
        seen: set[int] = set()
        waiting = [(proof, "")]
        while waiting:
            step, indent = waiting.pop()
            premises = told_premises(step)
            is_known = id(step) in seen and bool(premises)
            rule = f" ({step.rule})" if step.rule else ""
            yield f"{indent}{self._conclusion(step)}{rule}{', as above' if is_known else ''}"
            places = (_place(self._grounds.origin(source), self.base) for source in step.sources)
            yield from (f"{indent}  ← {place}" for place in dict.fromkeys(places))
            if not is_known:
                seen.add(id(step))
                waiting.extend((premise, f"{indent}  ") for premise in reversed(premises))

    def _missing_lines(self) -> Iterator[str]:
        for term in self.unknown:
            yield f"Nothing is known of {self._name(term)} ({term})."
        if not self.missing:
            yield "There is nothing in the dataset that would make it so."
        for number, told in enumerate(self.needs):
            yield f"{'or' if number else 'It would be so for whoever also believes'} {told}"

    def _conclusion(self, step: Proof) -> str:
        return _CONFLICT if step.conclusion is None else self._said(step.conclusion)

    def _said(self, triple: Triple) -> str:
        return say(triple, self._name)

    def _name(self, term: str) -> str:
        return self._grounds.wording.name(term)

    def _graph_of(self, source: Source) -> str:
        return self._grounds.origin(source).graph


def told_premises(step: Proof) -> list[Proof]:
    """Return the premises that are worth telling.

    Links of lists and axioms about an anonymous class are not: its name in words says the same.
    """
    return [premise for premise in step.premises if premise.rule or not _is_structure(premise)]


def _is_structure(step: Proof) -> bool:
    return step.conclusion is not None and step.conclusion[0].startswith("_:")


def _steps(found: dict[str, Any]) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = found["steps"]
    return steps


def _sources_only(units: frozenset[str]) -> frozenset[str]:
    return frozenset(unit for unit in units if not unit.startswith("mark:"))


def _source_dict(origin: Origin, source: Source) -> dict[str, Any]:
    return {
        "graph": origin.graph,
        "unit": origin.unit or None,
        "heading": origin.heading,
        "start": origin.start,
        "end": origin.end,
        "address": origin.address,
        "triple": list(source.triple),
    }


def _place(origin: Origin, base: str) -> str:
    """Return where a triple is stated, in one line."""
    if origin.is_axiom:
        return "axiom"
    parts = [origin.graph.removeprefix(f"{base}source/")]
    parts += [f"“{origin.heading}”"] if origin.heading else []
    parts += [f"characters {origin.start}–{origin.end}"] if origin.end is not None else []
    parts += [origin.address] if origin.address else []
    return ", ".join(parts)

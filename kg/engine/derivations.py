"""Derivations: a proof as RDF, in the terms of PROV-O.

Every step is an entity that reifies its conclusion; an inference is an activity labelled with the
rule's id, that used the premises' entities and generated that of the conclusion. The names of
entities come from what they say, so two proofs share what they have in common. There are no blank
nodes: those of conclusions are given skolem IRIs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Final

from kg.engine.proof import Proof, Source
from kg.engine.rules import PREFIXES
from kg.engine.terms import Triple

_PROV: Final = "http://www.w3.org/ns/prov#"
_TYPE: Final = f"<{PREFIXES['rdf']}type>"
_LABEL: Final = f"<{PREFIXES['rdfs']}label>"
_PARTS: Final = tuple(f"<{PREFIXES['rdf']}{part}>" for part in ("subject", "predicate", "object"))
_STATEMENT: Final = f"<{PREFIXES['rdf']}Statement>"


def derivations(
    proof: Proof, base: str, *, source_iri: Callable[[Source], str] | None = None
) -> Iterator[Triple]:
    """Yield a proof as triples of N-Triples terms, each once.

    Args:
        proof: the proof.
        base: the IRI that the names of entities and activities begin with, such as
            "https://w3id.org/celadon/proof/".
        source_iri: gives the IRI of what states a triple, its passage for instance; without it
            sources are named `<base>batch/<number>`.
    """
    seen: set[Triple] = set()
    for step in proof.steps():
        for triple in _described(step, base, source_iri or (lambda s: f"{base}batch/{s.batch}")):
            if triple not in seen:
                seen.add(triple)
                yield triple


def _described(step: Proof, base: str, source_iri: Callable[[Source], str]) -> Iterator[Triple]:
    entity = _entity(step, base)
    yield entity, _TYPE, _prov("Entity")
    if step.conclusion is None:
        yield entity, _LABEL, '"a contradiction"@en'
    else:
        yield entity, _TYPE, _STATEMENT
        for part, term in zip(_PARTS, step.conclusion, strict=True):
            yield entity, part, _skolem(term, base)
    for source in step.sources:
        yield entity, _prov("hadPrimarySource"), f"<{source_iri(source)}>"
    if step.rule:
        yield from _inferred(step, entity, base)


def _inferred(step: Proof, entity: str, base: str) -> Iterator[Triple]:
    premises = [_entity(premise, base) for premise in step.premises]
    activity = _named(base, "inference", " ".join((entity, step.rule, *premises)))
    yield activity, _TYPE, _prov("Activity")
    yield activity, _LABEL, f'"{step.rule}"'
    yield entity, _prov("wasGeneratedBy"), activity
    for premise in premises:
        derivation = _named(base, "derivation", f"{activity} {premise}")
        yield activity, _prov("used"), premise
        yield entity, _prov("wasDerivedFrom"), premise
        yield entity, _prov("qualifiedDerivation"), derivation
        yield derivation, _TYPE, _prov("Derivation")
        yield derivation, _prov("entity"), premise
        yield derivation, _prov("hadActivity"), activity


def _entity(step: Proof, base: str) -> str:
    if step.conclusion is None:
        premises = " ".join(_entity(premise, base) for premise in step.premises)
        return _named(base, "contradiction", f"{step.rule} {premises}")
    return _named(base, "triple", " ".join(_skolem(term, base) for term in step.conclusion))


def _named(base: str, kind: str, text: str) -> str:
    return f"<{base}{kind}/{hashlib.sha256(text.encode()).hexdigest()[:20]}>"


def _skolem(term: str, base: str) -> str:
    return f"<{base}blank/{term[2:]}>" if term.startswith("_:") else term


def _prov(name: str) -> str:
    return f"<{_PROV}{name}>"

"""Why a triple holds, down to the passages that state what it rests on; or what is missing.

Every proof is checked before it is returned. The search is bounded: where a triple lies in a very
large transitive closure a proof may be higher than it need be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kg import vocab
from kg.dataset import Dataset, open
from kg.engine.proof import Proof
from kg.engine.prover import Prover
from kg.engine.terms import Triple
from kg.errors import ParameterError
from kg.explaining.explanation import Explanation
from kg.explaining.given import read_term
from kg.explaining.grounds import Grounds, grounds_of
from kg.reasoning.closure import granted, minimal

EFFORT: Final = 20_000
"""How many instances of rules are looked at for a proof of least height."""

_IS_CONFLICT: Final = (f"<{vocab.RDF}type>", f"<{vocab.CEL}Conflict>")
_NAME: Final = "graph/catalogue#conflict-"


def why(
    s: str,
    p: str,
    o: str,
    *,
    dataset: Dataset | None = None,
    view: str | None = None,
    trust: Sequence[str] = (),
    alternatives: int = 0,
) -> Explanation:
    """Explain why a triple holds in a view, or which sources would make it hold.

    That something is a `cel:Conflict`, as the catalogue says, is explained by what contradicts
    itself there; see `explain_conflict`.

    Args:
        s: the subject: an IRI, `film:pulgasari` or `film/pulgasari`.
        p: the predicate, written so too, or `a`.
        o: the object, written so too, a literal in N-Triples form, or a number.
        dataset: what is asked, the user's own unless given.
        view: as in `Dataset.query`.
        trust: as in `Dataset.query`.
        alternatives: how many further proofs to look for.

    Raises:
        ParameterError: a term cannot be read.
        ViewError: the view or a unit is unknown, or the dataset was closed by owlrl.
        KGError: the dataset cannot be opened.
    """
    if dataset is None:
        with open() as opened:
            return why(s, p, o, dataset=opened, view=view, trust=trust, alternatives=alternatives)
    given = zip(("subject", "predicate", "object"), (s, p, o), strict=True)
    subject, predicate, value = (
        read_term(text, prefixes=dataset.prefixes, base=dataset.base, place=place)
        for place, text in given
    )
    if (predicate, value) == _IS_CONFLICT:
        return explain_conflict(subject, dataset=dataset, view=view, trust=trust)
    return _explain(
        (subject, predicate, value),
        dataset=dataset,
        view=view,
        trust=trust,
        alternatives=alternatives,
    )


def explain_conflict(
    conflict: str,
    *,
    dataset: Dataset,
    view: str | None = None,
    trust: Sequence[str] = (),
) -> Explanation:
    """Explain how a conflict arises: where no view is given, by default or else in `possible`.

    Args:
        conflict: its id or its IRI, `<base>graph/catalogue#conflict-<id>`.
        dataset: what is asked.
        view: as in `Dataset.query`.
        trust: as in `Dataset.query`.

    Raises:
        ParameterError: there is no such conflict.
        ViewError: the view or a unit is unknown, or the dataset was closed by owlrl.
    """
    chosen = dataset.view(view, trust)
    grounds = grounds_of(dataset, chosen)
    found = grounds.conflicts.get(conflict.strip("<>").removeprefix(dataset.base + _NAME))
    if found is None:
        raise ParameterError(f"there is no conflict {conflict}: `celadon conflicts` lists them")
    believed = chosen.units | granted(chosen.name)
    if not (view or trust or any(units <= believed for units in found.support)):
        return explain_conflict(conflict, dataset=dataset, view="possible")
    with grounds.prover(chosen, effort=EFFORT) as prover:
        proof = prover.why_conflict(found)
    missing = () if proof else _named((units - believed for units in found.support), grounds)
    return Explanation(
        None, dataset.base, chosen.name, tuple(trust), proof, (), missing, (), grounds
    )


def _explain(
    triple: Triple,
    *,
    dataset: Dataset,
    view: str | None,
    trust: Sequence[str],
    alternatives: int,
) -> Explanation:
    chosen = dataset.view(view, trust)
    grounds = grounds_of(dataset, chosen)
    with grounds.prover(chosen, effort=EFFORT) as prover:
        proofs = _proofs(prover, triple, alternatives)
        missing = () if proofs else prover.missing(*triple)
    return Explanation(
        triple=triple,
        base=dataset.base,
        view=chosen.name,
        trust=tuple(trust),
        proof=proofs[0] if proofs else None,
        alternatives=tuple(proofs[1:]),
        missing=_named(missing, grounds),
        unknown=tuple(term for term in triple if not grounds.knows(term)),
        _grounds=grounds,
    )


def _proofs(prover: Prover, triple: Triple, alternatives: int) -> list[Proof]:
    if alternatives > 0:
        found = prover.alternatives(*triple, limit=alternatives + 1, effort=EFFORT)
        if found:
            return found
    proof = prover.why(*triple)
    return [] if proof is None else [proof]


def _named(missing: Iterable[frozenset[str]], grounds: Grounds) -> tuple[frozenset[str], ...]:
    """Return minimal sets of units by their short names, smaller ones first."""
    return tuple(frozenset(map(grounds.unit_name, units)) for units in minimal(missing))

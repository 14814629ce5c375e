"""Reasoning alone, on graphs of any origin: `close` and `entails` as `kg` exports them.

What they do stands in `kg.reasoning.closing` and `kg.entailment`, which import rdflib. That takes
0.15 s, which `import kg` must not cost; so it is imported when one of them is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.entailment import Entailment
    from kg.reasoning.closing import Closed, Input


def close(*inputs: Input, supports: bool = False) -> Closed:
    """Return the closure of the union of some inputs under OWL 2 RL/RDF.

    Args:
        inputs: each an rdflib graph, Turtle text, or a path.
        supports: whether each input is a unit of trust, named by its path, or `input-N` from 1.

    Raises:
        FileError: a path that cannot be read.
        TurtleError: text or a file that cannot be parsed.
    """
    from kg.reasoning.closing import close as close_inputs

    return close_inputs(*inputs, supports=supports)


def entails(
    premise: Input | list[Input] | tuple[Input, ...],
    conclusion: Input,
    *,
    axioms_only: bool = False,
) -> Entailment:
    """Say whether a conclusion follows from a premise, and by which mechanisms.

    Arguments and errors are those of `kg.entailment.entails`.
    """
    from kg.entailment import entails as follows

    return follows(premise, conclusion, axioms_only=axioms_only)

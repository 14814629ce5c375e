"""Entailment: whether a graph follows from another under the OWL 2 RDF-Based Semantics.

What is said to be entailed is; what is not may be, for OWL 2 Full is undecidable. The mechanisms
beyond the closure are in `mechanisms`, `comprehension` and `match`, and label what they show.
"""

from __future__ import annotations

from kg.entailment.answer import Entailment, Part, entails

__all__ = ["Entailment", "Part", "entails"]

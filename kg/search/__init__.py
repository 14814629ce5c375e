"""Finding things in a dataset: by name in any spelling, by facets, by date, by source.

    folding    text without case and marks        index     one SQLite file a snapshot, made once
    hangul     Hangul in Latin letters            finder    an index that is open, asked in a view
    skeleton   one key for all romanisations      lookup, browse, people, timeline, rest
    near       words with a letter wrong

What a question costs depends on what it shows, not on the size of the dataset: the index is made
once for each snapshot, from its triples, and no SPARQL is evaluated.
"""

from __future__ import annotations

from kg.search.finder import Finder

__all__ = ["Finder"]

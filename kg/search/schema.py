"""The tables of a snapshot's index.

Each row that a reader may not believe names its ground: the support graph that holds the triple,
the unit of trust whose passage states it, or the conflict. Whoever asks gives the grounds that they
believe; ground 0 is what is not up for belief, like the catalogue's own statements.
"""

from __future__ import annotations

from typing import Final

FORMAT: Final = 5
"""The version of the tables and of what is put into them."""

ALWAYS: Final = 0
"""The ground of what everybody believes."""

TABLES: Final = """
CREATE TABLE ground (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, label TEXT, korean TEXT, claims INTEGER NOT NULL
);
CREATE TABLE kind (thing INTEGER NOT NULL, kind INTEGER NOT NULL, ground INTEGER NOT NULL);
CREATE TABLE name (
  id INTEGER PRIMARY KEY, thing INTEGER NOT NULL, text TEXT NOT NULL, language TEXT,
  property TEXT NOT NULL
);
CREATE TABLE named (name INTEGER NOT NULL, ground INTEGER NOT NULL);
CREATE VIRTUAL TABLE words USING fts5 (
  folded, skeleton, pairs, initials,
  content='', prefix='1 2 3', tokenize='unicode61 remove_diacritics 0'
);
CREATE TABLE spelling (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE facet (
  thing INTEGER NOT NULL, facet TEXT NOT NULL, value TEXT NOT NULL, ground INTEGER NOT NULL
);
CREATE TABLE credit (
  work INTEGER NOT NULL, role TEXT NOT NULL, agent INTEGER NOT NULL, ground INTEGER NOT NULL
);
CREATE TABLE dated (
  thing INTEGER NOT NULL, property TEXT NOT NULL, year INTEGER NOT NULL, value TEXT NOT NULL,
  ground INTEGER NOT NULL, support INTEGER NOT NULL, passage TEXT NOT NULL
);
CREATE TABLE part (event INTEGER NOT NULL, person INTEGER NOT NULL, ground INTEGER NOT NULL);
CREATE TABLE conflict (
  ground INTEGER PRIMARY KEY, alternatives TEXT NOT NULL, accepted INTEGER NOT NULL
);
CREATE TABLE graph (iri TEXT PRIMARY KEY, triples INTEGER NOT NULL);
CREATE TABLE said (ground INTEGER PRIMARY KEY, claims INTEGER NOT NULL, topics INTEGER NOT NULL);
CREATE TABLE agreement (
  one INTEGER NOT NULL, other INTEGER NOT NULL, agree INTEGER NOT NULL, differ INTEGER NOT NULL
);
"""

INDEXES: Final = """
CREATE INDEX of_kind ON kind (kind, thing, ground);
CREATE INDEX named_by ON named (name, ground);
CREATE INDEX name_of ON name (thing);
CREATE INDEX facet_of ON facet (thing, facet, value, ground);
CREATE INDEX by_facet ON facet (facet, value, thing, ground);
CREATE INDEX credit_of ON credit (agent, role, work, ground);
CREATE INDEX dated_of ON dated (thing, property);
CREATE INDEX dated_in ON dated (property, year, thing, ground, support);
CREATE INDEX part_of ON part (event, person);
"""

KINDS: Final = (
    "Film",
    "Series",
    "Opera",
    "StageWork",
    "LiteraryWork",
    "Franchise",
    "Tale",
    "ScreenWork",
    "Work",
    "Person",
    "Organization",
    "Family",
    "Agent",
    "Character",
    "Place",
    "Period",
    "Event",
    "Award",
    "Genre",
    "Theme",
    "Custom",
    "Review",
    "Rating",
    "Image",
    "Source",
    "Passage",
    "Rejection",
    "OpenQuestion",
    "Term",
    "Thing",
)
"""The kinds that things are sorted by; of several, a thing is of the first that it has."""

WORKS: Final = KINDS[: KINDS.index("Work") + 1]
FACETS: Final = (
    "kind",
    "decade",
    "genre",
    "theme",
    "place",
    "period",
    "director",
    "source",
    "disputed",
)
"""What works can be narrowed by, in the order of a page."""

"""Small folders of facts for tests, written with the prefixes they need."""

from __future__ import annotations

from pathlib import Path

from kg.vocab import PREFIXES

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
HEAD_LINES = HEAD.count("\n")
"""The lines before the first that a test writes."""

HASH = "0" * 64
SOURCES = """source:zoom a cel:Source ; rdfs:label "zoom"@en ; cel:role cel:Primary .
source:wiki a cel:Source ; rdfs:label "wiki"@en ; cel:role cel:Reference .
"""
SPAN = f'cel:start 1 ; cel:end 3 ; cel:sha256 "{HASH}"'
ZOOM = f"<> a cel:Passage ; cel:statedIn source:zoom ; {SPAN} .\n"
HEDGED = f'<> a cel:Passage ; cel:statedIn source:zoom ; cel:cue "maybe"@en ; {SPAN} ;\n'
HEDGED += "  cel:certainty cel:Alleged .\n"
WIKI = "<> a cel:Passage ; cel:statedIn source:wiki .\n"
FILM = 'film:x a cel:Film ; rdfs:label "X"@en ; cel:title "X"@en .\n'


def write_folder(root: Path, files: dict[str, str]) -> Path:
    """Write Turtle files, given without prefixes, below `root`; add `sources.ttl`."""
    for name, text in ({"sources.ttl": SOURCES} | files).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + text, encoding="utf-8")
    return root

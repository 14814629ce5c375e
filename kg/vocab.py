"""The names that the code itself relies on: namespaces, prefixes, graphs, kinds of thing.

Everything is a plain string; nothing here knows an RDF library. The terms themselves are defined in
`ontology/celadon.ttl`, and a test holds the constants below against it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

BASE: Final = "https://w3id.org/celadon/"
"""The default base of every IRI of a Celadon graph; a setting of the build."""

CEL: Final = "https://w3id.org/celadon/ontology#"
"""The namespace of the ontology; it does not move with the base."""

KINDS: Final = (
    "award",
    "character",
    "custom",
    "event",
    "film",
    "genre",
    "image",
    "organization",
    "period",
    "person",
    "place",
    "rating",
    "review",
    "series",
    "source",
    "theme",
    "work",
)
"""The first path segment of the IRI of a thing, in alphabetical order."""

DCTERMS: Final = "http://purl.org/dc/terms/"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
OWL: Final = "http://www.w3.org/2002/07/owl#"
PROV: Final = "http://www.w3.org/ns/prov#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA: Final = "https://schema.org/"
SH: Final = "http://www.w3.org/ns/shacl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
VANN: Final = "http://purl.org/vocab/vann/"
WD: Final = "http://www.wikidata.org/entity/"
WDT: Final = "http://www.wikidata.org/prop/direct/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"


def prefixes(base: str = BASE) -> MappingProxyType[str, str]:
    """Return the prefixes that every query and every file may use, own ones first.

    One prefix a kind of thing (`film:` for `<base>film/`), then the vocabularies.
    """
    own = {"cel": CEL} | {kind: f"{base}{kind}/" for kind in KINDS}
    own |= {"graph": f"{base}graph/", "support": f"{base}support/"}
    return MappingProxyType(own | _VOCABULARIES)


_VOCABULARIES: Final = {
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sh": SH,
    "skos": SKOS,
    "vann": VANN,
    "wd": WD,
    "wdt": WDT,
    "xsd": XSD,
}

PREFIXES: Final = prefixes()
"""The prefixes for the default base."""

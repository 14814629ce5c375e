"""The service description: what this endpoint is and can do, as RDF.

Source: SPARQL 1.1 Service Description.
"""

from __future__ import annotations

from typing import Final

import kg
from server.statements import construct

_FORMATS: Final = "http://www.w3.org/ns/formats/"
_RESULT_FORMATS: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)

_QUERY: Final = """
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX ent: <http://www.w3.org/ns/entailment/>
PREFIX prof: <http://www.w3.org/ns/owl-profile/>
CONSTRUCT {
  ?service a sd:Service ;
    sd:endpoint ?service ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:resultFormat ?format ;
    sd:defaultEntailmentRegime ent:OWL-RDF-Based ;
    sd:defaultSupportedEntailmentProfile prof:RL ;
    sd:defaultDataset ?dataset .
  ?dataset a sd:Dataset ;
    sd:defaultGraph ?default ;
    sd:namedGraph ?graph .
  ?default a sd:Graph .
  ?graph a sd:NamedGraph ; sd:name ?name .
} WHERE {
  { VALUES ?format { %(formats)s } }
  UNION
  { GRAPH ?name { } BIND(IRI(CONCAT(STR(?name), "#graph")) AS ?graph) }
  VALUES (?service ?dataset ?default) {
    (<%(service)s> <%(service)s#dataset> <%(service)s#default>)
  }
}
"""


def service_description(service: str, dataset: kg.Dataset) -> kg.results.Triples:
    """Return the description of the endpoint at the address `service`, named graphs included."""
    formats = " ".join(f"<{_FORMATS}{name}>" for name in _RESULT_FORMATS)
    return construct(dataset, _QUERY % {"formats": formats, "service": _iri(service)})


def _iri(address: str) -> str:
    """Return an address without the characters that an IRI reference may not hold."""
    return "".join(c for c in address if c not in '<>"{}|\\^`' and c > " ")

"""The service description: what this endpoint is and can do, as RDF.

Each view is a dataset of its own, with the address at which it is the default one. What is said of
updates and of SERVICE is what the settings allow.
Source: SPARQL 1.1 Service Description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import quote, urlencode

import kg

MOST_GRAPHS: Final = 2000
"""Up to how many named graphs are listed; a larger dataset lists none."""

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_RESULTS: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)
_INPUTS: Final = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
_VIEWS: Final = {
    "stated": "The closure of everything that the primary sources state outright.",
    "possible": "The closure of all claims of all sources, hedged ones too.",
    "accepted": "The closure of all outright claims less those that editors reject.",
    "undisputed": "The closure of all outright claims less those that take part in a conflict.",
}

_QUERY: Final = """
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX ent: <http://www.w3.org/ns/entailment/>
PREFIX prof: <http://www.w3.org/ns/owl-profile/>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
CONSTRUCT {
  <%(service)s> a sd:Service ;
    sd:endpoint <%(service)s> ;
    sd:defaultDataset <%(service)s#dataset> .
  <%(service)s#dataset> a sd:Dataset, sd:GraphCollection ;
    sd:defaultGraph <%(service)s#default> ;
    sd:namedGraph ?graph .
  <%(service)s#default> a sd:Graph .
  ?graph a sd:NamedGraph ;
    sd:name ?name ;
    sd:entailmentRegime ent:Simple .
  %(more)s
} WHERE {
  { }
  UNION
  { GRAPH ?name { } BIND(IRI(CONCAT(STR(?name), "#graph")) AS ?graph) }
} LIMIT %(most)d
"""


def service_description(
    service: str,
    dataset: kg.Dataset,
    *,
    is_writable: bool = False,
    calls: bool = False,
    view: str | None = None,
    trust: Sequence[str] = (),
) -> kg.results.Triples:
    """Return the description of the endpoint at an address, named graphs included.

    Args:
        service: the address.
        dataset: what it serves.
        is_writable: whether somebody may send updates.
        calls: whether SERVICE may be used.
        view: the view that is the default one at the address described, which has it behind it.
        trust: the units that are believed there instead.
    """
    chosen = [*([("view", view)] if view else []), *(("trust", unit) for unit in trust)]
    iri = _iri(service) + (f"?{urlencode(chosen)}" if chosen else "")
    lines = [*_abilities(iri, dataset, is_writable=is_writable, calls=calls)]
    if dataset.has_supports:
        lines += _views(_iri(service), iri)
    query = _QUERY % {"service": iri, "more": "\n  ".join(lines), "most": MOST_GRAPHS + 2}
    found = dataset.query(query, view=view, trust=trust)
    assert isinstance(found, kg.results.Triples)
    prefixes = {**dataset.prefixes, **kg.vocab.PREFIXES, **_PREFIXES}
    return kg.results.Triples(found.nt, prefixes)


_PREFIXES: Final = {"sd": _SD, "void": "http://rdfs.org/ns/void#"}


def _abilities(
    service: str, dataset: kg.Dataset, *, is_writable: bool, calls: bool
) -> Iterator[str]:
    said = {"supportedLanguage": ["sd:SPARQL11Query"], "resultFormat": _formats(_RESULTS)}
    if is_writable:
        said["supportedLanguage"].append("sd:SPARQL11Update")
        said["inputFormat"] = _formats(_INPUTS)
    if calls:
        said["feature"] = ["sd:BasicFederatedQuery"]
    if dataset.is_plain:
        said["defaultEntailmentRegime"] = ["ent:Simple"]
    else:
        said["defaultEntailmentRegime"] = ["ent:OWL-RDF-Based"]
        said["defaultSupportedEntailmentProfile"] = ["prof:RL"]
    for name, values in said.items():
        yield f"<{service}> sd:{name} {', '.join(values)} ."


def _formats(names: tuple[str, ...]) -> list[str]:
    return [f"<{_FORMATS}{name}>" for name in names]


def _views(address: str, service: str) -> Iterator[str]:
    for name, description in _VIEWS.items():
        view = f"<{address}#view-{name}>"
        yield f"<{service}> sd:availableGraphs {view} ."
        yield f'{view} a sd:Dataset, sd:GraphCollection ; rdfs:label "{name}" ;'
        yield f'  dcterms:description "{description}"@en ;'
        yield f"  void:sparqlEndpoint <{address}?view={name}> ."


def _iri(address: str) -> str:
    """Return an address without the characters that an IRI reference may not hold."""
    return quote(address, safe=":/?#[]@!$&'()*+,;=%~")

"""`/.well-known/void`: the dataset described in VoID and DCAT, its classes and properties counted.

The counts are those of the view that the request chooses; they are made once a snapshot. What is
asked for without a choice is small: the properties of each class, which are most of a description,
come with `partitions=nested`, other views from addresses of their own, and the description names
all of them. Each view is a `void:Dataset` with an IRI of its own: descriptions can be mixed.
What is counted of a plain store is its default graph, as queries without GRAPH see nothing else;
`#whole` is that and its named graphs, each with its number of triples, and what the files hold.
Source: https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, request

import kg
from server.graph import Believed, believed, dataset
from server.http.negotiate import MEDIA_TYPES, TRIPLES, choose, content_type, named_format
from server.http.problems import problem

blueprint = Blueprint("void", __name__)

_KEPT: Final = 16
_EXPORTS: Final = ("ttl", "nt", "jsonld", "rdf", "csv", "trig", "nq")
_MOST_NESTED: Final = 1_000_000
"""Up to how many triples the properties of each class are counted too."""

_MOST_GRAPHS: Final = 2000
"""How many named graphs of a plain store are listed, the largest."""

_PREFIXES: Final = {
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_PROLOGUE: Final = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in _PREFIXES.items())


@blueprint.route("/.well-known/void")
def void() -> Response:
    """Describe the dataset in an RDF format that the request accepts."""
    wanted = request.args.get("format")
    accepted = request.headers.get("Accept")
    chosen = named_format(wanted, TRIPLES) if wanted else choose(accepted, TRIPLES)
    partitions = request.args.get("partitions", "")
    if partitions not in ("", "nested"):
        abort(400, "partitions can be 'nested', for the properties of each class")
    if chosen is None:
        answered = problem(406, f"the description comes as {', '.join(TRIPLES)}: ask for one")
    else:
        graph = _described(believed(), is_nested=bool(partitions))
        answered = Response(graph.serialize(chosen), content_type=content_type(chosen))
    answered.vary.add("Accept")
    return answered


def _described(chosen: Believed, *, is_nested: bool) -> kg.results.Triples:
    """Return the description, from what is kept where it has been made."""
    kept = cast(
        "dict[object, kg.results.Triples]",
        current_app.extensions.setdefault("celadon.void", {}),
    )
    key = (dataset().record.id, request.url_root, chosen["view"], chosen["trust"], is_nested)
    if key not in kept:
        made = describe(dataset(), request.url_root, chosen, is_nested=is_nested)
        for old in list(kept)[: max(0, len(kept) + 1 - _KEPT)]:
            kept.pop(old, None)
        kept[key] = made
    return kept[key]


def describe(
    served: kg.Dataset, root: str, chosen: Believed, *, is_nested: bool
) -> kg.results.Triples:
    """Return the description of a view of a dataset that is served at the address `root`."""
    document = f"{root}.well-known/void{_chosen(chosen)}"
    queries = [*_queries(served, document, root, _chosen(chosen))]
    if is_nested and _is_small(served, chosen):
        queries.append(_NESTED % {"node": f"{document}#dataset"})
    lines: set[bytes] = set()
    for query in queries:
        found = served.query(_PROLOGUE + query, **chosen)
        assert isinstance(found, kg.results.Triples)
        lines |= set(found.nt.splitlines(keepends=True))
    return kg.results.Triples(b"".join(sorted(lines)), {**served.prefixes, **_PREFIXES})


def _chosen(chosen: Believed) -> str:
    """Return what stands behind the address of a description of a view, nothing for the default."""
    given = [("view", chosen["view"])] if chosen["view"] else []
    given += [("trust", unit) for unit in chosen["trust"]]
    return f"?{urlencode(given)}" if given else ""


def _queries(served: kg.Dataset, document: str, root: str, chosen: str) -> Iterator[str]:
    node, whole = f"{document}#dataset", f"{document}#whole"
    head = [*_head(served, document, f"{root}sparql{chosen}", root)]
    head += [*_elsewhere(served, document, root)]
    files = whole if served.is_plain else node
    for name in _EXPORTS:
        head += _distribution(files, f"{root}export.{name}", name, served.record.shipped)
    yield f"CONSTRUCT {{ {' '.join(head)} }} WHERE {{ }}"
    yield from (text % {"node": node} for text in (_TOTALS, _PROPERTIES, _CLASSES))
    if served.is_plain:
        yield _WHOLE % {"node": node, "whole": whole, "service": f"{root}sparql#service"}
        yield _GRAPHS % {"whole": whole, "document": document, "most": _MOST_GRAPHS}


def _elsewhere(served: kg.Dataset, document: str, root: str) -> Iterator[str]:
    """Yield where the rest of the description is, and those of the other views."""
    nested = f"{document}{'&' if '?' in document else '?'}partitions=nested"
    yield f"<{document}#dataset> rdfs:seeAlso <{nested}> ."
    yield f"<{nested}> a void:DatasetDescription ; foaf:primaryTopic <{document}#dataset> ;"
    yield '  dcterms:title "The same with the properties of each class"@en .'
    for name in ("stated", "possible", "accepted", "undisputed") if served.has_supports else ():
        view = f"{root}.well-known/void?view={name}"
        yield f"<{document}> rdfs:seeAlso <{view}> . <{view}> a void:DatasetDescription ;"
        yield f'  dcterms:title "What holds in the view {name}"@en ;'
        yield f"  foaf:primaryTopic <{view}#dataset> ."


def _is_small(served: kg.Dataset, chosen: Believed) -> bool:
    found = served.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", **chosen)
    assert isinstance(found, kg.results.Solutions)
    return int(found.terms()[0][0].value) <= _MOST_NESTED  # type: ignore[union-attr]


def _head(served: kg.Dataset, document: str, endpoint: str, root: str) -> Iterator[str]:
    """Yield what is the same for every view: who published what, and where."""
    record, node = served.record, f"{document}#dataset"
    yield f"<{document}> a void:DatasetDescription ; foaf:primaryTopic <{node}> ."
    yield f"<{node}> a void:Dataset, dcat:Dataset ; dcterms:identifier {_quoted(record.id)} ;"
    yield f"  dcterms:modified {_quoted(record.ended)}^^xsd:dateTime ;"
    yield f"  void:sparqlEndpoint <{endpoint}> ."
    if not served.is_plain:
        yield f"<{node}> foaf:homepage <{root}> ; void:uriSpace {_quoted(record.base)} ."
    if record.shipped:
        yield from _shipped(node, record.base)
    service = f"{root}sparql#service"
    yield f'<{service}> a dcat:DataService ; dcterms:title "SPARQL endpoint"@en ;'
    yield f"  dcat:endpointURL <{root}sparql> ; dcat:endpointDescription <{root}sparql> ;"
    yield f"  dcat:servesDataset <{node}> ."


def _shipped(node: str, base: str) -> Iterator[str]:
    """Yield what holds for the graph that comes with Celadon."""
    yield f'<{node}> dcterms:title "Celadon: a knowledge graph of North Korean film and'
    yield f'television"@en ; dcterms:license <{_LICENCE}> ;'
    yield f"  dcterms:publisher <{node}-publisher> ; dcterms:language <{_ENGLISH}>, <{_KOREAN}> ;"
    yield f"  void:vocabulary <{kg.vocab.CEL}> ; dcterms:conformsTo <{base}ontology> ;"
    yield f"  void:exampleResource <{base}film/pulgasari> ."
    yield f'<{node}-publisher> a foaf:Agent ; foaf:name "The Celadon developers" .'


_LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
_ENGLISH: Final = "http://id.loc.gov/vocabulary/iso639-1/en"
_KOREAN: Final = "http://id.loc.gov/vocabulary/iso639-1/ko"
_IANA: Final = "http://www.iana.org/assignments/media-types/"


def _distribution(node: str, file: str, format: str, is_shipped: bool) -> Iterator[str]:
    licence = f"dcterms:license <{_LICENCE}> ;" if is_shipped else ""
    yield f"<{node}> dcat:distribution <{file}> ; void:dataDump <{file}> ."
    yield f"<{file}> a dcat:Distribution ; dcat:downloadURL <{file}> ; dcat:accessURL <{file}> ;"
    yield f'  dcterms:title "{format}" ; {licence} dcat:mediaType <{_IANA}{MEDIA_TYPES[format]}> .'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


_TOTALS: Final = """
CONSTRUCT {
  <%(node)s> void:triples ?triples ; void:distinctSubjects ?subjects ;
    void:distinctObjects ?objects ; void:properties ?properties ; void:classes ?classes .
} WHERE {
  { SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
      (COUNT(DISTINCT ?p) AS ?properties) { ?s ?p ?o } }
  { SELECT (COUNT(DISTINCT ?class) AS ?classes) { ?thing a ?class FILTER(ISIRI(?class)) } }
}
"""

_PROPERTIES: Final = """
CONSTRUCT {
  <%(node)s> void:propertyPartition ?part .
  ?part a void:Dataset ; void:property ?p ; void:triples ?triples ;
    void:distinctSubjects ?subjects ; void:distinctObjects ?objects .
} WHERE {
  { SELECT ?p (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects)
      (COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o } GROUP BY ?p }
  BIND(IRI(CONCAT("%(node)s-property-", MD5(STR(?p)))) AS ?part)
}
"""

_CLASSES: Final = """
CONSTRUCT {
  <%(node)s> void:classPartition ?part .
  ?part a void:Dataset ; void:class ?class ; void:entities ?entities .
} WHERE {
  { SELECT ?class (COUNT(DISTINCT ?thing) AS ?entities) { ?thing a ?class FILTER(ISIRI(?class)) }
    GROUP BY ?class }
  BIND(IRI(CONCAT("%(node)s-class-", MD5(STR(?class)))) AS ?part)
}
"""

_WHOLE: Final = """
CONSTRUCT {
  <%(node)s> a sd:Graph ; dcterms:title "The default graph"@en .
  <%(whole)s> a void:Dataset, dcat:Dataset, sd:Dataset ; void:triples ?triples ;
    dcterms:title "The default graph and all named graphs"@en ;
    void:subset <%(node)s> ; sd:defaultGraph <%(node)s> .
  <%(service)s> dcat:servesDataset <%(whole)s> .
} WHERE {
  SELECT (COUNT(*) AS ?triples) { { ?s ?p ?o } UNION { GRAPH ?graph { ?s ?p ?o } } }
}
"""

_GRAPHS: Final = """
CONSTRUCT {
  <%(whole)s> sd:namedGraph ?named ; void:subset ?part .
  ?named a sd:NamedGraph ; sd:name ?name ; sd:graph ?part .
  ?part a sd:Graph, void:Dataset ; void:triples ?triples .
} WHERE {
  { SELECT ?name (COUNT(?s) AS ?triples) { GRAPH ?name { } OPTIONAL { GRAPH ?name { ?s ?p ?o } } }
    GROUP BY ?name ORDER BY DESC(?triples) ?name LIMIT %(most)d }
  BIND(CONCAT("%(document)s#graph-", MD5(STR(?name))) AS ?own)
  BIND(IRI(?own) AS ?part)
  BIND(IRI(CONCAT(?own, "-named")) AS ?named)
}
"""

_NESTED: Final = """
CONSTRUCT {
  ?part void:propertyPartition ?inner .
  ?inner a void:Dataset ; void:property ?p ; void:triples ?triples .
} WHERE {
  { SELECT ?class ?p (COUNT(*) AS ?triples) { ?s a ?class ; ?p ?o FILTER(ISIRI(?class)) }
    GROUP BY ?class ?p }
  BIND(CONCAT("%(node)s-class-", MD5(STR(?class))) AS ?name)
  BIND(IRI(?name) AS ?part)
  BIND(IRI(CONCAT(?name, "-property-", MD5(STR(?p)))) AS ?inner)
}
"""

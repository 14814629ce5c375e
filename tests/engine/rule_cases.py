"""For each of the 78 rules a small graph and a conclusion that the rule gives; None is `false`.

A case is a line of `rule_cases.txt`: triples, "s p o" separated by ";", with the names of
`worlds.term`; lists are written LIST head element ….
"""

from pathlib import Path

from worlds import term


def _read():
    lines = Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            rule, _, rest = line.partition(": ")
            text, _, goal = rest.partition(" => ")
            yield rule, (text, None if goal == "false" else goal)


CASES = dict(_read())

_LITERALS = {
    "v:0": '"0"^^xsd:nonNegativeInteger',
    "v:1": '"1"^^xsd:integer',
    "v:one": '"01"^^xsd:int',
    "v:year": '"1994"^^xsd:gYear',
    "v:later": '"1995"^^xsd:gYear',
    "v:day": '"1994-09-10"^^xsd:date',
}


def triple(text):
    """One triple of a case as terms."""
    return tuple(term(_LITERALS.get(name, name)) for name in text.split())


def triples(text):
    """All triples of a case as terms."""
    found = []
    for part in text.split("; "):
        if not part.startswith("LIST"):
            found.append(triple(part))
            continue
        head, *elements = part.split()[1:]
        nodes = [head, *(f"{head}{place}" for place in range(1, len(elements)))]
        for node, element, after in zip(nodes, elements, [*nodes[1:], "rdf:nil"], strict=True):
            found += [triple(f"{node} rdf:first {element}"), triple(f"{node} rdf:rest {after}")]
    return found

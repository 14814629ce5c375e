"""The rules of OWL 2 RL/RDF as data: the text of `owl2rl.rules`, parsed.

One line is one `Rule`; the notation is described in the head of that file.
Invariant: every variable of a conclusion occurs in a condition, so a rule never invents a term.
A line that breaks the notation raises `RuleError`, which names file, line and the offending text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from kg.errors import RuleError

PREFIXES: Final = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes that a rule may use: name → namespace IRI."""

WORDS: Final = {
    "list": 2,
    "member": 2,
    "pair": 3,
    "datatype": 1,
    "value": 2,
    "no-value": 2,
    "equal": 2,
    "differ": 2,
}
"""The conditions that are no triple patterns, and how many arguments each takes."""

_FILE: Final = "owl2rl.rules"
_LINE = re.compile(r"(?P<id>[a-z][a-z0-9-]*): (?P<heads>.*?)\s*<(?P<arrow>[-~])\s*(?P<body>.*)")
_ITEM = re.compile(r"\s*(?P<word>[a-z-]*)\((?P<inside>[^()]*)\)\s*(?:,|$)")
_TOKEN = re.compile(r'"[^"]*"\^\^\w+:\w+|\?\w+(?:\[[^\]]+\])?|\w+:\w+|a(?=\s|$)')


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern; a variable is `?x` or `?x[i]`, a constant a term in N-Triples form."""

    s: str
    p: str
    o: str

    @property
    def terms(self) -> tuple[str, str, str]:
        """The three terms, subject first."""
        return self.s, self.p, self.o


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that is no triple pattern: one of `WORDS`, with its variables."""

    word: str
    args: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the specification.

    Attributes:
        id: the specification's name of the rule.
        heads: the conclusions; none where the rule concludes `false`.
        schema: the conditions that are matched when the rule is compiled.
        body: the conditions that are joined with all triples.
        virtual: whether its conclusions are left out of the answers unless asked for.
        line: its line in the file, from 1.
        text: the line as written.
    """

    id: str
    heads: tuple[Pattern, ...]
    schema: tuple[Pattern | Condition, ...]
    body: tuple[Pattern | Condition, ...]
    virtual: bool
    line: int
    text: str

    @property
    def is_contradiction(self) -> bool:
        """Whether the rule concludes `false`."""
        return not self.heads


@cache
def rules() -> tuple[Rule, ...]:
    """Return the 78 rules in the specification's order.

    Raises:
        RuleError: the rule file breaks its notation.
    """
    return parse(resources.files(__package__).joinpath(_FILE).read_text("utf-8"))


def parse(text: str, *, name: str = _FILE) -> tuple[Rule, ...]:
    """Parse rules from `text`; `name` is the file that errors speak of.

    Raises:
        RuleError: a line breaks the notation, or an id occurs twice.
    """
    found: dict[str, Rule] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            rule = _rule(line, number)
        except RuleError as error:
            raise RuleError(f"{name}:{number}: {error}") from error
        if rule.id in found:
            raise RuleError(f"{name}:{number}: rule {rule.id} is defined twice, remove one")
        found[rule.id] = rule
    return tuple(found.values())


def is_variable(term: str) -> bool:
    """Whether a term of a rule is a variable."""
    return term.startswith("?")


def shorten(term: str) -> str:
    """Write an IRI in N-Triples form with one of `PREFIXES`, any other term as it is."""
    for prefix, namespace in PREFIXES.items():
        if term.startswith("<" + namespace):
            return f"{prefix}:{term[len(namespace) + 1 : -1]}"
    return term


def _rule(line: str, number: int) -> Rule:
    match = _LINE.fullmatch(line.strip())
    if not match:
        raise RuleError(f"write 'id: conclusions <- schema | instance', not {line.strip()!r}")
    heads = () if match["heads"] == "false" else tuple(_items(match["heads"]))
    left, _, right = match["body"].partition("|")
    rule = Rule(
        match["id"],
        tuple(head for head in heads if isinstance(head, Pattern)),
        tuple(_items(left)),
        tuple(_items(right)),
        match["arrow"] == "~",
        number,
        line.strip(),
    )
    _check(rule, len(heads))
    return rule


def _check(rule: Rule, conclusions: int) -> None:
    if len(rule.heads) != conclusions:
        raise RuleError("a conclusion must be a triple pattern")
    bound = {_stem(v) for item in (*rule.schema, *rule.body) for v in _variables(item)}
    for head in rule.heads:
        for variable in _variables(head):
            if _stem(variable) not in bound:
                raise RuleError(f"{variable} is concluded but occurs in no condition")


def _variables(item: Pattern | Condition) -> list[str]:
    terms = item.terms if isinstance(item, Pattern) else item.args
    return [term for term in terms if is_variable(term)]


def _stem(variable: str) -> str:
    return variable.partition("[")[0]


def _items(text: str) -> list[Pattern | Condition]:
    items: list[Pattern | Condition] = []
    position = 0
    while text[position:].strip():
        match = _ITEM.match(text, position)
        if not match:
            raise RuleError(f"cannot read {text[position:].strip()!r}, expected (s p o) or a word")
        items.append(_item(match["word"], match["inside"]))
        position = match.end()
    return items


def _item(word: str, inside: str) -> Pattern | Condition:
    terms = [_term(token) for token in _tokens(inside if not word else inside.replace(":", "", 1))]
    if not word:
        if len(terms) != 3:
            raise RuleError(f"({inside}) has {len(terms)} terms, a triple pattern has three")
        return Pattern(*terms)
    if word not in WORDS:
        raise RuleError(f"{word!r} is no condition, use one of {', '.join(WORDS)}")
    if len(terms) != WORDS[word]:
        raise RuleError(f"{word} takes {WORDS[word]} arguments, not {len(terms)}")
    return Condition(word, tuple(terms))


def _tokens(text: str) -> list[str]:
    tokens = _TOKEN.findall(text)
    rest = _TOKEN.sub("", text).strip()
    if rest:
        raise RuleError(f"cannot read {rest!r} in ({text})")
    return tokens


def _term(token: str) -> str:
    if is_variable(token):
        return token
    if token == "a":
        return f"<{PREFIXES['rdf']}type>"
    if token.startswith('"'):
        text, _, datatype = token.partition("^^")
        return f"{text}^^{_term(datatype)}"
    prefix, _, local = token.partition(":")
    if prefix not in PREFIXES:
        raise RuleError(f"the prefix {prefix!r} is not known, use {', '.join(PREFIXES)}")
    return f"<{PREFIXES[prefix]}{local}>"

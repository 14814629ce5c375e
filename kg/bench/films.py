"""Films: made-up triples in the shape of a film database, as many as asked for, always the same.

About thirty triples a film: its people, places, prizes and review, parts in it, series beside it.
Few people make many films. One person in a hundred stands there under a second name that is said to
be the same, and a few under one that shares a record; films follow one another in chains. So every
kind of axiom in `films.ttl` has work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from kg import turtle
from kg.engine.terms import Triple

_TERMS: Final = "http://films.example/terms#"
_THINGS: Final = "http://films.example/id/"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_SAME: Final = "<http://www.w3.org/2002/07/owl#sameAs>"
_A_FILM: Final = 29.5
_COUNTRIES: Final = 60
_GENRES: Final = 40
_PRIZES: Final = 25
_WORDS: Final = ("river", "lamp", "winter", "road", "mirror", "harbour", "garden", "letter")
_NAMES: Final = ("Bo", "Cho", "Eun", "Ha", "In", "Jae", "Kyu", "Lan", "Mi", "Nam", "Ok", "Ri", "Un")


@dataclass(frozen=True, slots=True)
class _World:
    """How many there are of each kind, and the source of chance."""

    random: Random
    films: int
    people: int
    regions: int

    def below(self, count: int) -> int:
        """Return a number below `count`."""
        return int(self.random.random() * count)

    def chance(self, share: float) -> bool:
        """Be true in this share of cases."""
        return self.random.random() < share

    def someone(self) -> str:
        """Name a person; those with low numbers are named most."""
        return thing("person", int(self.people * self.random.random() ** 2))

    def words(self, count: int) -> str:
        """Return some words."""
        return " ".join(_WORDS[self.below(len(_WORDS))] for _ in range(count))

    def full_name(self) -> str:
        """Return the name of a person."""
        return " ".join(_NAMES[self.below(len(_NAMES))] for _ in range(2))


def schema() -> list[Triple]:
    """Return the axioms that the films are described with."""
    found = turtle.read(Path(__file__).with_name("films.ttl"), base_iri=_TERMS).triples
    return [(str(t.subject), str(t.predicate), str(t.object)) for t in found]


def films(size: int, *, seed: int = 7) -> Iterator[Triple]:
    """Yield about `size` triples, those of `schema` not counted; the same ones for one seed."""
    number = max(20, int((size - min(2_000, size // 8)) / _A_FILM))
    world = _World(Random(seed), number, int(number * 0.8) + 20, 300 if size > 20_000 else 60)
    yield from _places(world)
    yield from _lists(world)
    for film in range(world.films):
        yield from _film(world, film)
        yield from _review(world, film)
    for series in range(world.films // 20 + 2):
        yield from _series(world, series)
    for person in range(world.people):
        yield from _person(world, person)


def added(name: str) -> list[Triple]:
    """Return nine triples about a film that is not among those of `films`, but related to them."""
    film = thing("film", f"new-{name}")
    return [
        (film, _TYPE, term("Drama")),
        (film, term("title"), '"A new film"@en'),
        (film, term("releaseYear"), _number(1999)),
        (film, term("director"), thing("person", 5)),
        (film, term("castMember"), thing("person", 9)),
        (film, term("screenwriter"), thing("person", 5)),
        (film, term("country"), thing("country", 0)),
        (film, term("genre"), thing("genre", 3)),
        (film, term("studio"), thing("studio", 1)),
    ]


def term(name: str) -> str:
    """Return a term of the schema."""
    return f"<{_TERMS}{name}>"


def thing(kind: str, number: object) -> str:
    """Return the name of a thing."""
    return f"<{_THINGS}{kind}-{number}>"


def _places(world: _World) -> Iterator[Triple]:
    for number in range(6):
        yield from _named(thing("continent", number), "Continent", f'"Continent {number}"')
    for number in range(_COUNTRIES):
        place = thing("country", number)
        yield from _named(place, "Country", f'"Country {number}"@en')
        yield place, term("within"), thing("continent", number % 6)
    for number in range(world.regions):
        place = thing("region", number)
        yield from _named(place, "Region", f'"Region {number}"@en')
        yield place, term("within"), thing("country", number % _COUNTRIES)


def _lists(world: _World) -> Iterator[Triple]:
    """Yield genres, prizes, studios and critics."""
    for number in range(_GENRES):
        yield from _named(thing("genre", number), "Genre", f'"Genre {number}"@en')
    for number in range(_PRIZES):
        kind = "GrandPrize" if number < 5 else "Prize"
        yield from _named(thing("prize", number), kind, f'"Prize {number}"')
    for number in range(world.films // 50 + 5):
        studio, is_home = thing("studio", number), number % 40 == 7
        yield from _named(studio, "HomeStudio" if is_home else "Studio", f'"Studio {number}"')
        if not is_home:
            yield studio, term("country"), thing("country", 1 + world.below(_COUNTRIES - 1))
    for number in range(_critics(world)):
        yield from _named(thing("critic", number), "Critic", f'"{world.full_name()}"')


def _film(world: _World, number: int) -> Iterator[Triple]:
    film = thing("film", number)
    kinds = ("Drama", "Drama", "Drama", "Film", "Short", "Documentary")
    yield film, _TYPE, term("Verse" if world.chance(0.02) else kinds[world.below(len(kinds))])
    yield film, term("title"), f'"{world.words(3)} {number}"@en'
    yield film, term("releaseYear"), _number(1920 + world.below(105))
    yield film, term("minutes"), _number(60 + world.below(120))
    director, cast = world.someone(), [world.someone() for _ in range(3 + world.below(4))]
    yield film, term("director"), director
    if world.chance(0.1):
        yield film, term("director"), world.someone()
    yield film, term("screenwriter"), director if world.chance(0.3) else world.someone()
    for actor in cast:
        yield film, term("castMember"), actor
    for part, actor in enumerate(cast[: 1 + world.chance(0.5)]):
        yield from _part(world, f"{number}-{part}", film, actor)
    yield from _links(world, film, number)


def _links(world: _World, film: str, number: int) -> Iterator[Triple]:
    yield film, term("country"), thing("country", int(_COUNTRIES * world.random.random() ** 1.5))
    if world.chance(0.12):
        yield film, term("country"), thing("country", world.below(_COUNTRIES))
    for _ in range(2):
        yield film, term("genre"), thing("genre", world.below(_GENRES))
    if world.chance(0.8):
        yield film, term("studio"), thing("studio", world.below(world.films // 50 + 5))
    if world.chance(0.1):
        yield film, term("won"), thing("prize", world.below(_PRIZES))
    if number and world.chance(0.06):
        yield film, term("remakeOf"), thing("film", world.below(number))
    if number % 250 in range(1, 8):
        yield film, term("after"), thing("film", number - 1)


def _part(world: _World, name: str, film: str, actor: str) -> Iterator[Triple]:
    part = thing("part", name)
    yield part, term("performer"), actor
    yield part, term("inWork"), film
    yield part, term("character"), f'"{world.full_name()}"'


def _review(world: _World, number: int) -> Iterator[Triple]:
    review = thing("review", number)
    if world.chance(0.5):
        yield review, _TYPE, term("Review")
    yield review, term("reviewed"), thing("film", number)
    yield review, term("reviewer"), thing("critic", world.below(_critics(world)))
    yield review, term("stars"), _number(1 + world.below(10))
    yield review, term("text"), f'"Of {world.words(4)}, and of {world.words(2)}."@en'


def _series(world: _World, number: int) -> Iterator[Triple]:
    series = thing("series", number)
    yield series, _TYPE, term("LongSeries" if world.chance(0.7) else "ShortSeries")
    yield series, term("title"), f'"{world.words(2)} {number}"@en'
    yield series, term("director"), world.someone()
    for season in (thing("season", f"{number}-{place}") for place in range(2)):
        yield season, _TYPE, term("Season")
        yield season, term("within"), series
        for place in range(4):
            episode = f"{season[:-1]}-{place}>"
            yield episode, _TYPE, term("Episode")
            yield episode, term("within"), season
            yield episode, term("title"), f'"{world.words(2)}"@en'
            yield episode, term("castMember"), world.someone()


def _person(world: _World, number: int) -> Iterator[Triple]:
    person, name = thing("person", number), f'"{world.full_name()} {number}"'
    birthplace = thing("region", world.below(world.regions))
    if world.chance(0.3):
        yield person, _TYPE, term("Person")
    yield person, term("name"), name
    day = f"{1890 + world.below(115)}-{1 + world.below(12):02}-{1 + world.below(28):02}"
    yield person, term("birthDate"), f'"{day}"^^<{_XSD}date>'
    yield person, term("birthplace"), birthplace
    yield person, term("record"), thing("record", number)
    if number and world.chance(0.3):
        yield person, term("taughtBy"), thing("person", world.below(number))
    if number and world.chance(0.02):
        yield person, term("spouse"), thing("person", world.below(number))
    yield from _second_name(world, number, name, birthplace)


def _second_name(world: _World, number: int, name: str, birthplace: str) -> Iterator[Triple]:
    person, other = thing("person", number), thing("other", number)
    draw = world.random.random()
    if draw < 0.01:
        yield (other, _SAME, person) if number % 2 else (person, _SAME, other)
        yield other, term("name"), name
        yield other, term("birthplace"), birthplace
        yield thing("film", world.below(world.films)), term("castMember"), other
    elif draw < 0.013:
        yield other, term("record"), thing("record", number)
        yield other, term("name"), name


def _critics(world: _World) -> int:
    return world.people // 20 + 3


def _named(name: str, kind: str, label: str) -> Iterator[Triple]:
    yield name, _TYPE, term(kind)
    yield name, term("name"), label


def _number(value: int) -> str:
    return f'"{value}"^^<{_XSD}integer>'

"""Where the names on a timeline stand: beside their marks, as each kind of screen has room."""

from dataclasses import dataclass

import pytest

from server.site.finding.drawing import Place, Scale, row

LONG = "a name of thirty letters in all"


@dataclass(frozen=True)
class Claim:
    year: int
    unit: str = "somebody"
    property: str = "year"


@pytest.mark.parametrize(
    ("text", "years", "narrow", "wide"),
    [
        (
            "Pulgasari",
            (1910, 1920),
            Place("Pulgasari", 22.7, False, False),
            Place("Pulgasari", 22.7, False, False),
        ),
        (
            "Pulgasari",
            (1990, 2000),
            Place("Pulgasari", 86.4, True, False),
            Place("Pulgasari", 86.4, True, False),
        ),
        (LONG, (1950,), Place(LONG, 27.49, False, True), Place(LONG, 50.0, False, False)),
        (LONG, (1900, 2000), Place(LONG, 4.5, False, True), Place(LONG, 4.5, False, True)),
    ],
    ids=["right", "left at the edge", "above on a narrow screen", "above a whole row"],
)
def test_a_name_stands_beside_its_marks_where_there_is_room(
    text: str, years: tuple[int, ...], narrow: Place, wide: Place
) -> None:
    placed = row(Scale(1900, 2000), text, [Claim(year) for year in years])
    found = {
        screen: Place(place.text, round(place.at, 2), place.ends, place.is_above)
        for place, screens in placed.places
        for screen in screens
    }
    assert (found["narrow"], found["wide"]) == (narrow, wide)
    assert set(placed.above) == {screen for screen, place in found.items() if place.is_above}


def test_a_name_longer_than_a_narrow_screen_is_cut_there() -> None:
    placed = row(Scale(1900, 2000), LONG * 2, [Claim(1950)])
    texts = {screen: place.text for place, screens in placed.places for screen in screens}
    assert texts["narrow"] == (LONG * 2)[:40] + "…"
    assert texts["wide"] == LONG * 2


def test_claims_of_one_year_stand_below_each_other() -> None:
    claims = [Claim(1950, f"source {n}") for n in range(9)]
    placed = row(Scale(1900, 2000), LONG, claims, most=6)
    (dot,) = placed.dots
    assert [down for down, _ in dot.claims] == [11, 22, 33, 44, 55, 66]
    assert dot.left_out == 3
    assert placed.height == 8 * 11

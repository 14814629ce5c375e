"""A folder of facts becomes objects, or one error that lists every breach with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import FILM, HASH, HEAD, HEAD_LINES, HEDGED, SOURCES, SPAN, WIKI, ZOOM, write_folder

from kg import vocab
from kg.claims import facts
from kg.errors import FactsError, FileError, TurtleError

SOURCE = vocab.BASE + "source/"


def breaches(root: Path, files: dict[str, str]) -> list[str]:
    """Return the lines of the error that the folder causes, paths below `root`."""
    with pytest.raises(FactsError) as caught:
        facts.load(write_folder(root, files))
    return str(caught.value).replace(f"{root}/", "").splitlines()


def test_folder_is_loaded_as_passages_sorted_by_iri(tmp_path: Path) -> None:
    loaded = facts.load(
        write_folder(
            tmp_path,
            {
                "background.ttl": "place:a cel:locatedIn place:b .",
                "zoom/p-1.ttl": ZOOM + FILM,
                "zoom/p-1.hedged.ttl": HEDGED + "film:x cel:coDirector person:y .",
                "wiki/page.ttl": WIKI + FILM,
            },
        )
    )
    assert [(p.iri, p.unit, p.certainty.value) for p in loaded.passages] == [
        (f"{SOURCE}wiki/page", f"{SOURCE}wiki", "stated"),
        (f"{SOURCE}zoom/p-1", f"{SOURCE}zoom", "stated"),
        (f"{SOURCE}zoom/p-1.hedged", f"{SOURCE}zoom#alleged", "alleged"),
    ]
    assert [(len(p.description), len(p.claims)) for p in loaded.passages] == [
        (2, 3),
        (5, 3),
        (7, 1),
    ]
    assert [len(d.triples) for d in (*loaded.sources, *loaded.background)] == [6, 1]


def test_units_and_claims_of_what_is_trusted(tmp_path: Path) -> None:
    files = {
        "zoom/p.ttl": ZOOM + FILM,
        "zoom/p.hedged.ttl": HEDGED + "film:x cel:coDirector person:y .",
        "wiki/page.ttl": WIKI + FILM + "film:x cel:releaseYear 1985 .",
    }
    loaded = facts.load(write_folder(tmp_path, files))
    zoom, wiki = f"{SOURCE}zoom", f"{SOURCE}wiki"
    assert facts.units(loaded) == {zoom, f"{zoom}#alleged", wiki}
    assert facts.primary_units(loaded) == {zoom}
    assert len(facts.claims_of(loaded, [zoom])) == 3
    assert len(facts.claims_of(loaded, [f"{zoom}#alleged"])) == 1
    assert len(facts.claims_of(loaded, facts.units(loaded))) == 5


def test_another_base_moves_the_iris(tmp_path: Path) -> None:
    base = "https://example.org/kg/"
    text = HEAD.replace(vocab.BASE, base).replace(f"{base}ontology#", vocab.CEL)
    (tmp_path / "zoom").mkdir()
    (tmp_path / "sources.ttl").write_text(text + SOURCES)
    (tmp_path / "zoom" / "p.ttl").write_text(text + ZOOM + FILM)
    (passage,) = facts.load(tmp_path, base=base).passages
    assert passage.iri == f"{base}source/zoom/p"


BREACHES = {
    "not described": (
        {"zoom/p.ttl": FILM},
        ["zoom/p.ttl:1: the passage is not described: add '<> a"],
    ),
    "another source": (
        {"wiki/p.ttl": "<> a cel:Passage ; cel:statedIn source:zoom ."},
        [
            f"wiki/p.ttl:{HEAD_LINES + 1}: cel:statedIn is <{SOURCE}zoom>: "
            f"write the folder's source, <{SOURCE}wiki>, and no other"
        ],
    ),
    "unknown source": (
        {"zoo/p.ttl": "<> a cel:Passage ;\ncel:statedIn source:zoo ."},
        [f"zoo/p.ttl:{HEAD_LINES + 2}: the source <{SOURCE}zoo> is not described: add it"],
    ),
    "hedge in a plain file": (
        {"zoom/p.ttl": ZOOM + "<> cel:certainty cel:Alleged ;\n cel:cue 'may' ."},
        [
            f"zoom/p.ttl:{HEAD_LINES + 2}: cel:certainty in a file of plain claims: take it out",
            f"zoom/p.ttl:{HEAD_LINES + 3}: cel:cue in a file of plain claims: take it out",
        ],
    ),
    "hedged file without a hedge": (
        {"zoom/p.hedged.ttl": ZOOM},
        [
            f"zoom/p.hedged.ttl:{HEAD_LINES + 1}: hedged claims without cel:cue: give the hedging",
            f"zoom/p.hedged.ttl:{HEAD_LINES + 1}: the certainty of hedged claims is missing: write",
        ],
    ),
    "hedged and stated": (
        {"zoom/p.ttl": ZOOM + FILM, "zoom/p.hedged.ttl": HEDGED + "film:x\n a cel:Film ."},
        [f"zoom/p.hedged.ttl:{HEAD_LINES + 4}: the hedged claim '<{vocab.BASE}film/x> <"],
    ),
    "blank node": (
        {"zoom/p.ttl": ZOOM + "film:x\n cel:genre [] ."},
        [f"zoom/p.ttl:{HEAD_LINES + 3}: a blank node: give the thing an IRI, <kind>/<slug>"],
    ),
    "blank node in background": (
        {"background.ttl": "[] cel:genre genre:x ."},
        [f"background.ttl:{HEAD_LINES + 1}: a blank node: give the thing an IRI"],
    ),
    "another passage": (
        {"zoom/p.ttl": ZOOM + "\n<q> cel:heading 'Q' ."},
        [f"zoom/p.ttl:{HEAD_LINES + 3}: a claim about another passage, <{SOURCE}zoom/q>: describe"],
    ),
    "file name": (
        {"wiki/P_1.ttl": WIKI},
        [f"wiki/P_1.ttl:{HEAD_LINES + 1}: the file's name 'P_1' is no slug: rename it to lower"],
    ),
    "stray files": (
        {"zoom/p.tll": "", "more.ttl": "", "zoom/deep/p.ttl": ""},
        [
            f"{name}: a stray file: facts are"
            for name in ("more.ttl", "zoom/deep/p.ttl", "zoom/p.tll")
        ],
    ),
    "no span": (
        {"zoom/p.ttl": "<> a cel:Passage ; cel:statedIn source:zoom ."},
        [
            f"zoom/p.ttl:{HEAD_LINES + 1}: cel:{name} is missing: give the passage's span in the"
            for name in ("end", "sha256", "start")
        ],
    ),
    "empty span": (
        {"zoom/p.ttl": ZOOM.replace("cel:end 3", "cel:end 1")},
        [f"zoom/p.ttl:{HEAD_LINES + 1}: cel:start 1 is not before cel:end 1: give [start, end)"],
    ),
    "malformed span": (
        {"zoom/p.ttl": ZOOM.replace("cel:start 1", "cel:start -1").replace(HASH, "0A")},
        [
            f'zoom/p.ttl:{HEAD_LINES + 1}: cel:sha256 is "0A": write 64 lower-case hexadecimal',
            f'zoom/p.ttl:{HEAD_LINES + 1}: cel:start is "-1"^^<{vocab.XSD}integer>: write a count',
        ],
    ),
    "half a span of a reference": (
        {"wiki/p.ttl": WIKI + "<> cel:start 1 ; cel:end 2 ."},
        [f"wiki/p.ttl:{HEAD_LINES + 1}: cel:sha256 is missing: give the passage's span"],
    ),
    "source without a role": (
        {"sources.ttl": SOURCES + "source:x a cel:Source ."},
        [f"sources.ttl:{HEAD_LINES + 3}: the source <{SOURCE}x> has 0 values of cel:role: give it"],
    ),
    "source with another IRI": (
        {"sources.ttl": SOURCES + "film:x a cel:Source ; cel:role cel:Primary ."},
        [f"sources.ttl:{HEAD_LINES + 3}: <{vocab.BASE}film/x> is no source's IRI: write <"],
    ),
}


@pytest.mark.parametrize(("files", "expected"), BREACHES.values(), ids=BREACHES.keys())
def test_breach_of_the_form_is_named_with_file_and_line(
    tmp_path: Path, files: dict[str, str], expected: list[str]
) -> None:
    found = breaches(tmp_path, files)
    wanted = [next((e for e in expected if line.startswith(e)), None) for line in found]
    if "not described" in expected[0]:  # such a file lacks everything else, too
        assert expected[0] in wanted
    else:
        assert wanted == expected, found


def test_all_breaches_of_all_files_are_listed_in_order(tmp_path: Path) -> None:
    files = {
        "zoom/b.ttl": ZOOM + "film:x cel:genre [] .",
        "zoom/a.ttl": ZOOM + "\n" * 10 + "<q> a cel:Film .\n<r> a cel:Film .",
    }
    found = breaches(tmp_path, files)
    assert [line.split(":")[0] for line in found] == ["zoom/a.ttl", "zoom/a.ttl", "zoom/b.ttl"]


def test_folder_without_sources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FactsError) as caught:
        facts.load(tmp_path)
    expected = f"{tmp_path}/sources.ttl: there is no such file: describe the sources in it"
    assert str(caught.value) == expected


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"nope: there is no such folder"):
        facts.load(tmp_path / "nope")


def test_every_file_that_does_not_parse_is_named(tmp_path: Path) -> None:
    write_folder(tmp_path, {"zoom/a.ttl": "<> x", "zoom/b.ttl": "<> y:y"})
    with pytest.raises(TurtleError) as caught:
        facts.load(tmp_path)
    assert [line.split(":")[:2] for line in str(caught.value).splitlines()] == [
        [str(tmp_path / "zoom" / name), str(HEAD_LINES + 1)] for name in ("a.ttl", "b.ttl")
    ]


def test_passage_and_source_in_two_folders_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_folder(tmp_path / name, {"zoom/p.ttl": ZOOM})
    with pytest.raises(FactsError) as caught:
        facts.load(tmp_path / "one", tmp_path / "two")
    lines = str(caught.value).splitlines()
    assert [line.partition(" ")[0] for line in lines] == [
        f"{tmp_path}/two/sources.ttl:{HEAD_LINES + 1}:",
        f"{tmp_path}/two/sources.ttl:{HEAD_LINES + 2}:",
        f"{tmp_path}/two/zoom/p.ttl:{HEAD_LINES + 1}:",
    ]
    assert all("twice" in line for line in lines)


def test_two_folders_with_their_own_sources_are_read_as_one(tmp_path: Path) -> None:
    write_folder(tmp_path / "one", {"zoom/p.ttl": ZOOM})
    mine = "source:mine a cel:Source ; cel:role cel:Primary ."
    passage = f"<> a cel:Passage ; cel:statedIn source:mine ; {SPAN} ."
    write_folder(tmp_path / "two", {"sources.ttl": mine, "mine/p.ttl": passage})
    loaded = facts.load(tmp_path / "one", tmp_path / "two")
    assert [p.source for p in loaded.passages] == [f"{SOURCE}mine", f"{SOURCE}zoom"]


@pytest.mark.parametrize("name", [".DS_Store", "zoom/.p.ttl.swp", "README.md"])
def test_hidden_files_and_a_readme_are_no_strays(tmp_path: Path, name: str) -> None:
    assert facts.load(write_folder(tmp_path, {"zoom/p.ttl": ZOOM, name: ""})).passages

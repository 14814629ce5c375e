"""Commands on facts and ontology as files: check, verify, format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from kg import turtle, vocab
from kg.building.inputs import gather
from kg.claims.facts import load
from kg.claims.format import format_paths
from kg.claims.intake import take_in
from kg.claims.problems import Problem, listed
from kg.claims.spans import find_span, sha256_of
from kg.claims.verify import verify_report
from kg.cli.group import EPILOG
from kg.cli.options import (
    FILE,
    FOLDER,
    PATH,
    base_option,
    facts_argument,
    ontology_option,
    quiet_option,
)
from kg.cli.output import say, write
from kg.errors import SourceError
from kg.files import read_text, shipped


@click.command(epilog=EPILOG)
@facts_argument("[FACTS]...")
@ontology_option
@base_option
@quiet_option
def check(
    facts: tuple[Path, ...], ontology: tuple[Path, ...], base: str | None, quiet: bool
) -> None:
    """Check folders of FACTS (the shipped ones by default) and the ontology.

    Every problem is written to stdout as file:line: message; exit code 1 if one is an error.
    """
    problems = _problems(facts, ontology, base or vocab.BASE)
    _finish(problems, quiet=quiet)


@click.command(epilog=EPILOG)
@facts_argument("[FACTS]...")
@click.option(
    "--documents",
    type=FOLDER,
    required=True,
    metavar="DIR",
    help="Where the sources' texts are, one <source>.txt each, in UTF-8.",
)
@base_option
@quiet_option
def verify(facts: tuple[Path, ...], documents: Path, base: str | None, quiet: bool) -> None:
    """Compare FACTS (the shipped ones by default) with the texts they come from.

    Lengths, hashes and offsets (in characters) must agree, and no sentence may be copied. For a
    length or hash that is missing or wrong, the right one is shown; `celadon span` finds offsets.
    """
    loaded = load(*(facts or (shipped("facts"),)), base=base or vocab.BASE)
    report = verify_report(loaded, documents)
    say(f"{report.passages} passages compared with {report.documents} documents", quiet=quiet)
    _finish(report.problems, quiet=quiet)


@click.command(epilog=EPILOG)
@click.argument("document", type=FILE, metavar="DOCUMENT")
@click.argument("text", required=False)
@click.option("--paragraph", is_flag=True, help="The whole paragraph that holds TEXT.")
@quiet_option
def span(document: Path, text: str | None, paragraph: bool, quiet: bool) -> None:
    """Write where TEXT stands first in DOCUMENT, as Turtle for its passage file.

    Without TEXT the length and the hash of the DOCUMENT, for sources.ttl.
    """
    content = read_text(document)
    if text is None:
        write(
            f'    cel:length {len(content)} ;\n    cel:sha256 "{sha256_of(content)}" ;\n'.encode()
        )
        return
    found = find_span(content, text, paragraph=paragraph)
    if found is None:
        raise SourceError(f"{document} does not hold {text!r}: give it exactly as it is there")
    if (times := content.count(text)) > 1:
        say(f"it is there {times} times; this is the first", quiet=quiet)
    lines = (f"cel:end {found.end}", f'cel:sha256 "{found.sha256}"', f"cel:start {found.start}")
    write("".join(f"    {line} ;\n" for line in lines).encode())


@click.command("import", epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option("--source", required=True, metavar="NAME", help="The slug of who makes the claims.")
@click.option("--title", default="", help="What the source is called [default its slug].")
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder to make; it must be new or empty.",
)
@base_option
@quiet_option
def import_command(
    files: tuple[Path, ...], source: str, title: str, out: Path, base: str | None, quiet: bool
) -> None:
    """Make a folder of facts from FILEs of RDF: one source, a passage a file.

    Turtle, N-Triples, N-Quads, TriG, RDF/XML and JSON-LD, gzipped too. Blank nodes become IRIs.
    `celadon build DIR` then wants an ontology that has the files' terms: give it by --ontology,
    and --no-shapes where the data do not keep the form of what editors write.
    """
    count = take_in(files, out, source=source, title=title, base=base or vocab.BASE)
    say(f"{count} claims", quiet=quiet)
    write(f"{out}\n".encode())


@click.command("format", epilog=EPILOG)
@click.argument("paths", nargs=-1, type=PATH, metavar="[PATH]...")
@click.option("--check", "check_only", is_flag=True, help="Write nothing; exit 1 on a difference.")
@base_option
@quiet_option
def format_command(
    paths: tuple[Path, ...], check_only: bool, base: str | None, quiet: bool
) -> None:
    """Bring Turtle files into their one canonical form (the shipped facts and ontology by default).

    The paths of the files that differ are written to stdout; comments other than rulers are lost.
    """
    chosen = paths or (shipped("ontology"), shipped("facts"))
    results = format_paths(chosen, check=check_only, base=base or vocab.BASE)
    changed = [result for result in results if result.changed]
    for problem in (p for result in changed for p in result.dropped_comments):
        say(str(problem), quiet=quiet)
    write("".join(f"{result.path}\n" for result in changed).encode())
    say(f"{len(changed)} of {len(results)} files differed", quiet=quiet)
    click.get_current_context().exit(1 if check_only and changed else 0)


def _problems(roots: Sequence[Path], ontology: Sequence[Path], base: str) -> Sequence[Problem]:
    """Return the problems of facts and of the ontology; its style where it has a `style.ttl`."""
    # Imported here: pySHACL and rdflib cost 0.3 s that the other commands need not pay.
    from kg.claims.check import check as check_facts
    from kg.claims.check import check_ontology

    inputs = gather(roots, ontology=ontology or None, base=base)
    documents = [_read(path) for path in inputs.ontology]
    facts = load(*inputs.roots, base=base)
    styles = [_read(path) for path in inputs.shapes if path.name == "style.ttl"]
    style_problems = (p for style in styles for p in check_ontology(documents, style=style))
    return [*style_problems, *check_facts(facts, documents)]


def _read(path: Path) -> turtle.Document:
    return turtle.read(path, base_iri=vocab.CEL.removesuffix("#"))


def _finish(problems: Sequence[Problem], *, quiet: bool) -> None:
    """Write the problems and leave with 1 if one is an error."""
    write(f"{listed(problems)}\n".encode() if problems else b"")
    errors = sum(problem.severity == "error" for problem in problems)
    say(f"{errors} errors, {len(problems) - errors} warnings", quiet=quiet)
    click.get_current_context().exit(1 if errors else 0)

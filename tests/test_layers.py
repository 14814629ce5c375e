"""The arrows between modules and the corners of third-party packages, read from the imports."""

import ast
from pathlib import Path

import pytest

import kg
import server

ROOTS = (Path(kg.__file__).parent, Path(server.__file__).parent)
LAYERS = (
    {"errors", "vocab", "files", "ledger", "progress"},
    {"engine"},
    {"turtle"},
    {"problems"},
    {"passages", "spans"},
    {"facts"},
    {"axioms", "closing", "format", "intake", "reasoner", "shapes", "store", "verify"},
    {"writer"},
    {"amendment"},
    {
        "check",
        "closure",
        "decisions",
        "entailment",
        "inputs",
        "journal",
        "jsonld",
        "reference",
        "views",
    },
    {"conflicts", "overlay", "verdict"},
    {"catalogue"},
    {"export", "rdflib_store"},
    {"results", "search"},
    {"sparql", "table"},
    {"examples", "federation"},
    {"content", "given", "plan", "reasoning", "wording"},
    {"build", "standing"},
    {"alteration"},
    {"dataset"},
    {"recorded"},
    {"grounds", "session"},
    {"bench", "explanation"},
    {"why"},
    {"worker"},
    {"pool"},
    {"changes"},
)
"""A module of `kg` imports only from its own layer and those above it in this list."""

CORNERS = {
    "numpy": {"kg.engine"},
    "pyoxigraph": {
        "kg.alteration",
        "kg.amendment",
        "kg.axioms",
        "kg.content",
        "kg.catalogue",
        "kg.changes",
        "kg.check",
        "kg.closing",
        "kg.closure",
        "kg.conflicts",
        "kg.decisions",
        "kg.entailment",
        "kg.dataset",
        "kg.examples",
        "kg.explanation",
        "kg.export",
        "kg.facts",
        "kg.federation",
        "kg.given",
        "kg.grounds",
        "kg.intake",
        "kg.journal",
        "kg.jsonld",
        "kg.overlay",
        "kg.passages",
        "kg.pool",
        "kg.rdflib_store",
        "kg.reasoner",
        "kg.recorded",
        "kg.reference",
        "kg.results",
        "kg.search",
        "kg.session",
        "kg.shapes",
        "kg.sparql",
        "kg.standing",
        "kg.store",
        "kg.table",
        "kg.turtle",
        "kg.verify",
        "kg.worker",
        "kg.writer",
        "server.bench.bare",
    },
    "rdflib": {
        "kg.closing",
        "kg.dataset",
        "kg.rdflib_store",
        "kg.reference",
        "kg.results.triples",
        "kg.shapes",
    },
    "owlrl": {"kg.reference"},
    "pyshacl": {"kg.shapes"},
    "oxrdflib": {"kg.rdflib_store"},
    "click": {"kg.cli", "server.bench.__main__", "server.cli"},
    "rich": {"kg.cli", "kg.table"},
    "yaml": {"kg.sparql.header"},
    "filelock": {"kg.search.index", "kg.store"},
    "platformdirs": {"kg.files", "kg.search.index"},
    "pandas": {"kg.results.frames", "kg.results.solutions"},
    "polars": {"kg.results.frames", "kg.results.solutions"},
    "flask": {"server"},
    "flask_babel": {"server.site"},
    "babel": {"server.site.language"},
    "uvicorn": {"server.listening"},
    "prometheus_client": {"server.front.figures"},
    "brotli": {"server.front.encoding"},
    "zstandard": {"server.front.encoding"},
}
"""Who may import a third-party package."""


def modules() -> list[tuple[str, Path]]:
    found = []
    for root in ROOTS:
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root.parent).with_suffix("").parts
            found.append((".".join(parts).removesuffix(".__init__"), path))
    return found


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def room(module: str) -> str:
    """The second part of a module's name: `kg.results.values` is in the room `results`."""
    return module.split(".")[1] if "." in module else ""


@pytest.mark.parametrize(("module", "path"), modules(), ids=[name for name, _ in modules()])
def test_kg_never_imports_server(module: str, path: Path) -> None:
    if module.startswith("kg"):
        assert not {name for name in imports(path) if name.split(".")[0] == "server"}


@pytest.mark.parametrize(("module", "path"), modules(), ids=[name for name, _ in modules()])
def test_third_party_names_stay_in_their_corner(module: str, path: Path) -> None:
    packages = {name.split(".")[0] for name in imports(path)}
    allowed = {
        package
        for package, corners in CORNERS.items()
        if any(module == corner or module.startswith(f"{corner}.") for corner in corners)
    }
    assert packages & set(CORNERS) <= allowed


@pytest.mark.parametrize(
    ("module", "path"),
    [m for m in modules() if m[0].startswith("kg.")],
    ids=lambda value: str(value),
)
def test_a_module_imports_only_from_its_layer_and_those_before_it(module: str, path: Path) -> None:
    rank = {name: number for number, layer in enumerate(LAYERS) for name in layer}
    own = rank.get(room(module), len(LAYERS))
    used = {room(name) for name in imports(path) if name.startswith("kg.")} & set(rank)
    used -= {room(module)}
    assert {name for name in used if rank[name] > own} == set()


def test_every_room_of_kg_has_a_layer() -> None:
    known = set().union(*LAYERS) | {"cli", "__main__", ""}
    assert {room(name) for name, _ in modules() if name.startswith("kg")} - known == set()


@pytest.mark.parametrize(
    ("module", "path"), [m for m in modules() if m[0].startswith("server")], ids=lambda v: str(v)
)
def test_server_imports_only_what_kg_exports(module: str, path: Path) -> None:
    exported = {f"kg.{name}" for name in kg.__all__} | {"kg"}
    if module == "server.cli":
        exported |= {"kg.cli", "kg.cli.main"}
    used = {name for name in imports(path) if name.split(".")[0] == "kg"}
    assert used <= exported | {f"kg.vocab.{name}" for name in dir(kg.vocab)}


@pytest.mark.parametrize(("module", "path"), modules(), ids=[name for name, _ in modules()])
def test_no_module_is_longer_than_400_lines(module: str, path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400

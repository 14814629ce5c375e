"""The arrows between modules and the corners of third-party packages, read from the imports."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import kg
import server

ROOTS = (Path(kg.__file__).parent, Path(server.__file__).parent)
LAYERS = (
    {"errors", "vocab", "files", "progress", "xmltext"},
    {"engine"},
    {"turtle"},
    {"storage"},
    {"claims"},
    {"reasoning", "entailment", "jsonld", "views"},
    {"export", "rdflib_store"},
    {"results", "search"},
    {"sparql"},
    {"table", "federation"},
    {"building"},
    {"dataset"},
    {"building.recorded", "building.session"},
    {"explaining", "bench"},
    {"worker"},
    {"pool"},
    {"changes"},
)
"""A room of `kg`, or a module named apart from its room, imports only from its own layer and those
above it in this list."""

CORNERS = {
    "numpy": {"kg.engine"},
    "pyoxigraph": {
        "kg.building",
        "kg.changes",
        "kg.claims",
        "kg.dataset",
        "kg.entailment",
        "kg.explaining",
        "kg.export",
        "kg.federation",
        "kg.jsonld",
        "kg.pool",
        "kg.rdflib_store",
        "kg.reasoning",
        "kg.results",
        "kg.search",
        "kg.sparql",
        "kg.storage",
        "kg.table",
        "kg.turtle",
        "kg.worker",
        "server.bench.bare",
    },
    "rdflib": {
        "kg.reasoning.closing",
        "kg.dataset",
        "kg.rdflib_store",
        "kg.reasoning.reference",
        "kg.results.triples",
        "kg.claims.shapes",
    },
    "owlrl": {"kg.reasoning.reference"},
    "pyshacl": {"kg.claims.shapes"},
    "oxrdflib": {"kg.rdflib_store"},
    "click": {"kg.cli", "server.bench.command", "server.cli"},
    "rich": {"kg.cli", "kg.table"},
    "yaml": {"kg.sparql.header"},
    "filelock": {"kg.search.cache", "kg.storage.store"},
    "rapidfuzz": {"kg.search.near"},
    "platformdirs": {"kg.files", "kg.search.cache"},
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


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


RANK = {name: number for number, layer in enumerate(LAYERS) for name in layer}


def room(module: str) -> str:
    """The second part of a module's name: `kg.results.values` is in the room `results`."""
    return module.split(".")[1] if "." in module else ""


def place(module: str) -> str:
    """The name under which a module stands in `LAYERS`: its own, or else its room's."""
    own = ".".join(module.split(".")[1:3])
    return own if own in RANK else room(module)


def faults(check: Callable[[str, Path], object], root: str = "") -> dict[str, object]:
    """What a check finds wrong in each module below `root`, by its name."""
    found = {name: check(name, path) for name, path in modules() if name.startswith(root)}
    assert len(found) > 100
    return {name: fault for name, fault in found.items() if fault}


def test_kg_never_imports_server() -> None:
    def check(_module: str, path: Path) -> set[str]:
        return {name for name in imports(path) if name.split(".")[0] == "server"}

    assert faults(check, "kg") == {}


def test_third_party_names_stay_in_their_corner() -> None:
    def check(module: str, path: Path) -> set[str]:
        packages = {name.split(".")[0] for name in imports(path)}
        allowed = {
            package
            for package, corners in CORNERS.items()
            if any(module == corner or module.startswith(f"{corner}.") for corner in corners)
        }
        return packages & set(CORNERS) - allowed

    assert faults(check) == {}


def test_a_module_imports_only_from_its_layer_and_those_before_it() -> None:
    def check(module: str, path: Path) -> set[str]:
        own = RANK.get(place(module), len(LAYERS))
        used = {place(name) for name in imports(path) if name.startswith("kg.")} & set(RANK)
        return {name for name in used - {place(module)} if RANK[name] > own}

    assert faults(check, "kg.") == {}


def test_every_room_of_kg_has_a_layer() -> None:
    known = set().union(*LAYERS) | {"cli", "__main__", ""}
    assert {room(name) for name, _ in modules() if name.startswith("kg")} - known == set()


def test_server_imports_only_what_kg_exports() -> None:
    exported = {f"kg.{name}" for name in kg.__all__} | {"kg"}
    exported |= {f"kg.vocab.{name}" for name in dir(kg.vocab)}
    of_the_command = {"kg.cli", "kg.cli.Lazy", "kg.cli.main"}

    def check(module: str, path: Path) -> set[str]:
        used = {name for name in imports(path) if name.split(".")[0] == "kg"}
        return used - exported - (of_the_command if module == "server.cli" else set())

    assert faults(check, "server") == {}


def test_no_module_is_longer_than_400_lines() -> None:
    assert faults(lambda _, path: len(path.read_text("utf-8").splitlines()) > 400) == {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function's name and how many lines it has, its docstring not counted."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            said = first.end_lineno - first.lineno + 1 if ast.get_docstring(node) else 0  # type: ignore[operator]
            yield node.name, node.end_lineno - node.lineno + 1 - said  # type: ignore[operator]


def test_no_function_is_longer_than_35_lines() -> None:
    def check(_module: str, path: Path) -> dict[str, int]:
        return {name: lines for name, lines in functions(path) if lines > 35}

    assert faults(check) == {}

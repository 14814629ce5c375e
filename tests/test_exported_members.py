import subprocess
import sys
import types

import pytest

import kg


def test_all_is_sorted_and_short() -> None:
    assert kg.__all__ == sorted(kg.__all__, key=str)
    assert len(kg.__all__) <= 12


def test_all_is_exactly_what_is_visible() -> None:
    submodules = {
        name
        for name, value in vars(kg).items()
        if isinstance(value, types.ModuleType) and name not in kg.__all__
    }
    bound = {name for name in vars(kg) if not name.startswith("_")} - submodules
    assert bound - {"TYPE_CHECKING", "annotations"} <= set(kg.__all__) == set(dir(kg))


def test_every_exported_name_is_documented() -> None:
    assert all((getattr(kg, name).__doc__ or "").strip() for name in kg.__all__)


def test_what_is_not_exported_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Store'"):
        _ = kg.Store  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", kg.__all__)
def test_each_name_can_be_asked_for_first(name: str) -> None:
    code = f"import kg; assert kg.{name} is not None; from kg import {name}"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_importing_kg_alone_imports_nothing_heavy() -> None:
    code = "import sys, kg; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert {"kg.dataset", "numpy", "pyoxigraph", "rdflib"} & set(told.stdout.split()) == set()

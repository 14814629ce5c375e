import types

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
    visible = {name for name in vars(kg) if not name.startswith("_")} - submodules - {"annotations"}
    assert visible == set(kg.__all__)


def test_every_exported_name_is_documented() -> None:
    assert all((getattr(kg, name).__doc__ or "").strip() for name in kg.__all__)

from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import main
from server.settings import Settings, SettingsError, from_environment


def test_the_environment_sets_fields_by_their_type() -> None:
    given = {"CELADON_PORT": "8080", "CELADON_DATASET": "/data", "HOME": "/root"}
    assert from_environment(given) == {"port": 8080, "dataset": Path("/data")}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"CELADON_PROT": "8080"}, "CELADON_PROT is no setting"),
        ({"CELADON_PORT": "high"}, "CELADON_PORT must be a whole number, not 'high'"),
    ],
)
def test_a_wrong_variable_is_an_error_that_names_it(given: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        from_environment(given)


def test_every_setting_has_help_and_an_option() -> None:
    shown = CliRunner().invoke(main, ["serve", "--help"]).output
    for item in fields(Settings):
        assert item.metadata["help"].endswith(".")
        assert f"--{item.name.replace('_', '-')}" in shown
        assert f"CELADON_{item.name.upper()}" in shown

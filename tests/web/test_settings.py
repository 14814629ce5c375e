from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import main
from server.configuration import from_environment, from_file, read, shown
from server.settings import Settings, SettingsError


def test_the_environment_sets_fields_by_their_type() -> None:
    given = {
        "CELADON_PORT": "8080",
        "CELADON_DATASET": "/data",
        "CELADON_PUBLIC": "true",
        "HOME": "/root",
    }
    assert from_environment(given) == {"port": 8080, "dataset": Path("/data"), "public": True}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"CELADON_PROT": "8080"}, "CELADON_PROT is no setting"),
        ({"CELADON_PORT": "high"}, "CELADON_PORT must be a whole number, not 'high'"),
        ({"CELADON_PORT": "70000"}, "CELADON_PORT must be at most 65535"),
        ({"CELADON_THREADS": "0"}, "CELADON_THREADS must be at least 1"),
        ({"CELADON_TIMEOUT_S": "nan"}, "CELADON_TIMEOUT_S must be a number above 0"),
        ({"CELADON_PUBLIC": "perhaps"}, "CELADON_PUBLIC must be true or false, not 'perhaps'"),
    ],
)
def test_a_wrong_variable_is_an_error_that_names_it(given: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        from_environment(given)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("prot = 8080", r"celadon\.toml: prot is no setting: known are"),
        ('port = "8080"', r"celadon\.toml: port must be a whole number, not '8080'"),
        ("public = 1", r"celadon\.toml: public must be true or false"),
        ("port = ", r"celadon\.toml is no TOML"),
    ],
)
def test_a_wrong_key_is_an_error_that_names_file_and_key(
    tmp_path: Path, content: str, says: str
) -> None:
    file = tmp_path / "celadon.toml"
    file.write_text(content, "utf-8")
    with pytest.raises(SettingsError, match=says):
        from_file(file)


def test_a_flag_beats_the_environment_which_beats_the_file(tmp_path: Path) -> None:
    file = tmp_path / "celadon.toml"
    file.write_text("port = 1\nthreads = 2\ntimeout_s = 3\n", "utf-8")
    environment = {"CELADON_PORT": "4", "CELADON_THREADS": "5", "CELADON_CONFIG": str(file)}
    found = read({"port": 6}, environment=environment)
    assert (found.port, found.threads, found.timeout_s) == (6, 5, 3.0)


def test_a_missing_file_is_wrong_usage_that_names_it() -> None:
    ended = CliRunner().invoke(main, ["serve", "--config", "/nowhere/celadon.toml"])
    assert ended.exit_code == 2
    assert "/nowhere/celadon.toml" in ended.output


def test_every_setting_has_help_and_an_option() -> None:
    shown_help = CliRunner().invoke(main, ["serve", "--help"]).output
    for item in fields(Settings):
        assert item.metadata["help"].endswith(".")
        assert f"--{item.name.replace('_', '-')}" in shown_help
        assert f"CELADON_{item.name.upper()}" in shown_help


def test_secrets_are_neither_shown_nor_printed() -> None:
    settings = Settings(token="hush-hush", tokens=Path("/etc/tokens"))
    assert shown(settings)["token"] is True
    assert set(shown(settings)) == {item.name for item in fields(Settings)}
    assert "hush-hush" not in f"{settings}{shown(settings)}"

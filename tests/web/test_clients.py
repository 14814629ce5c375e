"""Who asks and what it may: tokens, addresses, profiles."""

from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask

from server.front.budget import is_of_this_machine
from server.http.clients import Tokens, current_client, require_writer
from server.settings import Settings, SettingsError


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    file = tmp_path / "tokens"
    hashed = sha256(b"her-secret").hexdigest()
    file.write_text(f"# writers\nada:{hashed}\nbob  his-secret\n\n", "utf-8")
    return Tokens(Settings(token="main-secret", tokens=file, trusted_proxy="10.0.0.1"))


@pytest.mark.parametrize(
    ("header", "name", "may_write", "is_refused"),
    [
        (None, None, False, False),
        ("Basic dTpw", None, False, False),
        ("Bearer wrong", None, False, True),
        ("Bearer ", None, False, True),
        ("Bearer main-secret", "owner", True, False),
        ("bearer her-secret", "ada", True, False),
        ("Bearer his-secret", "bob", True, False),
        (f"Bearer {sha256(b'her-secret').hexdigest()}", None, False, True),
    ],
)
def test_a_token_names_its_bearer(
    tokens: Tokens, header: str | None, name: str | None, may_write: bool, is_refused: bool
) -> None:
    found = tokens.client({"HTTP_AUTHORIZATION": header, "REMOTE_ADDR": "127.0.0.1"})
    assert (found.name, found.may_write, found.is_refused) == (name, may_write, is_refused)


@pytest.mark.parametrize(
    ("address", "forwarded", "found"),
    [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.2", "203.0.113.9", "10.0.0.2"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("::ffff:10.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
        ("10.0.0.1", "[2001:DB8::1]:4711", "2001:db8::1"),
        ("10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        ("::ffff:198.51.100.7", None, "198.51.100.7"),
    ],
)
def test_only_the_trusted_proxy_says_for_whom_it_asks(
    tokens: Tokens, address: str, forwarded: str | None, found: str
) -> None:
    environ = {"REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": forwarded}
    assert tokens.client(environ).address == found


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:198.51.100.7", "198.51.100.7", True),
        ("198.51.100.7", "198.51.100.8", False),
        ("::ffff:198.51.100.7", "::ffff:198.51.100.8", False),
    ],
)
def test_a_client_is_counted_by_the_network_that_is_its_own(
    tokens: Tokens, one: str, other: str, is_same: bool
) -> None:
    keys = {tokens.client({"REMOTE_ADDR": address}).key for address in (one, other)}
    assert (len(keys) == 1) is is_same


def test_this_machine_is_known_in_every_form(tokens: Tokens) -> None:
    for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        assert is_of_this_machine(tokens.client({"REMOTE_ADDR": address}).address)


def test_a_token_gives_more_time() -> None:
    tokens = Tokens(Settings(token="main-secret"))
    known = tokens.client({"HTTP_AUTHORIZATION": "Bearer main-secret"})
    assert tokens.profile(known).timeout_s == 60
    assert tokens.profile(tokens.client({})).timeout_s == 10


@pytest.mark.parametrize("line", ["name", "two words more", "na:me secret"])
def test_a_wrong_line_of_tokens_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "tokens"
    file.write_text(f"ada secret\n{line}\n", "utf-8")
    with pytest.raises(SettingsError, match="tokens:2: a line is NAME TOKEN"):
        Tokens(Settings(tokens=file))


@pytest.mark.parametrize(
    ("header", "status"), [(None, 401), ("Bearer wrong", 401), ("Bearer right", 200)]
)
def test_writing_needs_a_token(header: str | None, status: int) -> None:
    app = Flask("server")
    app.extensions["celadon.tokens"] = Tokens(Settings(token="right"))

    @app.route("/write", methods=["POST"])
    def write() -> str:
        require_writer()
        return str(current_client().name)

    headers = {"Authorization": header} if header else {}
    answer = app.test_client().post("/write", headers=headers)
    assert answer.status_code == status
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)

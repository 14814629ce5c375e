"""The pages' third-party files: pinned, fetched by the build, whole, and missed without harm."""

import hashlib
import json
import os
import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import server
from server.site import assets

FETCHER = Path(server.__file__).parent / "assets" / "fetch.py"
in_checkout = pytest.mark.skipif(not FETCHER.is_file(), reason="a wheel has no build scripts")


@pytest.fixture
def fetcher() -> dict[str, Any]:
    return runpy.run_path(str(FETCHER))


def test_the_build_has_brought_every_file(client: FlaskClient) -> None:
    if not assets.manifest() and not os.environ.get("CI"):
        pytest.skip("this build had no network: `make assets` fetches the files")
    assert {"cytoscape", "yasgui", "yasgui-style"} <= set(assets.manifest())
    for name, item in assets.manifest().items():
        content = (assets.VENDOR / item["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == item["sha256"], name
        assert item["licence"]
        with client.application.test_request_context():
            address = assets.asset(name)
        assert address
        assert client.get(address, buffered=True).data == content
    assert "cytoscape" in (assets.VENDOR / "LICENCES.txt").read_text("utf-8")


def test_a_file_that_was_not_fetched_has_no_address(client: FlaskClient) -> None:
    with client.application.test_request_context():
        assert assets.asset("no-such-thing") is None


@in_checkout
def test_every_package_is_pinned_with_its_hash() -> None:
    wanted = json.loads(FETCHER.with_name("package.json").read_text("utf-8"))["dependencies"]
    locked = json.loads(FETCHER.with_name("package-lock.json").read_text("utf-8"))["packages"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all(item["integrity"].startswith("sha512-") for path, item in locked.items() if path)


@in_checkout
@pytest.mark.parametrize("failing", [True, False], ids=["npm fails", "no npm"])
def test_a_build_without_network_goes_on(
    failing: bool,
    fetcher: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if failing:
        (tmp_path / "npm").write_text("#!/bin/sh\necho 'no route to registry' >&2\nexit 1\n")
        (tmp_path / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path) + (f":{os.defpath}" if failing else ""))
    assert fetcher["fetch"](tmp_path / "vendor") is False
    warning = capsys.readouterr().err
    assert ("no route to registry" if failing else "neither npm nor") in warning
    assert not (tmp_path / "vendor").exists()


@in_checkout
def test_files_that_were_changed_are_not_taken_for_current(
    fetcher: dict[str, Any], tmp_path: Path
) -> None:
    content = b"x = 1"
    (tmp_path / "a.js").write_bytes(content)
    entry = {"file": "a.js", "sha256": hashlib.sha256(content).hexdigest()}
    manifest = {"inputs": fetcher["_inputs"](), "files": {"a": entry}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    assert fetcher["is_current"](tmp_path)
    (tmp_path / "a.js").write_bytes(b"x = 2")
    assert not fetcher["is_current"](tmp_path)

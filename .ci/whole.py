"""Says whether a wheel is whole: it holds each file of the packages, of the data, and fetched.

python3 .ci/whole.py WHEEL    in a checkout; ends with 1 and the names of what differs
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

PLACES = {
    "kg/": "kg/",
    "server/": "server/",
    "ontology/": "kg/ontology/",
    "queries/": "kg/queries/",
}
"""Where the folders of the checkout lie in the wheel."""
FETCHED = Path("server/static/vendor")


def expected() -> dict[str, Path]:
    """Return the files that a wheel must have, by their names in it."""
    listed = subprocess.run(
        ["git", "ls-files", *PLACES], check=True, capture_output=True, text=True
    )
    tracked = [name for name in listed.stdout.splitlines() if not name.startswith("server/assets/")]
    fetched = [str(path) for path in FETCHED.rglob("*") if path.is_file()]
    if not fetched:
        sys.exit(f"nothing was fetched into {FETCHED}: run make assets")
    return {placed(name): Path(name) for name in (*tracked, *fetched)}


def placed(name: str) -> str:
    """Return where a file of the checkout lies in the wheel."""
    folder = next(folder for folder in PLACES if name.startswith(folder))
    return PLACES[folder] + name.removeprefix(folder)


def main(wheel: str) -> None:
    """Compare the wheel with the checkout."""
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        wanted = expected()
        other = {n for n in held & wanted.keys() if archive.read(n) != wanted[n].read_bytes()}
    for name in sorted(other | (held ^ wanted.keys())):
        print(f"differs, is missing or too much: {name}", file=sys.stderr)
    if other or held != wanted.keys():
        sys.exit(1)
    print(f"the wheel holds all {len(held)} files")


if __name__ == "__main__":
    main(sys.argv[1])

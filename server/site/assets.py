"""Third-party files that the build has fetched, and where pages find them.

`server/static/vendor/manifest.json` says what is there; `hatch_build.py` writes both. Where a build
had no network they are missing, and a page that needs one says so:

    {% set script = asset("cytoscape") %}
    {% if script %}<script src="{{ script }}" defer></script>
    {% else %}{{ _("…") }}{% endif %}
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from flask import current_app, url_for

VENDOR: Final = Path(__file__).parents[1] / "static" / "vendor"


def asset(name: str) -> str | None:
    """Return the address of a third-party file by its name (`cytoscape`), None where missing."""
    found = manifest().get(name)
    if found is None:
        return None
    return url_for("static", filename=f"vendor/{found['file']}", v=found["sha256"][:12])


def static(filename: str) -> str:
    """Return the address of a file of ours, with a mark that changes when the file does."""
    folder = Path(current_app.static_folder or "")
    return url_for("static", filename=filename, v=_changed(folder / filename))


@cache
def manifest() -> dict[str, dict[str, Any]]:
    """Return what the build fetched, by name: `package`, `version`, `licence`, `file`, `sha256`."""
    try:
        text = (VENDOR / "manifest.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    listed: dict[str, dict[str, Any]] = json.loads(text)["files"]
    return {name: item for name, item in listed.items() if (VENDOR / item["file"]).is_file()}


def _changed(path: Path) -> str:
    found = path.stat()
    return f"{found.st_mtime_ns:x}"[-8:] + f"{found.st_size:x}"

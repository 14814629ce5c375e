"""The build hook: every build, editable ones too, brings the pages' third-party files first."""

from __future__ import annotations

import runpy
import shutil
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface[Any]):
    """Fetches what `server/assets/package-lock.json` pins; without a network the build goes on."""

    def dependencies(self) -> list[str]:
        """Return Node from PyPI where the machine has no npm."""
        return [] if shutil.which("npm") else [self._fetcher()["NODE_PACKAGE"]]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch the files into the checkout; the wheel takes them from there."""
        self._fetcher()["fetch"]()

    def _fetcher(self) -> dict[str, Any]:
        return runpy.run_path(str(Path(self.root) / "server" / "assets" / "fetch.py"))

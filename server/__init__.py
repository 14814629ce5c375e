"""The web server of Celadon: a skin over what `kg` exports."""

from __future__ import annotations

from server.app import create_app

__all__ = ["create_app"]

"""The web server of Celadon: a skin over what `kg` exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from server.app import create_app

__all__ = ["create_app"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name != "create_app":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from server.app import create_app  # Flask, which the other commands need not import

        return create_app

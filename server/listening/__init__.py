"""How the server listens: HTTP by uvicorn, the WSGI application in threads behind it."""

from __future__ import annotations

from server.listening.listener import Listener

__all__ = ["Listener"]

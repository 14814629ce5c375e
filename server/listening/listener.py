"""A socket and the uvicorn server on it.

Invariant: once a `Listener` is made, its port is taken and connections to it wait to be answered.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any, Final, cast

import uvicorn

from server.listening.bodies import Limits
from server.listening.bridge import Application, Bridge
from server.listening.connection import Connection, Patience, sweep
from server.listening.crowd import most_connections
from server.listening.memory import give_back_large
from server.settings import Settings

_BACKLOG: Final = 1024
_IDLE_S: Final = 30
_GRACE_S: Final = 3
_SWEEP_S: Final = 0.5


class Listener:
    """The socket that the settings name, and the server that answers on it."""

    def __init__(self, settings: Settings) -> None:
        """Take the port.

        Raises:
            OSError: it is taken, or the address is not this machine's.
        """
        self._settings = settings
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        self._socket = socket.create_server(
            (settings.host, settings.port), family=family, backlog=_BACKLOG
        )
        self.port: int = self._socket.getsockname()[1]

    def close(self) -> None:
        """Let go of the port."""
        self._socket.close()

    def run(self, application: Application) -> None:
        """Answer with the application until a signal to end."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # the bridge tells it all
        give_back_large()
        most_connections()  # before a client comes
        settings = self._settings
        bridge = Bridge(
            application,
            threads=settings.threads,
            limits=Limits(
                body_bytes=settings.max_body_bytes,
                upload_bytes=max(settings.max_body_bytes, settings.max_upload_bytes),
                receive_s=settings.receive_s,
                wait_s=settings.queue_wait_s,
            ),
        )
        config = uvicorn.Config(
            cast(Any, bridge),
            http=Connection,
            ws="none",
            interface="asgi3",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=_IDLE_S,
            timeout_graceful_shutdown=_GRACE_S,
        )
        patience = Patience(settings.receive_s, settings.send_s, settings.send_bytes_s)
        _Server(config, patience).run([self._socket])


class _Server(uvicorn.Server):
    """Uvicorn's server, which also looks after connections whose client is too slow."""

    def __init__(self, config: uvicorn.Config, patience: Patience) -> None:
        super().__init__(config)
        self._patience = patience

    async def main_loop(self) -> None:
        """Serve until the end."""
        sweeper = asyncio.ensure_future(self._sweep())
        try:
            await super().main_loop()
        finally:
            sweeper.cancel()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_S)
            sweep(self.server_state.connections, self._patience)

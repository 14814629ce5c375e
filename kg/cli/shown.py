"""Progress for a person at a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.status import Status


class Shown:
    """A line at the bottom of the terminal with the step under way."""

    def __init__(self) -> None:
        """Write to stderr."""
        self._console = Console(stderr=True)
        self._status: Status | None = None

    def begin(self, step: str) -> None:
        """Show that the step is under way."""
        self._status = self._console.status(f"{step} …")
        self._status.start()

    def end(self, step: str, seconds: float) -> None:
        """Leave a line with how long it took."""
        if self._status:
            self._status.stop()
        self._console.print(f"{step:<8} {seconds:6.1f} s", highlight=False)

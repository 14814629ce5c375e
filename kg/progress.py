"""Telling a person how far a build is, without knowing how it is shown."""

from __future__ import annotations

import time
from typing import Protocol


class Progress(Protocol):
    """What a build reports to; called in the thread that builds."""

    def begin(self, step: str) -> None:
        """Take note that a step begins: `load`, `check`, `close`, `write` or `publish`."""

    def end(self, step: str, seconds: float) -> None:
        """Take note that the step has ended and how long it took."""


class Silent:
    """A progress that shows nothing."""

    def begin(self, step: str) -> None:
        """Do nothing."""

    def end(self, step: str, seconds: float) -> None:
        """Do nothing."""


SILENT: Progress = Silent()
"""The progress of a build that nobody watches."""


class Clock:
    """Tells a progress which step has begun, and keeps how long each took in `seconds`."""

    def __init__(self, progress: Progress = SILENT) -> None:
        """Report to `progress`."""
        self.seconds: dict[str, float] = {}
        self._progress = progress
        self._step, self._since = "", 0.0

    def begin(self, step: str) -> None:
        """End the step under way and begin another."""
        self.end()
        self._step, self._since = step, time.perf_counter()
        self._progress.begin(step)

    def end(self) -> None:
        """End the step under way."""
        if self._step:
            self.seconds[self._step] = time.perf_counter() - self._since
            self._progress.end(self._step, self.seconds[self._step])
            self._step = ""

"""The access log: a line of JSON for each request, never with the text of a query."""

from __future__ import annotations

import os
import sys
from typing import Final

from server.settings import SettingsError

_STDERR: Final = "-"


class AccessLog:
    """A file to which lines are appended, each by one call of the system."""

    def __init__(self, name: str) -> None:
        """Open the file; `-` is stderr, no name logs nothing.

        Raises:
            SettingsError: the file cannot be written.
        """
        self._file: int | None = None
        try:
            if name == _STDERR:
                self._file = sys.stderr.fileno()
            elif name:
                flags = os.O_APPEND | os.O_CREAT | os.O_WRONLY
                self._file = os.open(name, flags, 0o640)
        except OSError as error:
            raise SettingsError(f"the access log cannot be written: {error}") from error

    @property
    def is_on(self) -> bool:
        """Whether lines are written at all."""
        return self._file is not None

    def write(self, line: str) -> None:
        """Append a line; a disk that is full loses it, not the request."""
        if self._file is None:
            return
        try:
            os.write(self._file, line.encode() + b"\n")
        except OSError:
            self._file = None
            print("warning: the access log cannot be written any more", file=sys.stderr)

"""The dataset that is being served, reopened when a build has published a newer snapshot.

Invariant: a request sees one snapshot from beginning to end; `current()` is asked once a request.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import cast

from flask import current_app, g

import kg


class ServedGraph:
    """One open dataset, shared by all threads and swapped when another one is published."""

    def __init__(self, path: Path | None) -> None:
        """Open the dataset at `path`, building the shipped graph where there is none."""
        self._path = path
        self._lock = threading.Lock()
        self._dataset = kg.open(path)

    def current(self) -> kg.Dataset:
        """Return the newest snapshot; costs one small file read."""
        if self._dataset.is_current():
            return self._dataset
        with self._lock:
            if not self._dataset.is_current():
                self._dataset = kg.open(self._path)  # requests under way keep the old one
            return self._dataset


def dataset() -> kg.Dataset:
    """Return the dataset of this request."""
    if "dataset" not in g:
        g.dataset = cast(ServedGraph, current_app.extensions["celadon"]).current()
    return cast(kg.Dataset, g.dataset)

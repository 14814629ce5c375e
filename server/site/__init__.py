"""The routes for readers: pages about things, about what follows and about what is disputed."""

from __future__ import annotations

from server.site import entities, home, reasons

BLUEPRINTS = (
    home.blueprint,
    entities.blueprint,
    reasons.blueprint,
)

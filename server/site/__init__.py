"""The routes for readers: pages about things, about what follows and about what is disputed."""

from __future__ import annotations

from server.site import conflicts, editor, entities, explorer, finding, home, icon, reasons
from server.site.frame import register
from server.site.learn import pages as learn
from server.site.ontology import pages as ontology

__all__ = ["BLUEPRINTS", "register"]

BLUEPRINTS = (
    home.blueprint,
    icon.blueprint,
    ontology.blueprint,
    editor.blueprint,
    entities.blueprint,
    explorer.blueprint,
    learn.blueprint,
    reasons.blueprint,
    conflicts.blueprint,
    *finding.BLUEPRINTS,
)

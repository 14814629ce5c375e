"""The routes for readers: pages about things, about what follows and about what is disputed."""

from __future__ import annotations

from server.site import (
    conflicts,
    contradictions,
    editor,
    entities,
    explorer,
    finding,
    home,
    icon,
    reasons,
)
from server.site.finding import people
from server.site.frame import register
from server.site.learn import pages as learn
from server.site.ontology import pages as ontology
from server.site.ontology import usage

__all__ = ["BLUEPRINTS", "PREPARATIONS", "register"]

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

PREPARATIONS = (ontology.ontology_of, contradictions.prepare, people.prepare, usage.prepare)
"""What pages keep of a snapshot and is slow to find in a large one, the most wanted first."""

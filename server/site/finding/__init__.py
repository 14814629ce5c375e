"""Pages that find, list and compare: search, browse, people, timeline, sources.

They ask the snapshot's index (`Dataset.finder`) and evaluate no SPARQL but for a source's passages.

    search     by name, with suggestions       timeline   dated works and lives, drawn by `drawing`
    browse     works by facets                 sources    what each source contributes
    people     persons                         shown      links, badges and pages of a list
"""

from __future__ import annotations

from server.site.finding import browse, people, search, sources, timeline

BLUEPRINTS = (
    search.blueprint,
    browse.blueprint,
    people.blueprint,
    timeline.blueprint,
    sources.blueprint,
)

"""The process that evaluates queries for a server: one snapshot, hard limits, nothing else.

Nothing in an engine written in Rust can be interrupted from Python, so what can be killed is a
process. A server starts several of these, speaks to each through its pipes in frames
(`kg.worker.frames`), and kills the one that takes too long.

A worker must start fast, and holds as little as it can. So it is started as

    python -I -S -c "…" FOLDER OF `kg` FOLDER OF `pyoxigraph`

with no `site`, no environment, and a `kg` that is an empty name. Modules here import the standard
library, pyoxigraph, each other, and `kg.errors`, `kg.export` and `kg.sparql.functions`, which
import no more than that either. All of it is imported before the limits hold.

    frames   what goes through the pipes       answer   a request evaluated
    limits   what the process may not do       output   the result counted and held back
    main     the loop                          exports  graphs as files
    forking  workers forked over a store       rows     counting rows in a result's bytes
             in memory
"""

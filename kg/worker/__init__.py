"""The process that evaluates queries for a server: one snapshot, hard limits, nothing else.

Nothing in an engine written in Rust can be interrupted from Python, so what can be killed is a
process. A server starts several of these, speaks to each through its pipes in frames
(`kg.worker.frames`), and kills the one that takes too long.

A worker must start fast, and holds as little as it can. So it is started as

    python -I -S -c "…" FOLDERS OF `pyoxigraph` AND OF `worker`

with both folders at the end of `sys.path`: no `site`, no environment, no `kg/__init__` (which
brings rdflib and owlrl). Modules here import the standard library, pyoxigraph and each other, the
last by relative imports, which work under both names, `worker` and `kg.worker`.

    frames   what goes through the pipes       answer   a request evaluated, the result held back
    limits   what the process may not do       rows     counting rows in a result's bytes
    main     the loop
"""

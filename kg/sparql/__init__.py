"""SPARQL queries: reading their words, refusing dangerous ones, naming them, evaluating them.

`named` reads the `.rq` files (`header`, `parameters` are its parts), `guard` judges queries from
outside on the words that `tokens` finds, `grammar` what the engine would let pass, `mending`
rewrites what it evaluates wrongly, `evaluate` runs a text on a store (and
`functions` those the engine does not know).
"""

"""The ontology for readers: an overview, a class diagram, and a page for each term."""

"""Celadon: a knowledge graph in which every triple can be traced to its sources."""

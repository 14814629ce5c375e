"""A dataset on disk: snapshots, the store that is written, the journal of its changes."""

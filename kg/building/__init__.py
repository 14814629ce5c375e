"""From facts to a published dataset, at once or change by change."""

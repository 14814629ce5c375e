"""A conflict as its page shows it: the competing values, who says which, and what editors say."""

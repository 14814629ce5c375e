"""The page of one thing: who says what of it, what follows, who refers to it, where else it is."""

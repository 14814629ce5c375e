"""The lesson: eight steps with a live query each, and exercises that the server checks."""

"""Golden questions: what must not be lost when an article changes."""

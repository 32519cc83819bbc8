"""What is searched: an immutable base, a small immutable delta, and the folder they live in."""

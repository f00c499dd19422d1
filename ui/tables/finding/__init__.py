"""Finding and replacing in the tables."""

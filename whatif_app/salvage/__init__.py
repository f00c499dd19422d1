"""Damaged project files: what can still be read of them, and a list of what cannot."""

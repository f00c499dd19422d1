"""Filling cells on from others: the handle, its choices, and a typed step or growth."""

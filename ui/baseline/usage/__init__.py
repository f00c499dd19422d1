"""Usage volumes: their history, fit and unit cost."""

"""A presentation as data: which pages, in which order, and what each of them says."""

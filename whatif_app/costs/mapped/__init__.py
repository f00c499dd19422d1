"""Tables of no known format, read as a mapping of their columns says."""

"""Whether a baseline can be trusted: what stands out in it, what it does, what was decided."""

"""The exports behind the case, and which months of each bill are there."""

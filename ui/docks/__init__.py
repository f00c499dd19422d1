"""Panels that can be moved, floated, tabbed together and closed, and layouts of them by name."""

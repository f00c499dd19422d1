"""Pictures of the real window for README and guides: `python -m ui.screenshots` makes them all."""

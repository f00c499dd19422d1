"""The tables: one per table of the model, a comparison of scenarios, and the results."""

"""Questions asked of the engine: each varies inputs over a batch of runs and reads the answers."""

"""What each team costs: shared costs, allocation keys and the statement."""

"""What was spent, against what was forecast."""

"""What stands out in the bill, and what the user decides about it."""

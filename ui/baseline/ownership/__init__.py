"""Whose the cost is: the ownership file, the rules, and what nobody owns."""

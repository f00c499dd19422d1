"""Whose cost is it: owners from a file and ordered rules, and what nobody owns.

Owners are joined to the cost when a report is made, never when a bill is read: a re-organization
is a new ownership file, and old months follow it.
"""

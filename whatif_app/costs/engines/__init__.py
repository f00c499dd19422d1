"""Billing data that lies in a warehouse: added up there, by the rules that files are read by.

Only the groups travel back. Connections are Ibis's, translation is sqlglot's; both are extras, so
that the program starts and works without them.
"""

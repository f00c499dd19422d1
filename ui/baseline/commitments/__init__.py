"""Commitments found in the export, and the hours of the week."""

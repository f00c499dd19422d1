"""Cells that hold lists, and plans month by month, in editors of their own."""

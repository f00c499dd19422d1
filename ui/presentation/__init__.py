"""Presenting: pages on a full screen, the speaker's window beside it, and choosing the pages."""

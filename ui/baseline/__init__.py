"""The Baseline view: what the project was given, whose it is, and how far it can be trusted."""

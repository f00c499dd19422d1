"""Making the program that installs: see docs/building.md."""

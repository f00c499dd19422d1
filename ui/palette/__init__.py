"""The command palette: every command and every place of the program, found by typing."""

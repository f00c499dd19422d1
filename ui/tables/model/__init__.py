"""What a table holds: cells of the case as rows and columns, arranged, edited by commands."""

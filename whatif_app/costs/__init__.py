"""Cost exports in: one reader per format, one reconciliation for all.

`export.read_export` turns the files a cloud provider delivers into a `baseline.Baseline`;
`starting_case.starting_case` turns one month of it into a case to edit.
"""

"""Excel: a workbook of live formulas out."""

from whatif_app.workbook.export import export_workbook

__all__ = ["export_workbook"]

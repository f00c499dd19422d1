"""Why is this number what it is? Any cell or figure, in words, down to cells and export rows."""

from whatif_app.explain.cells import explain_cell
from whatif_app.explain.explain import explain
from whatif_app.explain.explanation import Explanation, Kind, Part, figure_at

__all__ = ["Explanation", "Kind", "Part", "explain", "explain_cell", "figure_at"]

"""Writing a workbook's file, with the system's own word where it cannot be written."""

from __future__ import annotations

from typing import Any


def close_workbook(workbook: Any) -> None:
    """Write the file of an XlsxWriter workbook.

    Raises:
        OSError: as the system has it; XlsxWriter would hide it in an error of its own.
    """
    from xlsxwriter.exceptions import FileCreateError

    try:
        workbook.close()
    except FileCreateError as error:
        cause = error.args[0] if error.args else None
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from error

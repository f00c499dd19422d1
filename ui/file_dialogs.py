"""Every question that stops the work: which file, and whether to save. Tests replace these."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget


def tr(text: str) -> str:
    """A text of these dialogs in the user's language."""
    return QCoreApplication.translate("FileDialogs", text)


def ask_open(parent: QWidget, folder: str) -> Path | None:
    """Which project to open; None for none."""
    kinds = tr("Projects and cases (*.whatif *.json);;All files (*)")
    return _existing(parent, tr("Open a project"), folder, kinds)


def ask_save(parent: QWidget, suggestion: Path, with_case: bool) -> Path | None:
    """Where to save the project; None for nowhere.

    Args:
        with_case: a bare `case.json` may be chosen as well (it cannot hold an export).
    """
    endings = {".whatif": tr("What-If project (*.whatif)")}
    if with_case:
        endings[".json"] = tr("Bare case (*.json)")
    return ask_new(parent, tr("Save the project"), suggestion, endings)


def ask_workbook(parent: QWidget, suggestion: Path) -> Path | None:
    """Where to write the workbook; None for nowhere."""
    endings = {".xlsx": tr("Excel workbook (*.xlsx)")}
    return ask_new(parent, tr("Export to Excel"), suggestion, endings)


def ask_ownership_file(parent: QWidget, folder: str) -> Path | None:
    """Which ownership file to join; None for none."""
    kinds = tr("Tables (*.csv *.xlsx *.xlsm *.txt *.tsv);;All files (*)")
    return _existing(parent, tr("Load an ownership file"), folder, kinds)


def ask_untagged_list(parent: QWidget, suggestion: Path) -> Path | None:
    """Where to write the untagged list; None for nowhere."""
    endings = {".xlsx": tr("Excel workbook (*.xlsx)"), ".csv": tr("CSV (*.csv)")}
    return ask_new(parent, tr("Export the untagged list"), suggestion, endings)


def ask_allocation_key(parent: QWidget, folder: str) -> Path | None:
    """Which file of weights to read; None for none."""
    patterns = "*.json *.csv *.gz *.xlsx *.xlsm *.tsv *.txt"
    kinds = tr("Allocations and tables ({patterns});;All files (*)").format(patterns=patterns)
    return _existing(parent, tr("Load an allocation key"), folder, kinds)


def ask_exports(parent: QWidget, folder: str) -> list[Path]:
    """Which files make up an export; none for none."""
    patterns = "*.csv *.gz *.zst *.parquet *.json *.jsonl *.zip *.tsv *.txt *.xlsx *.xlsm"
    kinds = tr("Cost exports ({patterns});;All files (*)").format(patterns=patterns)
    title = tr("Choose the files of one export")
    names, _ = QFileDialog.getOpenFileNames(parent, title, folder, kinds)
    return [Path(name) for name in names]


def ask_mapping(parent: QWidget, folder: str) -> Path | None:
    """Which mapping of columns to load; None for none."""
    kinds = tr("Mappings of columns (*.json);;All files (*)")
    return _existing(parent, tr("Load a mapping"), folder, kinds)


def ask_save_mapping(parent: QWidget, suggestion: Path) -> Path | None:
    """Where to save a mapping of columns; None for nowhere."""
    endings = {".mapping.json": tr("Mapping of columns (*.mapping.json)")}
    return ask_new(parent, tr("Save the mapping"), suggestion, endings)


def ask_export_folder(parent: QWidget, folder: str) -> Path | None:
    """Which folder holds an export's parts; None for none."""
    name = QFileDialog.getExistingDirectory(parent, tr("Choose a folder of export files"), folder)
    return Path(name) if name else None


def _existing(parent: QWidget, title: str, folder: str, kinds: str) -> Path | None:
    """Which file to read; None for none."""
    name, _ = QFileDialog.getOpenFileName(parent, title, folder, kinds)
    return Path(name) if name else None


def ask_new(
    parent: QWidget, title: str, suggestion: Path, endings: Mapping[str, str]
) -> Path | None:
    """Where to write a file; None for nowhere.

    Args:
        endings: how names may end, each with what the dialog calls it; a name that ends in none of
            them gets the chosen one.
    """
    kinds = ";;".join(endings.values())
    name, chosen = QFileDialog.getSaveFileName(parent, title, str(suggestion), kinds)
    if not name:
        return None
    path = Path(name)
    # A path takes an ending alone for the name of a hidden file, which has none.
    if path.suffix.lower() in {Path(f"name{ending}").suffix for ending in endings}:
        return path
    by_kind = {kind: ending for ending, kind in endings.items()}
    made = path.with_name(path.name + by_kind.get(chosen, next(iter(endings))))
    # Whether to replace a file was asked of the name as typed, if at all: ask again, of this one.
    return ask_new(parent, title, made, endings) if made.exists() else made


def ask_save_changes(parent: QWidget, name: str) -> str:
    """ "save", "discard" or "cancel", before unsaved changes would be lost.

    The one question of the program that stops the work: what goes on closing cannot be taken back
    from a notice afterwards.
    """
    box = QMessageBox(parent)
    box.setWindowTitle(tr("Save changes?"))
    box.setText(tr("Save the changes to “{name}”?").format(name=name))
    box.setInformativeText(tr("Without saving, they are lost."))
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    box.button(buttons.Discard).setText(tr("Don’t save"))
    box.setEscapeButton(buttons.Cancel)
    answer = box.exec()
    return {buttons.Save: "save", buttons.Discard: "discard"}.get(answer, "cancel")

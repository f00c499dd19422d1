"""The menus: what can be done, its shortcut, and when it can be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar

from scenarios.library import entries
from ui import icons
from ui.help_pages import about_html, keyboard_html
from ui.panels.page import Page
from ui.session import BASE

if TYPE_CHECKING:
    from ui.window import Window

Key = QKeySequence | QKeySequence.StandardKey | str
_THEMES = ("light", "dark", "system")


class Actions(QObject):
    """Builds the menus of a window and keeps them in step with what is open."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._needs_document: list[QAction] = []
        self._needs_scenario: list[QAction] = []
        bar = window.menuBar()
        self._make_file(bar)
        self._make_edit(bar)
        self._make_scenario(bar)
        self._make_view(bar)
        self._make_help(bar)
        window.session.case_changed.connect(self.refresh)
        window.session.document_replaced.connect(self.refresh)
        window.session.scenario_selected.connect(self.refresh)
        window.session.visibility_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Enable what can be done now, and name what undo would take back."""
        document = self._session.document
        for action in self._needs_document:
            action.setEnabled(document is not None)
        is_scenario = document is not None and self._session.selected != BASE
        for action in self._needs_scenario:
            action.setEnabled(is_scenario)
        undo = document.undo_label if document else ""
        redo = document.redo_label if document else ""
        self.undo.setEnabled(bool(undo))
        self.redo.setEnabled(bool(redo))
        self.undo.setText(self.tr("&Undo {what}").format(what=_quiet(undo)).rstrip())
        self.redo.setText(self.tr("&Redo {what}").format(what=_quiet(redo)).rstrip())
        if document is not None:
            visible = self._session.selected in self._session.visible
            self.show_hide.setText(
                self.tr("&Hide in the charts") if visible else self.tr("S&how in the charts")
            )

    def _make_file(self, bar: QMenuBar) -> None:
        files = self._window.files
        menu = bar.addMenu(self.tr("&File"))
        keys = QKeySequence.StandardKey
        self._add(menu, self.tr("&New from export…"), lambda: files.new_from_export(), keys.New)
        examples = menu.addMenu(self.tr("New from &example"))
        self._add(examples, self.tr("&Sample project"), files.new_from_sample)
        examples.addSeparator()
        for entry in entries():
            action = examples.addAction(entry.title)
            action.setToolTip(entry.teaches)
            action.triggered.connect(lambda _=False, name=entry.name: files.new_from_example(name))
        examples.setToolTipsVisible(True)
        self._add(menu, self.tr("&Open…"), files.ask_open, keys.Open)
        self._recent = menu.addMenu(self.tr("Open &recent"))
        self._recent.aboutToShow.connect(self._list_recent)
        menu.addSeparator()
        self._add_for_document(menu, self.tr("&Save"), files.save, keys.Save)
        self._add_for_document(menu, self.tr("Save &as…"), files.save_as, "Ctrl+Shift+S")
        self._add_for_document(menu, self.tr("&Export to Excel…"), files.export_workbook, "Ctrl+E")
        menu.addSeparator()
        self._add_for_document(menu, self.tr("&Close"), files.close, "Ctrl+W")
        quit_action = self._add(menu, self.tr("&Quit"), self._window.close, "Ctrl+Q")
        quit_action.setMenuRole(QAction.MenuRole.QuitRole)

    def _make_edit(self, bar: QMenuBar) -> None:
        menu = bar.addMenu(self.tr("&Edit"))
        keys = QKeySequence.StandardKey
        self.undo = self._add(menu, self.tr("&Undo"), self._session.undo, keys.Undo)
        self.redo = self._add(menu, self.tr("&Redo"), self._session.redo, "Ctrl+Shift+Z")
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        menu.addSeparator()
        # Their keys belong to the cell or text that has the focus; here they are shown.
        for text, key, method in (
            (self.tr("Cu&t"), "Ctrl+X", "cut"),
            (self.tr("&Copy"), "Ctrl+C", "copy"),
            (self.tr("&Paste"), "Ctrl+V", "paste"),
            (self.tr("Fill &down"), "Ctrl+D", "fill_down"),
            (self.tr("Fill r&ight"), "Ctrl+R", "fill_right"),
            (self.tr("Clear to &base"), "Del", "clear"),
        ):
            if method == "fill_down":
                menu.addSeparator()
            self._add_for_document(menu, f"{text}\t{key}", self._for_focus(method))

    def _make_scenario(self, bar: QMenuBar) -> None:
        window, edits, session = self._window, self._window.edits, self._session
        menu = bar.addMenu(self.tr("&Scenario"))
        self._add_for_document(
            menu, self.tr("&Add"), window.scenarios.add, "Ctrl+Shift+N", icon="plus"
        )
        self._add_for_document(
            menu,
            self.tr("&Duplicate"),
            window.scenarios.duplicate,
            "Ctrl+Shift+D",
            icon="duplicate",
        )
        needs = self._add_for_scenario
        needs(
            menu,
            self.tr("Re&name\tF2"),
            lambda: window.scenarios.rename(session.selected),
            icon="pencil",
        )
        needs(menu, self.tr("Dele&te\tDel"), lambda: edits.delete(session.selected), icon="trash")
        menu.addSeparator()
        needs(
            menu,
            self.tr("Move &up\tAlt+Up"),
            lambda: edits.move_by(session.selected, -1),
            icon="arrow-up",
        )
        needs(
            menu,
            self.tr("Move do&wn\tAlt+Down"),
            lambda: edits.move_by(session.selected, 1),
            icon="arrow-down",
        )
        menu.addSeparator()
        self._add_for_document(
            menu,
            self.tr("Set as &reference"),
            lambda: edits.set_reference(session.selected),
            icon="flag",
        )
        self.show_hide = needs(
            menu,
            self.tr("&Hide in the charts"),
            lambda: edits.toggle_visible(session.selected),
            icon="eye",
        )
        looks = menu.addMenu(self.tr("&Colour"))
        looks.aboutToShow.connect(lambda: self._list_looks(looks))
        self._needs_scenario.append(looks.menuAction())
        window.scenarios.menu.addActions(menu.actions())

    def _make_view(self, bar: QMenuBar) -> None:
        window = self._window
        menu = bar.addMenu(self.tr("&View"))
        group = QActionGroup(self)
        labels = (self.tr("&Light"), self.tr("&Dark"), self.tr("As the &system"))
        for name, label in zip(_THEMES, labels, strict=True):
            action = menu.addAction(label)
            action.setCheckable(True)
            action.setChecked(window.preferences.theme == name)
            action.triggered.connect(lambda _=False, name=name: window.choose_theme(name))
            group.addAction(action)
        menu.addSeparator()
        self._add_for_document(menu, self.tr("&Model"), window.show_model, "Ctrl+1")
        self._add_for_document(menu, self.tr("&Baseline"), lambda: window.show_baseline(), "Ctrl+2")
        menu.addSeparator()
        for label, panel in window.panels():
            action = menu.addAction(label)
            action.setCheckable(True)
            action.setChecked(not panel.isHidden())
            action.toggled.connect(lambda shown, panel=panel: panel.setVisible(shown))
            self._needs_document.append(action)
        menu.addSeparator()
        self._add(menu, self.tr("Zoom &in"), lambda: window.zoom_by(1.1), "Ctrl++")
        self._add(menu, self.tr("Zoom &out"), lambda: window.zoom_by(1 / 1.1), "Ctrl+-")
        self._add(menu, self.tr("&Actual size"), lambda: window.zoom_by(0), "Ctrl+0")

    def _make_help(self, bar: QMenuBar) -> None:
        menu = bar.addMenu(self.tr("&Help"))
        self._add(
            menu,
            self.tr("&Keyboard map"),
            lambda: self._show_page(self.tr("Keyboard map"), keyboard_html()),
            "F1",
        )
        about = self._add(
            menu,
            self.tr("&About and licences"),
            lambda: self._show_page(self.tr("About What-If"), about_html()),
        )
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def _add(
        self,
        menu: QMenu,
        text: str,
        act: Callable[..., object],
        key: Key = "",
        icon: str = "",
    ) -> QAction:
        action = menu.addAction(text)
        if key:
            action.setShortcut(QKeySequence(key))
        if icon:
            action.setIcon(icons.icon(icon))
        action.triggered.connect(act)
        return action

    def _add_for_document(
        self, menu: QMenu, text: str, act: Callable[..., object], key: Key = "", icon: str = ""
    ) -> QAction:
        action = self._add(menu, text, act, key, icon)
        self._needs_document.append(action)
        return action

    def _add_for_scenario(
        self, menu: QMenu, text: str, act: Callable[..., object], key: Key = "", icon: str = ""
    ) -> QAction:
        action = self._add(menu, text, act, key, icon)
        self._needs_scenario.append(action)
        return action

    def _for_focus(self, method: str) -> Callable[[], None]:
        """What the entry does: to the text being edited, else to the cells of the table shown."""

        def act() -> None:
            target = QApplication.focusWidget()
            if not hasattr(target, method):
                target = self._window.workspace.tables.grid.blocks
            getattr(target, method)()

        return act

    def _list_recent(self) -> None:
        self._recent.clear()
        paths = self._window.preferences.recent
        for path in paths:
            action = self._recent.addAction(path.name)
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self._window.files.open(path))
        if not paths:
            self._recent.addAction(self.tr("Nothing yet")).setEnabled(False)

    def _list_looks(self, menu: QMenu) -> None:
        menu.clear()
        name = self._session.selected
        for look in range(len(icons.looks())):
            action = menu.addAction(icons.look_icon(look), icons.looks()[look])
            action.setCheckable(True)
            action.setChecked(self._session.look(name) == look)
            action.triggered.connect(lambda _=False, look=look: self._session.set_look(name, look))

    def _show_page(self, title: str, html: str) -> None:
        Page(title, html, self._window).show()


def _quiet(label: str) -> str:
    """A label within a menu entry: its first letter small unless it is a name, "&" as it is."""
    text = label.replace("&", "&&")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text

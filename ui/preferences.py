"""What the program remembers about its user: window, theme, recent files. Never data of a case."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

_MOST_RECENT = 10


class Preferences:
    """Named access to the settings, so that no key is spelled twice."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self._settings = settings or QSettings()

    @property
    def theme(self) -> str:
        """ "light", "dark", or "system"."""
        chosen = str(self._settings.value("theme", "system", type=str))
        return chosen if chosen in ("light", "dark") else "system"

    @theme.setter
    def theme(self, name: str) -> None:
        self._settings.setValue("theme", name)

    @property
    def language(self) -> str:
        """The code of the window's language, or "system"; what is unknown is English."""
        return str(self._settings.value("language", "system", type=str))

    @language.setter
    def language(self, code: str) -> None:
        self._settings.setValue("language", code)

    @property
    def zoom(self) -> float:
        """How much larger than designed everything is drawn."""
        value = self._settings.value("zoom", 1.0, type=float)
        return min(max(float(value), 0.75), 2.0)

    @zoom.setter
    def zoom(self, factor: float) -> None:
        self._settings.setValue("zoom", factor)

    @property
    def folder(self) -> str:
        """Where the last file was opened or saved; the home folder at first."""
        return str(self._settings.value("folder", str(Path.home()), type=str))

    @folder.setter
    def folder(self, folder: str) -> None:
        self._settings.setValue("folder", folder)

    def state(self, name: str) -> QByteArray | None:
        """A remembered geometry, window or splitter state; None where there is none."""
        value = self._settings.value(f"state/{name}")
        return value if isinstance(value, QByteArray) and not value.isEmpty() else None

    def set_state(self, name: str, state: QByteArray) -> None:
        """Remember a geometry, window or splitter state."""
        self._settings.setValue(f"state/{name}", state)

    def is_shown(self, panel: str) -> bool:
        """Whether a panel is shown; every panel is until it is put away."""
        return bool(self._settings.value(f"shown/{panel}", True, type=bool))

    def set_shown(self, panel: str, shown: bool) -> None:
        """Remember whether a panel is shown."""
        self._settings.setValue(f"shown/{panel}", shown)

    @property
    def table(self) -> str:
        """The table looked at last; "" at first."""
        return str(self._settings.value("table", "", type=str))

    @table.setter
    def table(self, name: str) -> None:
        self._settings.setValue("table", name)

    @property
    def recent(self) -> list[Path]:
        """Files opened or saved lately, the latest first; those that are gone are left out."""
        stored = self._settings.value("recent", [])
        names = [stored] if isinstance(stored, str) else list(stored or [])
        return [path for name in names if (path := Path(str(name))).is_file()]

    def remember(self, path: Path) -> None:
        """Put a file first among the recent ones."""
        path = path.absolute()
        others = [other for other in self.recent if other != path]
        self._settings.setValue("recent", [str(p) for p in [path, *others][:_MOST_RECENT]])
        self.folder = str(path.parent)

    def forget_recent(self) -> None:
        """Empty the list of recent files."""
        self._settings.setValue("recent", [])

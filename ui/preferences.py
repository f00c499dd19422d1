"""What the program remembers about its user: window, theme, recent files. Never data of a case."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

_MOST_RECENT = 10
_MOST_COMMANDS = 20


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
    def numbers(self) -> str:
        """By name how numbers are grouped and where their decimals begin; "" as the language."""
        return str(self._settings.value("numbers", "", type=str))

    @numbers.setter
    def numbers(self, separators: str) -> None:
        self._settings.setValue("numbers", separators)

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

    def layouts(self) -> dict[str, QByteArray]:
        """The user's own layouts of the panels, by name, in the order they were made."""
        count = self._settings.beginReadArray("layouts")
        found: dict[str, QByteArray] = {}
        for place in range(count):
            self._settings.setArrayIndex(place)
            name, state = self._settings.value("name"), self._settings.value("state")
            if name and isinstance(state, QByteArray):
                found[str(name)] = state
        self._settings.endArray()
        return found

    def set_layouts(self, layouts: Mapping[str, QByteArray]) -> None:
        """Keep these layouts and no others."""
        self._settings.remove("layouts")
        self._settings.beginWriteArray("layouts", len(layouts))
        for place, (name, state) in enumerate(layouts.items()):
            self._settings.setArrayIndex(place)
            self._settings.setValue("name", name)
            self._settings.setValue("state", state)
        self._settings.endArray()

    @property
    def table(self) -> str:
        """The table looked at last; "" at first."""
        return str(self._settings.value("table", "", type=str))

    @table.setter
    def table(self, name: str) -> None:
        self._settings.setValue("table", name)

    @property
    def recent(self) -> list[Path]:
        """Files opened or saved lately, the latest first; some may be gone by now."""
        return [Path(name) for name in self._strings("recent")]

    def remember(self, path: Path) -> None:
        """Put a file first among the recent ones."""
        path = path.absolute()
        others = [other for other in self.recent if other != path]
        self._settings.setValue("recent", [str(p) for p in [path, *others][:_MOST_RECENT]])
        self.folder = str(path.parent)

    def forget(self, path: Path) -> None:
        """Take one file off the list of recent ones; the file itself stays."""
        self._settings.setValue("recent", [str(other) for other in self.recent if other != path])

    @property
    def commands(self) -> list[str]:
        """What was used from the command palette lately, the latest first."""
        return self._strings("commands")

    def remember_command(self, key: str) -> None:
        """Put a command first among those used lately."""
        others = [other for other in self.commands if other != key]
        self._settings.setValue("commands", [key, *others][:_MOST_COMMANDS])

    def forget_commands(self) -> None:
        """Forget what was used from the command palette."""
        self._settings.remove("commands")

    @property
    def is_tour_offered(self) -> bool:
        """Whether the start page offers the tour: until it was taken or declined."""
        return bool(self._settings.value("tour/offered", True, type=bool))

    @is_tour_offered.setter
    def is_tour_offered(self, offered: bool) -> None:
        self._settings.setValue("tour/offered", offered)

    def _strings(self, key: str) -> list[str]:
        # A list of one comes back from the file as a plain string.
        stored = self._settings.value(key, [])
        return [stored] if isinstance(stored, str) else [str(item) for item in stored or []]

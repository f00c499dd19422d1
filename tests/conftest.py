"""What every test shares: no display, a home of its own, one language and time zone, tools.

The environment is set while this file loads, before any test module imports Qt or platformdirs.
"""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# Without a platform Qt aborts where there is no display, taking the whole test run with it.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LC_ALL"] = "C.UTF-8"
os.environ["TZ"] = "UTC"

# The journal, the import cache and the settings of whoever runs the tests stay untouched, also by
# the processes that tests start.
_home = tempfile.TemporaryDirectory(prefix="what-if-tests-", ignore_cleanup_errors=True)
os.environ["HOME"] = os.environ["USERPROFILE"] = _home.name
for _variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    os.environ[_variable] = str(Path(_home.name, _variable.lower()))
# platformdirs asks Windows itself, not the environment, unless told by these.
for _variable in ("WIN_PD_OVERRIDE_APPDATA", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
    os.environ[_variable] = str(Path(_home.name, _variable.lower()))

# The same examples on each run and machine: a red run means the change is wrong, not the dice.
settings.register_profile("deterministic", derandomize=True, deadline=None, database=None)
settings.load_profile("deterministic")


def pytest_unconfigure() -> None:
    _home.cleanup()


@pytest.fixture(scope="session")
def shared_exports() -> Path:
    """Folder of collected real exports, which lies beside the checkout on some machines only."""
    folder = ROOT.parent / "shared" / "data" / "exports"
    if not folder.is_dir():
        pytest.skip("the collected exports do not lie beside this checkout")
    return folder


# LibreOffice believes the values cached in a workbook unless told to recalculate "always" (0), so
# without this a test would compare our figures with themselves.
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@dataclass(frozen=True)
class LibreOffice:
    """An installed LibreOffice with a profile of its own that recalculates on load."""

    executable: Path
    profile: Path

    def recalculate(self, workbook: Path, into: Path) -> Path:
        """Load a workbook, recalculate every formula and save it by its name in another folder."""
        target = into / workbook.name
        if target.resolve() == workbook.resolve():
            raise ValueError(f"{into} holds the workbook itself; name another folder")
        command = [
            str(self.executable),
            f"-env:UserInstallation={self.profile.as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(into),
            str(workbook),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
        # A failed conversion exits with 0 as well; only the file tells.
        assert target.is_file(), f"LibreOffice wrote no workbook: {done.stdout}{done.stderr}"
        return target


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    """LibreOffice, forced to recalculate; tests that use it should first poison cached values."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.skip("LibreOffice is not installed")
    profile = tmp_path_factory.mktemp("libreoffice-profile")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE)
    return LibreOffice(Path(found), profile)

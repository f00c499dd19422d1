"""Write assets/sample.whatif: the sample files as one project, with everything filled in.

Made by the very steps that `whatif demo` tells, at a fixed time, so that the project
is the same each time but for the last digits of quantities.

    python -m assets.make_sample_project [OUTPUT]
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from whatif_app.sample_project import begun, go_on

#: A morning in February 2027, when January's bill is final; each step takes a minute.
_BEGIN = datetime(2027, 2, 8, 9, 0, tzinfo=UTC)


def write(path: Path) -> None:
    """Write the project."""
    minutes = count()
    with tempfile.TemporaryDirectory() as journals:
        document, _ = begun(
            author="Sample",
            clock=lambda: _BEGIN + timedelta(minutes=next(minutes)),
            journal_folder=Path(journals),
        )
        try:
            for _ in go_on(document):
                pass
            document.save(path, overwrite=True)
        finally:
            document.close()


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("sample.whatif"))

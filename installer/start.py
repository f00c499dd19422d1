"""What the frozen program runs: the same as `python -m whatif_app`."""

import sys

from whatif_app.__main__ import main

sys.exit(main())

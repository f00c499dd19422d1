"""The application around the model: files in, files out, and the open document. No Qt."""

import sys

# Said here, in words that every Python reads, before a line that an older one cannot.
if sys.version_info < (3, 11):
    sys.exit("What-If needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2])

__version__ = "0.1.0"

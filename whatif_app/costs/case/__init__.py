"""From a month of a baseline to the case that begins with it."""

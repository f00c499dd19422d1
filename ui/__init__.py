"""The window: shows a document and turns gestures into commands; decides nothing."""

# Before any class of the window: see there.
from ui import overrides as overrides

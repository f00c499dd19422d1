"""The window: shows a document and turns gestures into commands; decides nothing."""

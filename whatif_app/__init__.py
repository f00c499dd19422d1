"""The application around the model: files in, files out, and the open document. No Qt."""

__version__ = "0.1.0"

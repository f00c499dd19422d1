"""The application around the model: files in, files out, the document; no Qt."""

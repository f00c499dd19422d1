"""Help inside the program: guides, the model and every field of it, figures, keys."""

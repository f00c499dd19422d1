"""The four charts: what each says is pure data (`picture`), how it looks is one plot."""

"""What the start page is made of: examples as cards, recent files, what a crash left behind."""

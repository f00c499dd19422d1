"""The words of the program in other languages, and how they are gathered (docs/translating.md)."""

"""The places a reader has been at, so that one can go back and forward."""

from __future__ import annotations


class Trail:
    """A line of places and where on it the reader is, as in a browser."""

    def __init__(self) -> None:
        self._places: list[str] = []
        self._at = -1

    @property
    def here(self) -> str:
        """The place that is read; "" before the first."""
        return self._places[self._at] if self._places else ""

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place before this one."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether one went back from a place."""
        return self._at < len(self._places) - 1

    def go(self, place: str) -> None:
        """Go to a place; those that one went back from are forgotten."""
        if place == self.here:
            return
        self._places[self._at + 1 :] = [place]
        self._at += 1

    def go_back(self) -> None:
        """Go to the place before."""
        self._at -= 1

    def go_forward(self) -> None:
        """Go to the place one went back from."""
        self._at += 1

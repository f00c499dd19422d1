"""How long an import will still take, said calmly: a guess that does not jump at every breath."""

from __future__ import annotations

from collections import deque

from scenarios.words import say, say_count

#: Nothing is said before so many seconds, or so small a share, has been seen.
_FIRST_SECONDS = 2.0
_FIRST_SHARE = 0.02

#: The speed is that of so many seconds: a slow moment hardly moves it, a slow minute does.
_WINDOW_SECONDS = 20.0

#: What is shown counts down by the clock while the guess stays within this share of it.
_CALM = 0.2


class TimeLeft:
    """Watches how the share done grows, and tells how many seconds are left."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, float]] = deque()
        self._shown: tuple[float, float] | None = None

    def seconds(self, share: float, now: float) -> float | None:
        """Seconds left; None while nothing honest can be said.

        Args:
            share: of all work done, 0 to 1. Where it falls, other work has begun.
            now: seconds of a clock that never goes back.
        """
        if self._seen and share < self._seen[-1][0]:
            self._seen.clear()
            self._shown = None
        self._seen.append((share, now))
        while now - self._seen[1 if len(self._seen) > 1 else 0][1] >= _WINDOW_SECONDS:
            self._seen.popleft()
        done, passed = share - self._seen[0][0], now - self._seen[0][1]
        if share >= 1.0 or share < _FIRST_SHARE or passed < _FIRST_SECONDS or done <= 0.0:
            return None
        return self._calmly((1.0 - share) * passed / done, now)

    def _calmly(self, guess: float, now: float) -> float:
        if self._shown is not None:
            counted_down = max(self._shown[0] - (now - self._shown[1]), 0.0)
            if abs(guess - counted_down) <= _CALM * guess:
                return counted_down
        self._shown = (guess, now)
        return guess


def in_words(seconds: float) -> str:
    """A time left as people say it: coarser the longer it is, and never "0 seconds"."""
    if seconds < 7.5:
        return say("a few seconds left")
    if seconds < 57.5:
        return say("about {n} seconds left", n=5 * round(seconds / 5))
    minutes = round(seconds / 60)
    if minutes < 60:
        return say_count("about 1 minute left", "about {n} minutes left", minutes)
    hours, minutes = divmod(10 * round(seconds / 600), 60)
    if minutes:
        return say_count(
            "about 1 hour {minutes} minutes left",
            "about {n} hours {minutes} minutes left",
            hours,
            minutes=minutes,
        )
    return say_count("about 1 hour left", "about {n} hours left", hours)

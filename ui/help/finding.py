"""Finding a page by words: headings first, then what the text below them says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ui.help.pages import Chapter
from ui.help.topics import anchor

_MOST = 40


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading of a page, with the text below it.

    Attributes:
        place: where the help has it, as `ui.help.topics` writes places.
        title: the heading; `page`, the page's title.
        words: heading and text in small letters.
    """

    place: str
    title: str
    page: str
    words: str


def passages(chapters: Sequence[Chapter]) -> tuple[Passage, ...]:
    """Every heading of every page that is searched."""
    return tuple(
        passage
        for chapter in chapters
        for page in chapter.pages
        if page.is_searched
        for passage in _passages(page.key, page.title, page.text())
    )


def found(all_passages: Sequence[Passage], query: str) -> list[Passage]:
    """The passages that have every word of a query, the best first."""
    words = query.lower().split()
    if not words:
        return []
    having = [each for each in all_passages if all(word in each.words for word in words)]
    # Sorting is stable: among equals the order of the contents stays.
    return sorted(having, key=lambda each: -_weight(each, words))[:_MOST]


def _weight(passage: Passage, words: Sequence[str]) -> int:
    """Words of the heading count most, at the beginning of a word more than within one."""
    title = passage.title.lower().replace("_", " ")
    starts = title.split()
    return sum(
        3 if any(start.startswith(word) for start in starts) else 2 if word in title else 0
        for word in words
    )


def _passages(key: str, page: str, text: str) -> Iterator[Passage]:
    title, body = page, list[str]()
    place = key
    for line in text.splitlines():
        if line.startswith("#"):
            yield Passage(place, title, page, f"{title}\n".lower() + "\n".join(body).lower())
            heading = line.lstrip("#").strip()
            title, body = heading.replace("`", ""), []
            place = f"{key}#{anchor(heading)}" if not line.startswith("# ") else key
        else:
            body.append(line)
    yield Passage(place, title, page, f"{title}\n".lower() + "\n".join(body).lower())

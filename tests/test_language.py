"""The languages of the program: complete, true to their sources, and never in a file."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from assets.languages.extract import FOLDER, brought_up_to_date, languages, read
from assets.languages.sources import ROOT, sources
from scenarios import words
from scenarios.case import Case
from whatif_app.commands import AddRow, AddScenario, DeleteRows, RenameRow, Several, set_cells
from whatif_app.document import Document
from whatif_app.language import LANGUAGES, language_of, speak
from whatif_app.project_file import Project, content_for

TOLD = "run “python -m assets.languages.extract”, and translate what it lists (docs/translating.md)"


@pytest.fixture
def german() -> Iterator[None]:
    speak(language_of("de", ""))
    yield
    speak(LANGUAGES[0])


@pytest.fixture(scope="module", params=languages())
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    return read(request.param)


@pytest.fixture(scope="module")
def said(catalogue: Catalog) -> Catalog:
    """The catalogue as the sources would have it now."""
    return brought_up_to_date(catalogue, list(sources()))


def pairs(message: Message) -> Iterator[tuple[str, str]]:
    """Each text of a message beside its translation."""
    if message.pluralizable:
        yield from zip(message.id, message.string, strict=True)
    else:
        yield str(message.id), str(message.string)


def all_pairs(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    for message in catalogue:
        if message.id:
            yield from pairs(message)


@pytest.mark.slow
def test_every_text_of_the_sources_is_in_the_catalogue_and_no_other(
    catalogue: Catalog, said: Catalog
) -> None:
    here = {(message.context, message.id) for message in catalogue}
    there = {(message.context, message.id) for message in said}

    assert here == there, TOLD


def test_every_text_is_translated(catalogue: Catalog) -> None:
    missing = [text for text, translated in all_pairs(catalogue) if not translated]

    assert missing == [], TOLD
    assert not [message.id for message in catalogue if message.id and message.fuzzy]


def test_every_translation_has_the_fields_of_its_source(catalogue: Catalog) -> None:
    def fields(text: str) -> list[str]:
        return sorted(set(re.findall(r"\{\w+\}|%s", text)))

    wrong = [
        message.id
        for message in catalogue
        if message.id and not message.pluralizable and fields(message.id) != fields(message.string)
    ]
    # A plural's own number may stand in both forms or only in the one for many.
    wrong += [
        message.id
        for message in catalogue
        if message.pluralizable
        for text in message.string
        if not set(fields(text)) <= {*fields(message.id[0]), *fields(message.id[1])}
    ]

    assert wrong == []


def test_translations_keep_blanks_tabs_and_keys_to_press(catalogue: Catalog) -> None:
    def frame(text: str) -> tuple[str, str, int, bool]:
        blank = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        # “P&L” is no key to press.
        has_key = re.search(r"(?:^|[^&\w])\w*&\w", text.replace("P&L", "")) is not None
        return *blank, text.count("\t"), has_key

    wrong = [pair for pair in all_pairs(catalogue) if frame(pair[0]) != frame(pair[1])]

    assert wrong == []


def test_translations_are_quoted_as_their_language_quotes() -> None:
    # A case file's own quotes, in “project”, are an example of JSON.
    wrong = [
        translated
        for text, translated in all_pairs(read("de"))
        if "”" in translated and "project" not in text
    ]

    assert wrong == []


def test_what_the_program_reads_is_what_the_translators_wrote(catalogue: Catalog) -> None:
    with (FOLDER / f"{catalogue.locale}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    for message in catalogue:
        if message.pluralizable:
            found = tuple(compiled.ngettext(*message.id, n) for n in (1, 2))
            assert found == message.string, TOLD
        elif message.context and message.id:
            assert compiled.pgettext(message.context, message.id) == message.string, TOLD
        elif message.id:
            assert compiled.gettext(message.id) == message.string, TOLD


# What is kept is English


def test_the_language_follows_the_system_or_the_choice() -> None:
    assert language_of("system", "de_AT").code == "de"
    assert language_of("system", "fr_FR").code == "en"
    assert language_of("de", "en_US").code == "de"
    assert language_of("no such", "de_DE").code == "en"


def test_kept_words_are_english_and_are_shown_in_the_language(german: None) -> None:
    label = words.keep(lambda: words.say("Untitled"))

    assert label == "Untitled"
    assert words.spoken(label) == "Unbenannt"
    with words.in_english():
        assert words.say("Untitled") == words.spoken(label) == "Untitled"


def changed_document() -> Document:
    """A document after changes of every sort, some taken back."""
    case = Case.from_json(
        {
            "project": {"start_month": "2027-01", "horizon": 12},
            "units": [{"name": "orders", "volume": 1000.5}],
            "workloads": [{"name": "api", "unit": "orders", "on_demand_cost": 1234.5}],
        }
    )
    document = Document(
        case, author="somebody", clock=lambda: datetime(2027, 1, 1, tzinfo=UTC), journal_folder=None
    )
    document.do(set_cells(case, None, {"workloads/api/spot_target": 0.125}), why="a try")
    document.do(AddRow("workloads", "web", {"on_demand_cost": 20}))
    document.do(AddScenario("Spot", {"workloads/api/spot_start": "2027-03"}))
    document.do(RenameRow("workloads", "web", "front"))
    cells = {"units/orders/growth": 0.015, "units/orders/price": 2.5}
    document.do(set_cells(document.case, "Spot", cells, verb="Fill"))
    document.do(DeleteRows("workloads", ["front"]))
    document.undo()
    adding = AddRow("workloads", "batch", {"on_demand_cost": 5})
    document.do(Several(adding.label, [adding]))
    return document


def saved(document: Document) -> bytes:
    project = Project(document.case, document.ledger, document.audit, document.view_state)
    return content_for(Path("a.whatif"), project)


def test_a_project_saved_under_german_equals_one_saved_under_english(german: None) -> None:
    in_german = saved(changed_document())
    speak(LANGUAGES[0])

    assert in_german == saved(changed_document())


def test_the_undo_menu_names_changes_in_the_language(german: None) -> None:
    document = changed_document()

    assert document.undo_label == "Workload „batch“ hinzufügen"
    assert document.audit[-1].label == "Add workload “batch”"
    assert document.audit[-2].label == "Undo: Delete workload “front”"
    for _ in range(5):
        document.undo()
    assert document.undo_label == "Spot-Ziel von api auf 12,5\u202f% setzen"
    assert document.audit[0].label == "Set Spot target of api to 12.5\u202f%"


# Nothing is said past the catalogue

SHOWING = frozenset(
    "setText setToolTip setStatusTip setWindowTitle setPlaceholderText setAccessibleName "
    "setAccessibleDescription setTitle addAction addMenu addItem addTab setLabelText "
    "setInformativeText setPrefix setSuffix QLabel QPushButton QCheckBox QRadioButton QAction "
    "show_notice emit showMessage set_title".split()
)


def plain_words(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Sentences handed to something that shows them, without having gone through a catalogue."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        name = name or (call.func.id if isinstance(call.func, ast.Name) else "")
        if name not in SHOWING:
            continue
        for argument in call.args:
            for line, text in spoken_parts(argument):
                if re.search(r"[A-Za-z’]{2,}\W* \w", text):
                    yield line, text


def spoken_parts(argument: ast.expr) -> Iterator[tuple[int, str]]:
    """The literal texts of an expression: its own, of either branch, of what is joined."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.lineno, argument.value
    elif isinstance(argument, ast.JoinedStr):
        parts = [v.value if isinstance(v, ast.Constant) else "…" for v in argument.values]
        yield argument.lineno, "".join(str(part) for part in parts)
    elif isinstance(argument, ast.IfExp):
        yield from spoken_parts(argument.body)
        yield from spoken_parts(argument.orelse)
    elif isinstance(argument, ast.BinOp):
        yield from spoken_parts(argument.left)
        yield from spoken_parts(argument.right)


@pytest.mark.slow
def test_the_window_says_nothing_past_the_catalogue() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in sorted((ROOT / "ui").rglob("*.py"))
        for line, text in plain_words(ast.parse(path.read_text(encoding="utf-8")))
        if "<" not in text and "{" not in text
    ]

    assert found == []


def test_plain_words_are_found_wherever_they_are_shown() -> None:
    tree = ast.parse('label.setText("Two words" if x else self.tr("Good words"))\nsay("no show")')

    assert list(plain_words(tree)) == [(1, "Two words")]

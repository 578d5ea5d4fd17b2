"""A lint of every template of the desk: nothing inline, every icon with a word, every word to be translated."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest

import heard.desk

ROOT = Path(heard.desk.__file__).parent
TEMPLATES = sorted(ROOT.glob("*/templates/**/*.html"))
WORD, ICON = "\u2039word\u203a", "<x-icon></x-icon>"
PRESSED = ("a", "button", "summary", "label")
SPOKEN = ("title", "placeholder", "aria-label", "alt", "data-key-label", "data-command", "data-say", "data-one")
NAMES = {"Heard", "HTTP", "CSRF"}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Element:
    """An element of a template, as far as a lint needs it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def words(self) -> str:
        return self.text + "".join(child.words() for child in self.children)

    def each(self) -> list[Element]:
        return [self, *(inner for child in self.children for inner in child.each())]

    def within(self, *tags: str) -> Element | None:
        above: Element | None = self
        while above is not None and above.tag not in tags:
            above = above.parent
        return above


class _Tree(HTMLParser):
    """Forgiving: a template's branches may open an element twice."""

    def __init__(self) -> None:
        super().__init__()
        self.root = self.here = Element("root", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_endtag(self, tag: str) -> None:
        above = self.here.within(tag)
        if above is not None and above.parent is not None:
            self.here = above.parent

    def handle_data(self, data: str) -> None:
        self.here.text += data


def plain(source: str) -> str:
    """A template as HTML: what it says is a word, an icon an element, all else of it is gone."""
    source = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", source, flags=re.DOTALL)
    source = re.sub(r"{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}", WORD, source, flags=re.DOTALL)
    source = re.sub(r"{% block (?:frame|body_class) %}.*?{% endblock %}", "", source)
    source = re.sub(r"{%\s*icon\s[^%]*%}", ICON, source)
    source = re.sub(
        r"{%\s*(?:translate|trans|ago|heat|ribbon|marked|url|static|include|bar|block)\b[^%]*%}", WORD, source
    )
    source = re.sub(r"{{.*?}}", WORD, source)
    return re.sub(r"{%.*?%}", "", source, flags=re.DOTALL)


def tree(path: Path) -> Element:
    reader = _Tree()
    reader.feed(plain(path.read_text()))
    return reader.root


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_nothing_inline(path: Path) -> None:
    """The policy allows no script and no style of the page's own; this finds them before a browser does."""
    for element in tree(path).each():
        where = f"<{element.tag} {element.attributes}>"
        assert element.tag != "style", where
        if element.tag == "script":
            assert "src" in element.attributes or element.attributes.get("type") == "application/json", where
        for name, value in element.attributes.items():
            assert name != "style", where
            assert not name.startswith("on"), where
            assert not name.startswith("hx-on"), where
            assert not value.strip().lower().startswith(("javascript:", "http:", "https:", "//")), where


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_every_icon_has_a_word(path: Path) -> None:
    for element in tree(path).each():
        if element.tag != "x-icon" or element.parent is None:
            continue
        pressed = element.within(*PRESSED)
        place = pressed or element.parent.parent or element.parent
        said = place.words() + place.attributes.get("aria-label", "")
        assert re.search(r"\w", said), f"an icon alone in <{place.tag} {place.attributes}>"


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_every_word_is_to_be_translated(path: Path) -> None:
    bare = []
    for element in tree(path).each():
        if not element.within("script", "kbd", "code", "style"):
            bare += re.findall(r"[^\W\d_]{2,}", element.text.replace(WORD, " "))
        for name in SPOKEN:
            bare += re.findall(r"[^\W\d_]{2,}", element.attributes.get(name, "").replace(WORD, " "))
    assert [word for word in bare if word not in NAMES] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_forms_that_change_something_carry_the_token(path: Path) -> None:
    source = path.read_text()
    for form in re.findall(r"<form\b[^>]*method=[\"']?post[^>]*>.{0,40}", source, flags=re.IGNORECASE | re.DOTALL):
        assert "csrf_token" in form, form


def test_the_lint_sees_what_it_should() -> None:
    page = '<p style="a">{% translate "x" %}</p><button>{% icon "x" %}</button><a title="Go">{% icon "x" %}Bare</a>'
    reader = _Tree()
    reader.feed(plain(page))
    elements = reader.root.each()
    assert [element.tag for element in elements] == ["root", "p", "button", "x-icon", "a", "x-icon"]
    assert elements[1].attributes == {"style": "a"}
    assert elements[2].words() == ""
    assert elements[4].words() == "Bare"

"""Templates compile, keep every visible word translatable, and carry no inline style or script."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.architecture.tree import ROOT, template_name, templates

TRANSLATED = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?%\}(.*?)\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL
)
TRANSLATE_TAG = re.compile(r"\{%\s*trans(?:late)?\s+(\"[^\"]*\"|'[^']*').*?%\}", re.DOTALL)
COMMENT = re.compile(r"\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|\{#.*?#\}", re.DOTALL)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# Blocks that hold the name of a class or of a page, never words.
NAMES = re.compile(r"\{%\s*block (?:main_class|nav_current)\s*%\}.*?\{%\s*endblock.*?%\}")
LITERAL = re.compile(r"_?\(?\"([^\"]*)\"|_?\(?'([^']*)'")
WORD = re.compile(r"[^\W\d_]{2,}")
# A literal handed to a tag that reads like words for the screen: "Save", "not yet".
SPOKEN = re.compile(r"^[A-Z][a-z]+|[a-z]{2,} [a-z]{2,}")
# Tags whose literals are names or formats, never words.
UNSPOKEN = re.compile(r"^\{%\s*(?:load|url|static|extends|now|if|elif|ifequal|regroup)\b")
READ_ALOUD = {"alt", "title", "placeholder", "aria-label", "aria-description", "label", "summary"}
EXECUTABLE = re.compile(r"^on[a-z]+$")


def _name(path: Path) -> str:
    return template_name(path)


pages = [path for path in templates() if path.suffix == ".html"]
every_page = pytest.mark.parametrize("path", pages, ids=_name)
every_template = pytest.mark.parametrize("path", templates(), ids=_name)


@dataclass
class Seen(HTMLParser):
    """What a browser would make of a template whose own tags were taken out."""

    words: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    _inside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            text = value or ""
            if name in READ_ALOUD and WORD.search(text):
                self.words.append(f"{name}={text!r}")
            if name == "style" or EXECUTABLE.match(name) or text.startswith("javascript:"):
                self.inline.append(f"<{tag} {name}>")
        if tag == "style" or (tag == "script" and "src" not in dict(attrs)):
            self.inline.append(f"<{tag}>")
        self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self._inside[-1:]) and WORD.search(data):
            self.words.append(" ".join(data.split()))


def _see(source: str) -> Seen:
    seen = Seen()
    seen.feed(source)
    seen.close()
    return seen


def _without_comments(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def _untranslated(source: str) -> str:
    """The template without what is translated and without its own tags: what is left is bare."""
    return TAG.sub("", NAMES.sub("", TRANSLATED.sub("", source)))


@every_template
def test_every_template_compiles(path):
    get_template(_name(path))


@every_page
def test_every_visible_word_can_be_translated(path):
    assert _see(_untranslated(_without_comments(path))).words == []


@pytest.mark.parametrize("path", [p for p in templates() if p.suffix == ".txt"], ids=_name)
def test_every_word_of_a_text_mail_can_be_translated(path):
    assert WORD.findall(_untranslated(_without_comments(path))) == []


@every_template
def test_no_words_are_handed_to_a_tag_untranslated(path):
    source = TRANSLATE_TAG.sub("", TRANSLATED.sub("", _without_comments(path)))
    literals = [
        a or b
        for tag in TAG.findall(source)
        if not UNSPOKEN.match(tag)
        for a, b in LITERAL.findall(re.sub(r"_\((\"[^\"]*\"|'[^']*')\)|\|date:\S+", "", tag))
    ]

    assert [words for words in literals if SPOKEN.search(words)] == []


# Mail programs read neither style sheets nor classes; browsers never see these.
MAIL = {"mail", "email"}


@pytest.mark.parametrize("path", [p for p in pages if not MAIL & set(p.parts)], ids=_name)
def test_no_page_has_inline_style_or_script(path):
    # Both branches of an {% if %} stay in, so a conditional attribute is seen as well.
    assert _see(TAG.sub("", _without_comments(path))).inline == []


@every_template
def test_nothing_on_the_screen_is_shouted(path):
    source = _without_comments(path)
    spoken = TRANSLATED.findall(source) + TRANSLATE_TAG.findall(source)

    assert [words for words in spoken if "!" in TAG.sub("", words)] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates" / "components").glob("*.html")), ids=_name
)
def test_every_component_opens_by_saying_what_it_takes(path):
    assert re.match(r"\s*(\{%\s*load[^%]*%\}\s*)*\{%\s*comment", path.read_text("utf-8"))

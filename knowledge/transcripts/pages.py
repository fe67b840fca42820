"""Transcripts as web pages: the plain kind that Podcasting 2.0 describes, and what sites make of theirs.

A page becomes lines as they would stand in Markdown, with the speakers in bold, which `labelled` reads.
"""

import re
from dataclasses import dataclass, field
from enum import Enum
from html.parser import HTMLParser
from itertools import chain

from knowledge.transcripts.events import Aside, Told
from knowledge.transcripts.header import told
from knowledge.transcripts.labelled import Grammar, find_grammar, said
from knowledge.transcripts.model import About, Format, Reason
from knowledge.transcripts.names import NAME_MAX, tidy
from knowledge.transcripts.times import CLOCK
from knowledge.transcripts.trouble import Problem, TranscriptUnusable

TAG_MAX = 5000
"""Characters of a tag; where it is longer, its "<" opens none."""

WORDS_MIN = 40
"""Words of a page that names no speaker and is a transcript all the same."""

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)

DECLARATION = re.compile(rf"<[!?][^<>\[]{{0,{TAG_MAX}}}(?:\[[^\]]{{0,{TAG_MAX}}}\]\s{{0,9}})?>")
"""Doctypes with all that they could declare in brackets, and instructions for other programs."""

NO_TAG = re.compile(rf"<(?![a-zA-Z/][^<>]{{0,{TAG_MAX}}}>)")

BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "html", "li", "main", "ol", "p", "pre", "section",
    "table", "tbody", "td", "th", "tr", "ul",
})  # fmt: skip
"""Elements that begin a paragraph of their own."""

UNSEEN = frozenset({
    "noscript", "script", "style", "svg", "template",
})  # fmt: skip
"""Elements in which nothing is to be read."""

BESIDE = frozenset({
    "aside", "button", "dialog", "footer", "header", "menu", "nav", "select",
})  # fmt: skip
"""Elements around what a page is about."""

LOGIN = re.compile(r"\b(?:log|sign)[ -]?(?:in|on)\b|\bpassword\b", re.IGNORECASE)

A_TIME = re.compile(rf"[\[(]?({CLOCK})[\])]?")

NAME_AND_TIME = re.compile(rf"(?P<name>.*?)[\s,-]*[\[(]?(?P<time>{CLOCK})[\])]?")


def read_page(text: str) -> Told:
    """Tell of a page. Raises `TranscriptUnusable` if it is one to log in on, or has nothing to read."""
    page = _Page()
    page.feed(_tamed(text))
    page.close()
    lines, grammar = page.read()
    words = sum(line.count(" ") + 1 for line in lines if line)
    if grammar is None and (page.asks_password or (words < WORDS_MIN and LOGIN.search(page.about.title))):
        raise TranscriptUnusable(Problem.LOGIN_PAGE)
    if grammar is None and words < WORDS_MIN:
        raise TranscriptUnusable(Problem.WEB_PAGE)
    asides = (Aside(Reason.PAGE, it) for it in page.beside)
    return Told(Format.HTML, chain(asides, said(lines, grammar, str)), page.about)


def _tamed(text: str) -> str:
    """*text* without what Python's parser takes long for, or gives up over.

    It looks for the end of whatever is opened, again and again if there is none; and it raises AssertionError
    over some declarations.
    """
    closed = text.rfind("-->") + len("-->")
    text = COMMENT.sub("", text[:closed]) + text[closed:]
    return NO_TAG.sub("&lt;", DECLARATION.sub("", text))


@dataclass
class _Line:
    """A paragraph, or a line of one: perhaps a *lead*, which can be a name, perhaps a time, and words.

    The page itself is *sure* of some names. Others are only bold.
    """

    opens_paragraph: bool
    lead: str = ""
    sure: bool = False
    time: str = ""
    words: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Go on with *text*; white space before everything is none."""
        if self.words or text.strip():
            self.words.append(text)

    def written(self, *, bold: bool) -> str:
        """The line in Markdown; with what only stands in *bold* as such, or like all words."""
        lead, time, words = self.lead, self.time, "".join(self.words)
        if self.sure:
            if parts := NAME_AND_TIME.fullmatch(lead.rstrip(": ")):
                lead, time = parts["name"], parts["time"]
            lead = f"**{tidy(lead)}:** "
        elif lead and bold:
            lead = f"**{lead}**"
        return " ".join(f"{lead}{f' [{time}] ' if time else ''}{words}".split())


class _Kind(Enum):
    """What becomes of the text in an element."""

    UNSEEN = "unseen"
    BESIDE = "beside"
    TITLE = "title"
    NAME = "name"
    BOLD = "bold"
    TIME = "time"


@dataclass
class _Element:
    """An element whose text is collected until it ends; *depth* counts those of its kind within."""

    tag: str
    kind: _Kind
    depth: int = 1
    text: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    """Reads a page into lines, and keeps apart what stands *beside* them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.about = About()
        self.beside: list[str] = []
        self.asks_password = False
        self._lines: list[_Line] = []
        self._line = _Line(opens_paragraph=True)
        self._element: _Element | None = None
        self._preformatted = False

    def read(self) -> tuple[list[str], Grammar | None]:
        """All lines, with an empty one before each paragraph, and how they open turns."""
        self._end_line(paragraph=True, wait=False)
        bold = not any(line.sure for line in self._lines)
        written = [line.written(bold=bold) for line in self._lines]
        grammar, _ = find_grammar(written)
        lines: list[str] = []
        for line, text in zip(self._lines, written, strict=True):
            named = not line.lead or (grammar and next(grammar.parts(text)).name is not None)
            lines += [""] * line.opens_paragraph + [text if named else line.written(bold=False)]
        return lines, grammar

    # Called by the parser

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what *tag* begins."""
        given = {name: value or "" for name, value in attrs}
        if self._element and not self._interrupted_by(tag):
            self._element.depth += tag == self._element.tag
        elif tag == "br":
            self._end_line(paragraph=not self._line.words)
        else:
            if tag in BLOCKS:
                self._end_line(paragraph=True)
                self._preformatted = tag == "pre"
            self._note(tag, given)
            if kind := self._kind(tag, given.get("class", "")):
                self._element = _Element(tag, kind)

    def handle_endtag(self, tag: str) -> None:
        """End what *tag* ends."""
        if self._element and not self._interrupted_by(tag):
            self._element.depth -= tag == self._element.tag
            if not self._element.depth:
                self._finish_element()
        elif tag in BLOCKS:
            self._end_line(paragraph=True)
            self._preformatted = False

    def handle_data(self, data: str) -> None:
        """Take a stretch of text."""
        if self._element:
            self._element.text.append(data)
        elif self._preformatted:
            for number, line in enumerate(data.split("\n")):
                if number:
                    self._end_line(paragraph=not line.strip())
                self._line.say(line)
        else:
            self._line.say(data)

    # What they come to

    def _interrupted_by(self, tag: str) -> bool:
        """Whether *tag* shows that what could be a name is none, since a paragraph ends or begins in it."""
        element = self._element
        if element and element.tag != tag and tag in BLOCKS and element.kind in {_Kind.NAME, _Kind.BOLD}:
            self._line.say("".join(element.text))
            self._element = None
        return self._element is None

    def _kind(self, tag: str, styles: str) -> _Kind | None:
        if tag in UNSEEN:
            return _Kind.UNSEEN
        if tag in BESIDE:
            return _Kind.BESIDE
        if tag in {"title", "time"}:
            return _Kind(tag)
        if self._line.words:
            return None
        if tag in {"cite", "dt"} or "speaker" in styles.lower():
            return _Kind.NAME
        return _Kind.BOLD if tag in {"b", "strong"} and not self._line.lead else None

    def _note(self, tag: str, given: dict[str, str]) -> None:
        """Keep what an element without text says of the page."""
        match tag, given:
            case "input", {"type": kind}:
                self.asks_password = self.asks_password or kind.lower() == "password"
            case "html", {"lang": language}:
                self.about = told(self.about, "language", language)
            case "link", {"rel": "canonical", "href": url}:
                self.about = told(self.about, "url", url)
            case "meta", {"property": "og:site_name", "content": show}:
                self.about = told(self.about, "show", show)

    def _finish_element(self) -> None:
        element, self._element = self._element, None
        if element is None or element.kind is _Kind.UNSEEN:
            return
        text = " ".join("".join(element.text).split())
        time = A_TIME.fullmatch(text)
        match element.kind:
            case _Kind.BESIDE:
                self.beside.append(text)
            case _Kind.TITLE:
                self.about = told(self.about, "title", text)
            case _Kind.TIME if time and not self._line.words:
                self._line.time = time[1]
            case _Kind.TIME if time:
                self._line.say(f" [{time[1]}] ")
            case _Kind.NAME | _Kind.BOLD if text and len(text) <= NAME_MAX and "*" not in text:
                self._name(text, sure=element.kind is _Kind.NAME)
            case _:
                self._line.say("".join(element.text))

    def _name(self, text: str, *, sure: bool) -> None:
        if self._line.lead:
            # Two names in a row: the first one said nothing.
            self._end_line(paragraph=True, wait=False)
        self._line.lead, self._line.sure = text, sure

    def _end_line(self, *, paragraph: bool, wait: bool = True) -> None:
        """Begin another line; a name that the page is sure of waits for the words that it belongs to."""
        line = self._line
        if not line.words and (not line.lead or line.sure) and wait:
            line.opens_paragraph = line.opens_paragraph or paragraph
            return
        if line.lead or line.time or line.words:
            self._lines.append(line)
        self._line = _Line(opens_paragraph=paragraph)

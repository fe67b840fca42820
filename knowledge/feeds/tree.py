"""XML becomes elements, whose names do not depend on prefixes; or it is refused while it is being read.

expat reads it, which comes with Python. All that a parser has to be guarded against begins with a document
type, and expat tells of that before it reads what is declared in it: there reading ends. (defusedxml does the
same, and then builds a tree without bounds.)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self
from xml.parsers import expat

from knowledge.feeds.plain import address
from knowledge.feeds.trouble import DEPTH_MAX, ELEMENTS_MAX, FeedUnusable, Problem

PREFIXES: Mapping[str, str] = {
    "backend.userland.com/rss2": "",
    "blogs.law.harvard.edu/tech/rss": "",
    "backend.userland.com/creativecommonsrssmodule": "cc:",
    "cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "cc:",
    "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast:",
    "podcastindex.org/namespace/1.0": "podcast:",
    "purl.org/dc/elements/1.1": "dc:",
    "www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "www.w3.org/2005/atom": "atom:",
    "www.w3.org/xml/1998/namespace": "xml:",
}
"""What we call names by whose address they are under, in lower case and without scheme and last slash: feeds
write them in many ways."""

FEEDS = frozenset({"rss", "atom:feed"})

OTHERS: Mapping[str, str] = {
    "opml": "a list of feeds (OPML), not one of them",
    "rdf:RDF": "a feed that cannot have episodes (RSS 1.0)",
}

NAME_MAX = 40
"""Characters of an element's name that are shown."""


@dataclass(slots=True)
class Element:
    """An element with all that is in it; relative addresses in it start from *base*."""

    name: str
    attributes: Mapping[str, str]
    base: str
    content: list[Self | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All characters in it, whatever elements they are in."""
        return "".join(it if isinstance(it, str) else it.text for it in self.content)

    def all(self, *names: str) -> Iterator[Self]:
        """The elements right in it that have one of *names*, those with the first name first."""
        for name in names:
            for it in self.content:
                if not isinstance(it, str) and it.name == name:
                    yield it


def read_tree(text: str, base: str = "") -> Element:
    """The feed in *text*, whose address is *base*. Raises `FeedUnusable` if it is none."""
    building = _Building(base)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = building.declare
    parser.StartElementHandler = building.begin
    parser.EndElementHandler = building.end
    parser.CharacterDataHandler = building.say
    try:
        parser.Parse(text, True)  # noqa: FBT003 (expat takes it by position only)
    except expat.ExpatError as error:
        thing = f"{expat.ErrorString(error.code)} in line {error.lineno}"
        raise FeedUnusable(Problem.BROKEN_XML, thing) from None
    return building.root


class _Building:
    """The elements that are open, each in the one before it, in an outermost one that is in no file."""

    def __init__(self, base: str) -> None:
        self.open = [Element("", {}, base)]
        self.count = 0

    @property
    def root(self) -> Element:
        return next(self.open[0].all(*FEEDS))

    def declare(self, *_: object) -> None:
        raise FeedUnusable(Problem.DECLARATIONS)

    def begin(self, written: str, attributes: Mapping[str, str]) -> None:
        name, parent = _name(written), self.open[-1]
        if len(self.open) == 1 and name not in FEEDS:
            raise FeedUnusable(
                Problem.OTHER_XML, OTHERS.get(name, f"XML of another kind, <{name[:NAME_MAX]}>")
            )
        self.count += 1
        if self.count > ELEMENTS_MAX:
            raise FeedUnusable(Problem.TOO_MANY_PARTS, f"more than {ELEMENTS_MAX:,} elements")
        if len(self.open) > DEPTH_MAX:
            raise FeedUnusable(Problem.TOO_DEEP)
        named = {_name(it): value for it, value in attributes.items()} if attributes else {}
        moved = address(named["xml:base"], parent.base) if "xml:base" in named else ""
        element = Element(name, named, moved or parent.base)
        parent.content.append(element)
        self.open.append(element)

    def end(self, _: str) -> None:
        self.open.pop()

    def say(self, text: str) -> None:
        self.open[-1].content.append(text)


@lru_cache(maxsize=1000)
def _name(written: str) -> str:
    """Our name for an element or attribute, of expat's, which has its namespace's address in front."""
    namespace, _, local = written.rpartition(" ")
    where = namespace.casefold().partition("://")[2].rstrip("/")
    return PREFIXES.get(where, f"{where} ") + local if namespace else local

"""What somebody reads who looks at components: all words, in the order in which they stand there."""

import re
from collections.abc import Iterable, Iterator

from tests.doubles.discord.markup import BLOCK, CODE, ESCAPE
from tests.doubles.discord.nodes import Payload, children, node_of
from tests.doubles.slack.nodes import Node
from tests.doubles.slack.words import line

WITHIN = (
    ESCAPE,
    BLOCK,
    CODE,
    r"\[(?P<label>(?:\\.|[^\[\]\\])+)\]\(<?(?P<target>(?:\([^)\s]*\)|[^\s()<>])+)>?\)",
    r"<(?P<quiet>https?://[^\s<>]+)>",
    r"(?P<bare>https?://[^\s<>]*[^\s<>.,:;\"')\]*_~|])",
    r"\*\*(?P<bold>(?:\\.|[^\\])+?)\*\*(?!\*)",
    r"__(?P<underlined>(?:\\.|[^\\])+?)__(?!_)",
    r"~~(?P<struck>(?:\\.|[^\\])+?)~~",
    r"\|\|(?P<spoiler>(?:\\.|[^\\])+?)\|\|",
    r"\*(?=\S)(?P<leaning>(?:\\.|[^\\*])+?)(?<!\s)\*(?!\*)",
    r"\b_(?P<slanted>(?:\\.|[^\\_])+?)_\b",
)
"""What there is within a line, in the order in which Discord looks for it."""

BEFORE = r"^[ \t]*(?:(?:-#|#{1,3}|>>>|[->*])[ \t]+)+"
"""What makes a line a quiet one, a heading, a quote or an item of a list."""

INLINE = re.compile("|".join(WITHIN), re.DOTALL | re.IGNORECASE)
MARKDOWN = re.compile("|".join((*WITHIN, BEFORE)), re.DOTALL | re.IGNORECASE | re.MULTILINE)

LITERAL = ("escaped", "block", "code", "quiet", "bare")
MARKED = ("bold", "underlined", "struck", "spoiler", "leaning", "slanted")


def words(components: Iterable[Payload]) -> str:
    """All words of components, as one line with single spaces."""
    return line(text for component in components for text in _of_component(node_of(component)))


def plain(markdown: str) -> str:
    """Markdown as it is read: a link as its label and address, escapes as characters, no marks."""
    return MARKDOWN.sub(_read, markdown)


def _read(found: re.Match[str]) -> str:
    if found["label"]:
        return f"{INLINE.sub(_read, found['label'])} {found['target']}"
    for group in LITERAL:
        if found[group]:
            return found[group]
    return next((INLINE.sub(_read, found[group]) for group in MARKED if found[group]), "")


def _of_component(node: Node) -> Iterator[str]:
    if node.kind == "text_display":
        yield plain(node.value["content"])
    for field in ("label", "description", "placeholder"):
        yield node.value.get(field) or ""
    for child in children(node):
        yield from _of_component(child)

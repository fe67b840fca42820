"""What somebody reads who looks at components: all words, in the order in which they stand there."""

import re
from collections.abc import Iterable, Iterator

from tests.doubles.discord.nodes import Payload, children, kind_of
from tests.doubles.slack.nodes import Node
from tests.doubles.slack.words import line

BLOCK_MARK = re.compile(r"(?m)^(?:(?:-#|#{1,3}|>|>>>|[-*])\s+)+")
"""What makes a line subtext, a heading, a quote or an item of a list."""

TOKEN = re.compile(
    r"\\(?P<escaped>[^0-9A-Za-z\s])"
    r"|```(?:[a-z0-9_+.#-]+\n)?\n*(?P<block>[^\n].*?)\n*```"
    r"|(?P<ticks>`+)(?P<code>.*?[^`])(?P=ticks)(?!`)"
    r"|\[(?P<label>(?:\\.|[^\[\]\\])+)\]\(<?(?P<target>(?:\([^)\s]*\)|[^\s()<>])+)>?\)"
    r"|<(?P<shown>https?://[^\s<>]+)>"
    r"|(?P<bare>https?://[^\s<>]*[^\s<>.,:;\"')\]*_~|])"
    r"|\*\*(?P<bold>(?:\\.|[^\\])+?)\*\*(?!\*)"
    r"|__(?P<under>(?:\\.|[^\\])+?)__(?!_)"
    r"|~~(?P<struck>(?:\\.|[^\\])+?)~~"
    r"|\|\|(?P<hidden>(?:\\.|[^\\])+?)\|\|"
    r"|\*(?=\S)(?P<leaning>(?:\\.|[^\\*])+?)(?<!\s)\*(?!\*)"
    r"|\b_(?P<slanted>(?:\\.|[^\\_])+?)_\b",
    re.DOTALL | re.IGNORECASE,
)
"""What Discord's markdown knows within a line, in the order in which it tries."""

MARKED = ("bold", "under", "struck", "hidden", "leaning", "slanted")

KEPT = ("escaped", "block", "code", "shown", "bare")


def words(components: Iterable[Payload]) -> str:
    """All words of components, as one line with single spaces."""
    return line(text for component in components for text in _of_component(component))


def plain(markdown: str) -> str:
    """Markdown as it is read: a link as its label and address, escapes as characters, no marks."""
    return _inline(BLOCK_MARK.sub("", markdown))


def _inline(markdown: str) -> str:
    return TOKEN.sub(_token, markdown)


def _token(found: re.Match[str]) -> str:
    if found["label"]:
        return f"{_inline(found['label'])} {found['target']}"
    for group in KEPT:
        if found[group]:
            return found[group]
    return next(_inline(found[group]) for group in MARKED if found[group])


def _of_component(component: Payload) -> Iterator[str]:
    node = Node("", kind_of(component), component)
    yield from _own(node)
    for field in ("components", "component", "accessory"):
        for child in children(node, field):
            yield from _of_component(child.value)


def _own(node: Node) -> Iterator[str]:
    match node.kind:
        case "text_display":
            yield plain(node.value["content"])
        case "media_gallery":
            yield from _texts(children(node, "items"), "description")
        case _:
            yield from _texts([node], "label", "description", "placeholder")
            yield from _texts(children(node, "options"), "label", "description")


def _texts(nodes: Iterable[Node], *fields: str) -> Iterator[str]:
    yield from (node.value[field] for node in nodes for field in fields if node.value.get(field))

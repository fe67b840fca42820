"""What somebody reads who looks at blocks: all words, in the order in which they stand there."""

import re
from collections.abc import Iterable, Iterator

from tests.doubles.slack.elements import Json, options_of

LINK = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
ITALIC = re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])")

DATE = re.compile(r"^!date\^\d+\^[^|]*$")


def words(blocks: Iterable[Json]) -> str:
    """All words of blocks, as one line with single spaces."""
    return line(text for block in blocks for text in _of_block(block))


def line(texts: Iterable[str]) -> str:
    """Texts as one line with single spaces."""
    return " ".join(" ".join(texts).split())


def read(text: str) -> str:
    """Markup as it is read: a link as its label and address, entities as characters, no marks."""
    text = LINK.sub(_link, text)
    text = ITALIC.sub(r"\1", BOLD.sub(r"\1", text))
    text = re.sub(r"(?m)^&gt; ?", "", text)
    return plain(text)


def plain(text: str) -> str:
    """Text without markup: only its entities are read."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def text_words(text: Json) -> str:
    """A text object as it is read."""
    return read(text["text"]) if text["type"] in {"mrkdwn", "markdown"} else plain(text["text"])


def _link(found: re.Match[str]) -> str:
    target, label = found.groups()
    if target.startswith("!date^"):
        return label or ""
    return f"{label} {target}" if label else target


def _of_block(block: Json) -> Iterator[str]:
    match block["type"]:
        case "section":
            yield from _texts(block, "text")
            yield from (text_words(field) for field in block.get("fields") or ())
            yield from _of_element(block["accessory"]) if "accessory" in block else ()
        case "header":
            yield from _texts(block, "text")
        case "markdown":
            yield block["text"]
        case "image":
            yield from _texts(block, "title")
            yield block.get("alt_text", "")
        case "input":
            yield from _texts(block, "label", "hint")
            yield from _of_element(block["element"])
        case "context" | "actions" | "context_actions":
            for element in block["elements"]:
                yield from _of_element(element)
        case "rich_text":
            yield from _of_rich_text(block)


def _of_element(element: Json) -> Iterator[str]:
    match element["type"]:
        case "mrkdwn" | "plain_text":
            yield text_words(element)
        case "image":
            yield element.get("alt_text", "")
        case "button":
            yield text_words(element["text"])
        case _:
            yield from _texts(element, "placeholder")
            for option in options_of(element):
                yield from _texts(option, "text", "description")


def _of_rich_text(element: Json) -> Iterator[str]:
    for inner in element.get("elements", ()):
        yield from (str(inner[key]) for key in ("text", "url") if isinstance(inner.get(key), str))
        yield from _of_rich_text(inner)


def _texts(thing: Json, *keys: str) -> Iterator[str]:
    yield from (text_words(thing[key]) for key in keys if thing.get(key))

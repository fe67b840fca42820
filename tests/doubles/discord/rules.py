"""What Discord would refuse, or our own rules do, in messages, modals and the answers to interactions.

Each function takes a payload as it is sent and says what is wrong with it, a line for each problem; none
means that it may pass. They know what the OpenAPI document does not, and most of what it does, so that limits
hold where there is none; `openapi_problems` tells whether a payload is of the right shape at all.
"""

from collections.abc import Collection, Iterable, Iterator
from enum import IntEnum
from itertools import chain
from typing import NamedTuple

from tests.doubles.discord.commands import problems_in_commands
from tests.doubles.discord.components import ATTACHED, problems_of_answering, problems_of_components
from tests.doubles.discord.content import COMPONENTS_V2, EPHEMERAL
from tests.doubles.discord.limits import (
    COMPONENTS_MAX,
    EMBEDS_TEXT_MAX,
    FILE_MAX,
    FILENAME,
    FILES_MAX,
    ROWS_MAX,
    TEXT_MAX,
    problems_of_size,
)
from tests.doubles.discord.markup import problems_of_markup
from tests.doubles.discord.nodes import COMPONENTS, Payload, children, media_url, nodes
from tests.doubles.slack.nodes import Node, Problem, said

__all__ = [
    "Answer",
    "Upload",
    "problems_in_callback",
    "problems_in_choices",
    "problems_in_commands",
    "problems_in_message",
    "problems_in_modal",
]


class Answer(IntEnum):
    """What an interaction can be answered with (receiving and responding)."""

    PONG = 1
    MESSAGE = 4
    MESSAGE_LATER = 5
    CHANGE_LATER = 6
    CHANGE = 7
    CHOICES = 8
    MODAL = 9


class Upload(NamedTuple):
    """A file beside a payload: its name and how many bytes it has."""

    name: str
    size: int


def problems_in_message(body: Payload, files: Collection[Upload] = (), *, changes: bool = False) -> list[str]:
    """Of a message with its *files*: a new one or, if it *changes* one, what is to be different in that."""
    message = Node("", "message", body)
    found = list(nodes(message))
    return _lines(
        problems_of_components(found),
        _of_text(body),
        _of_mentions(body),
        _of_nonce(body),
        _of_media(body, found, files),
        _of_files(files),
        _of_new(body, found) if _flags(body) & COMPONENTS_V2 else _of_old(message),
        () if changes or files or _says_something(body) else [("", "an empty message")],
    )


def problems_in_callback(body: Payload, files: Collection[Upload] = ()) -> list[str]:
    """Of the first answer to an interaction, of whatever type it is."""
    data = body.get("data") or {}
    match body.get("type"):
        case Answer.MESSAGE:
            return problems_in_message(data, files)
        case Answer.MESSAGE_LATER if _flags(data) & ~EPHEMERAL:
            return ["flags: of what is yet to come, only that it is ephemeral can be said"]
        case Answer.PONG | Answer.MESSAGE_LATER | Answer.CHANGE_LATER:
            return []
        case Answer.CHANGE:
            return problems_in_message(data, files, changes=True)
        case Answer.CHOICES:
            return problems_in_choices(data)
        case Answer.MODAL:
            return problems_in_modal(data)
        case other:
            return [f"type: {other!r} is no answer"]


def problems_in_modal(data: Payload) -> list[str]:
    """Of a modal as it is opened."""
    found = list(nodes(Node("", "modal", data)))
    missing = ((field, "missing") for field in ("title", "custom_id") if data.get(field) is None)
    return _lines(missing, problems_of_components(found), problems_of_answering(found))


def problems_in_choices(data: Payload) -> list[str]:
    """Of what is suggested while somebody types."""
    choices = (Node(f"choices/{at}", "suggestion", it) for at, it in enumerate(data.get("choices") or ()))
    return _lines(*map(problems_of_size, (Node("", "autocompletion", data), *choices)))


def _lines(*problems: Iterable[Problem]) -> list[str]:
    return list(dict.fromkeys(map(said, chain(*problems))))


def _flags(body: Payload) -> int:
    return body.get("flags") or 0


def _says_something(body: Payload) -> bool:
    return any(body.get(field) for field in ("content", "embeds", "components", "poll", "sticker_ids"))


def _of_text(body: Payload) -> Iterator[Problem]:
    yield from (("content", problem) for problem in problems_of_markup(body.get("content") or ""))
    if (total := sum(map(_embedded, body.get("embeds") or ()))) > EMBEDS_TEXT_MAX:
        yield "embeds", f"{total} characters in all, a message takes {EMBEDS_TEXT_MAX}"


def _embedded(embed: Payload) -> int:
    parts = [embed, embed.get("footer") or {}, embed.get("author") or {}, *(embed.get("fields") or ())]
    texts = (part.get(field) for part in parts for field in ("title", "description", "text", "name", "value"))
    return sum(len(text) for text in texts if text)


def _of_mentions(body: Payload) -> Iterator[Problem]:
    match body.get("allowed_mentions"):
        case {"parse": [], **others} if not any(others.values()):
            return
        case allowed:
            yield "allowed_mentions", f"{allowed!r}, and our own rule is that nobody is pinged"


def _of_nonce(body: Payload) -> Iterator[Problem]:
    if body.get("nonce") is not None and not body.get("enforce_nonce"):
        yield "enforce_nonce", "not true, and a nonce alone keeps nothing from coming twice"


def _of_media(body: Payload, found: Collection[Node], files: Collection[Upload]) -> Iterator[Problem]:
    attached = {name for name, _ in files} | {it.get("filename") for it in body.get("attachments") or ()}
    shown = {
        address.removeprefix(ATTACHED): node
        for node in found
        if (address := media_url(node)).startswith(ATTACHED)
    }
    for name in shown.keys() - attached:
        yield shown[name].path, f"shows {name!r}, which is not attached"
    for name, _ in files:
        if _flags(body) & COMPONENTS_V2 and name not in shown:
            yield "files", f"{name!r} is shown by no component"


def _of_files(files: Collection[Upload]) -> Iterator[Problem]:
    for name, size in files:
        if not FILENAME.fullmatch(name):
            yield "files", f"{name!r} would get another name"
        if size > FILE_MAX:
            yield "files", f"{name!r} has {size} bytes, a file takes {FILE_MAX}"
    if (total := sum(size for _, size in files)) > FILES_MAX:
        yield "files", f"{total} bytes in all, a request takes {FILES_MAX}"


def _of_old(message: Node) -> Iterator[Problem]:
    """A message without the flag takes rows and nothing else."""
    top = list(children(message))
    for node in top:
        if node.kind != "action_row":
            yield node.path, f"{node.kind} needs the flag IS_COMPONENTS_V2"
    if len(top) > ROWS_MAX:
        yield "components", f"{len(top)} rows, a message takes {ROWS_MAX}"


def _of_new(body: Payload, found: Collection[Node]) -> Iterator[Problem]:
    """A message with the flag says all in its components."""
    for field in ("content", "embeds", "poll", "sticker_ids"):
        if body.get(field):
            yield field, "has no place beside the flag IS_COMPONENTS_V2"
    if (count := sum(node.kind in COMPONENTS for node in found)) > COMPONENTS_MAX:
        yield "components", f"{count} in all, a message takes {COMPONENTS_MAX}"
    texts = (node.value.get("content") or "" for node in found if node.kind == "text_display")
    if (total := sum(map(len, texts))) > TEXT_MAX:
        yield "components", f"{total} characters in all, a message takes {TEXT_MAX}"

"""What Discord would refuse, or our own rules do, in messages, modals and the answers to interactions.

Each function takes a payload as it is sent and says what is wrong with it, a line for each problem; none
means that it may pass. They are about payloads of the right shape, which `openapi_problems` is there to tell.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from tests.doubles.discord.components import problems_of_components
from tests.doubles.discord.limits import (
    COMPONENTS_MAX,
    CONTENT_MAX,
    EMBEDS_TEXT_MAX,
    FILE_MAX,
    NONCE_MAX,
    ROWS_MAX,
    TEXT_MAX,
    problems_of_size,
)
from tests.doubles.discord.markup import problems_of_markup
from tests.doubles.discord.nodes import COMPONENTS, Payload, media_url, nodes
from tests.doubles.slack.nodes import Node, Problem, said

ATTACHED = "attachment://"
"""What an address begins with that is a file of the same message."""

EPHEMERAL = 1 << 6
COMPONENTS_V2 = 1 << 15


class Upload(NamedTuple):
    """A file beside a payload: its name and how many bytes it has."""

    name: str
    size: int


def problems_in_message(body: Payload, files: Sequence[Upload] = (), *, changes: bool = False) -> list[str]:
    """Of a message, be it new or, if it *changes* one, only what is to be different, and of its *files*."""
    found = list(nodes(body, "message"))
    return _lines(
        problems_of_components(found),
        _of_content(body),
        _of_mentions(body),
        _of_nonce(body),
        _of_files(body, found, files),
        _of_version(body, found),
        () if changes or _says_something(body, files) else [("", "an empty message")],
    )


def problems_in_callback(body: Payload, files: Sequence[Upload] = ()) -> list[str]:
    """Of the first answer to an interaction, whatever it is."""
    data = body.get("data") or {}
    match body.get("type"):
        case 4:
            problems = problems_in_message(data, files)
        case 7:
            problems = problems_in_message(data, files, changes=True)
        case 8:
            problems = problems_in_choices(data)
        case 9:
            problems = problems_in_modal(data)
        case 5 if data.get("flags", 0) & ~EPHEMERAL:
            problems = ["flags: a deferred answer can be ephemeral and nothing else"]
        case 1 | 5 | 6:
            problems = []
        case other:
            problems = [f"{other!r} is no type of an answer"]
    return problems


def problems_in_modal(data: Payload) -> list[str]:
    """Of a modal as it is opened."""
    missing = ((field, "missing") for field in ("title", "custom_id") if field not in data)
    return _lines(missing, problems_of_components(list(nodes(data, "modal"))))


def problems_in_choices(data: Payload) -> list[str]:
    """Of what is suggested while somebody types an option of a command."""
    choices = data.get("choices") or []
    each = (problems_of_size(Node(f"choices/{at}", "choice", choice)) for at, choice in enumerate(choices))
    return _lines(problems_of_size(Node("", "choices", data)), chain.from_iterable(each))


def _lines(*problems: Iterable[Problem]) -> list[str]:
    return list(dict.fromkeys(map(said, chain(*problems))))


def _says_something(body: Payload, files: Sequence[Upload]) -> bool:
    return bool(files) or any(
        body.get(field) for field in ("content", "embeds", "components", "poll", "sticker_ids")
    )


def _of_content(body: Payload) -> Iterator[Problem]:
    content = body.get("content") or ""
    if len(content) > CONTENT_MAX:
        yield "content", f"{len(content)} characters, a message takes {CONTENT_MAX}"
    yield from (("content", problem) for problem in problems_of_markup(content))
    if (total := sum(map(_embedded, body.get("embeds") or ()))) > EMBEDS_TEXT_MAX:
        yield "embeds", f"{total} characters in all, a message takes {EMBEDS_TEXT_MAX}"


def _embedded(embed: Payload) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for field in embed.get("fields") or ():
        texts += [field.get("name"), field.get("value")]
    return sum(len(text or "") for text in texts)


def _of_mentions(body: Payload) -> Iterator[Problem]:
    allowed = body.get("allowed_mentions")
    if allowed is None or allowed.get("parse") is None:
        yield "allowed_mentions", "missing: our own rule is that nobody is pinged"
    elif any(allowed.values()):
        yield "allowed_mentions", f"pings with {allowed!r}"


def _of_nonce(body: Payload) -> Iterator[Problem]:
    if (nonce := body.get("nonce")) is None:
        return
    if len(str(nonce)) > NONCE_MAX:
        yield "nonce", f"{len(str(nonce))} characters, a message takes {NONCE_MAX}"
    if not body.get("enforce_nonce"):
        yield "enforce_nonce", "not true: a nonce alone keeps nothing from coming twice"


def _of_files(body: Payload, found: list[Node], files: Sequence[Upload]) -> Iterator[Problem]:
    attached = {file.name for file in files} | {it.get("filename") for it in body.get("attachments") or ()}
    shown = {
        address.removeprefix(ATTACHED): node
        for node in found
        if (address := media_url(node)).startswith(ATTACHED)
    }
    for name in shown.keys() - attached:
        yield shown[name].path, f"shows {name!r}, which is not attached"
    for name, size in files:
        if size > FILE_MAX:
            yield "files", f"{name} has {size} bytes, a file takes {FILE_MAX}"
        if body.get("flags", 0) & COMPONENTS_V2 and name not in shown:
            yield "files", f"no component shows {name}"


def _of_version(body: Payload, found: list[Node]) -> Iterator[Problem]:
    second = bool((body.get("flags") or 0) & COMPONENTS_V2)
    yield from _of_second(body, found) if second else _of_first(found)


def _of_first(found: list[Node]) -> Iterator[Problem]:
    top = [node for node in found if node.kind in COMPONENTS and node.path.count("/") == 1]
    for node in top:
        if node.kind != "action_row":
            yield node.path, f"the flags lack IS_COMPONENTS_V2, and a {node.kind} needs it"
    if len(top) > ROWS_MAX:
        yield "components", f"{len(top)} rows, a message takes {ROWS_MAX}"


def _of_second(body: Payload, found: list[Node]) -> Iterator[Problem]:
    for field in ("content", "embeds", "poll", "sticker_ids"):
        if body.get(field):
            yield field, "has no place beside IS_COMPONENTS_V2"
    if (count := sum(node.kind in COMPONENTS for node in found)) > COMPONENTS_MAX:
        yield "components", f"{count} components in all, a message takes {COMPONENTS_MAX}"
    if (total := sum(len(node.value["content"]) for node in found if node.kind == "text_display")) > TEXT_MAX:
        yield "components", f"{total} characters in all, a message takes {TEXT_MAX}"

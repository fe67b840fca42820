"""What Slack would refuse, or our own rules do, in messages and views and in the answers to them.

Each function takes a payload as it is sent and says what is wrong with it, a line for each problem; none
means that it may pass. Shapes come first, where there are schemas of them (`schemas_found`): the rest is
about payloads of the right shape.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Any

from tests.doubles.slack.limits import BLOCKS_TEXT_MAX, CHANGED_TEXT_MAX, TEXT_MAX, problems_of_size
from tests.doubles.slack.markup import mentions, problems_of_markup
from tests.doubles.slack.nodes import Problem, a, nodes, said
from tests.doubles.slack.rules import problems_among, problems_of_mentions, problems_of_rules
from tests.doubles.slack.schemas import Shape, problems_of_shape, schemas_found

__all__ = [
    "problems_in_ack_errors",
    "problems_in_message",
    "problems_in_options",
    "problems_in_view",
    "schemas_found",
]

Payload = Mapping[str, Any]

SHAPES: Mapping[object, Shape] = MappingProxyType({"modal": Shape.MODAL, "home": Shape.HOME})

NEVER_IN: Mapping[str, frozenset[str]] = MappingProxyType({
    "message": frozenset({"alert"}),
    "modal": frozenset({
        "carousel", "container", "context_actions", "data_table", "file", "markdown", "plan", "table",
        "task_card",
    }),
    "home": frozenset({"alert", "context_actions", "file", "markdown", "plan", "task_card"}),
})  # fmt: skip
"""Blocks that a surface has no place for (Block Kit reference, where each says in which surfaces it is)."""


def problems_in_message(payload: Payload) -> list[str]:
    """Of the body of chat.postMessage, postEphemeral or update, or of what is sent to a response_url.

    All are held to what chat.postMessage takes, since whatever one member sees may be shared with others. The
    exception is names, which one reader alone may be told.
    """
    if payload.get("delete_original"):
        return []
    blocks = payload.get("blocks", [])
    shape = list(problems_of_shape(blocks, Shape.BLOCKS, "blocks"))
    return _lines(
        _of_text(payload.get("text"), changes="ts" in payload),
        _of_delivery(payload),
        _of_metadata(payload.get("metadata")),
        shape or chain(_of_surface({"type": "message", "blocks": blocks}), _of_sum(blocks)),
        _of_mentions(payload) if not shape and _others_read(payload) else (),
    )


def problems_in_view(view: Payload) -> list[str]:
    """Of a modal or a Home tab, whether a method of views.* brings it or the answer to a submission."""
    kind = view.get("type")
    if kind not in SHAPES:
        return [f"type: {kind!r} is neither modal nor home"]
    return _lines(list(problems_of_shape(view, SHAPES[kind])) or _of_surface(view))


def problems_in_options(payload: Payload) -> list[str]:
    """Of the answer to what was typed in an external_select: `options`, or `option_groups`."""
    if payload.get("options") == []:
        return []  # Nothing found is an answer; only a menu that is drawn may not be empty.
    menu = {"type": "static_select", **payload}
    shape = problems_of_shape([{"type": "actions", "elements": [menu]}], Shape.BLOCKS)
    return _lines([(path.removeprefix("0/elements/0/"), what) for path, what in shape] or _of_nodes(menu))


def problems_in_ack_errors(errors: Mapping[str, str], view: Payload) -> list[str]:
    """Of the `errors` that answer the submission of a *view*."""
    inputs = {block.get("block_id") for block in view["blocks"] if block["type"] == "input"}
    return _lines(
        [] if errors else [("errors", "none, in an answer which says that there are some")],
        (
            (f"errors/{it}", "no input block of the view has this block_id")
            for it in errors
            if it not in inputs
        ),
        ((f"errors/{it}", "empty") for it, text in errors.items() if not text.strip()),
    )


def _lines(*problems: Iterable[Problem]) -> list[str]:
    return list(dict.fromkeys(map(said, chain(*problems))))


def _of_text(text: str | None, *, changes: bool) -> Iterator[Problem]:
    if not text or not text.strip():
        yield "text", "missing, and notifications and screen readers have nothing else"
        return
    yield from (("text", problem) for problem in problems_of_markup(text))
    if len(text) > TEXT_MAX:
        yield "text", f"{len(text)} characters, of which Slack shows {TEXT_MAX}"
    if changes and (size := len(text.encode())) > CHANGED_TEXT_MAX:
        yield "text", f"{size} bytes, chat.update takes {CHANGED_TEXT_MAX}"


def _of_delivery(payload: Payload) -> Iterator[Problem]:
    # A body with a channel, but without a reader (postEphemeral) or a message to change, is a new message's.
    if "channel" in payload and not {"user", "ts"} & payload.keys():
        for flag in ("unfurl_links", "unfurl_media"):
            if payload.get(flag) is not False:
                yield flag, "not false: our own rule is that links stay links"
    for flag in ("link_names", "parse"):
        if payload.get(flag) not in (None, False, "none"):
            yield flag, "makes pings of bare names"
    if payload.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        yield "response_type", f"{payload['response_type']!r} is neither ephemeral nor in_channel"


def _others_read(payload: Payload) -> bool:
    # What has a reader (postEphemeral), or neither channel nor type (a response_url), is for one alone.
    in_channel = str(payload.get("channel", "")).startswith(("C", "G")) and "user" not in payload
    return in_channel or payload.get("response_type") == "in_channel"


def _of_mentions(payload: Payload) -> Iterator[Problem]:
    yield from (("text", problem) for problem in mentions(payload.get("text") or ""))
    yield from chain.from_iterable(map(problems_of_mentions, nodes({"blocks": payload.get("blocks", [])})))


def _of_metadata(metadata: object) -> Iterator[Problem]:
    match metadata:
        case None | {"event_type": str(), "event_payload": Mapping()}:
            return
        case _:
            yield "metadata", "not an event_type with a mapping as event_payload"


def _of_surface(surface: Payload) -> Iterator[Problem]:
    for index, block in enumerate(surface["blocks"]):
        if block["type"] in NEVER_IN[surface["type"]]:
            yield f"blocks/{index}", f"{a(surface['type'])} has no place for {a(block['type'])}"
    yield from _of_nodes(surface)


def _of_nodes(payload: Payload) -> Iterator[Problem]:
    found = list(nodes(payload))
    # Outer objects come first, and know better than a text object what its text may be.
    sizes: dict[str, str] = {}
    for path, what in chain.from_iterable(map(problems_of_size, found)):
        sizes.setdefault(path, what)
    yield from sizes.items()
    yield from chain.from_iterable(map(problems_of_rules, found))
    yield from problems_among(found)


def _of_sum(blocks: list[Payload]) -> Iterator[Problem]:
    total = sum(len(text) for node in nodes(blocks) if isinstance(text := node.value.get("text"), str))
    if total > BLOCKS_TEXT_MAX:
        yield "blocks", f"{total} characters in all, a message takes {BLOCKS_TEXT_MAX}"

"""What Slack, or our own rules, would refuse in messages, views and the answers to them.

Each function takes a payload as it is sent and says in words what is wrong with it, by path; nothing means
that it may pass. Shapes are checked where there are schemas (`schemas_found`), limits and rules always.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from tests.doubles.slack.limits import (
    BLOCKS_TEXT_MAX,
    MARKDOWN_MAX,
    OPTIONS_MAX,
    TEXT_MAX,
    Node,
    nodes,
    problems_of_size,
)
from tests.doubles.slack.markup import problems_of_markup
from tests.doubles.slack.rules import problems_of_ids, problems_of_rules
from tests.doubles.slack.schemas import Shape, problems_of_shape, schemas_found

__all__ = [
    "problems_in_ack_errors",
    "problems_in_message",
    "problems_in_options",
    "problems_in_view",
    "schemas_found",
]

Payload = Mapping[str, Any]

NOT_IN_MESSAGES = frozenset({"alert"})
NOT_IN_MODALS = frozenset(
    {
        "carousel",
        "container",
        "context_actions",
        "data_table",
        "file",
        "markdown",
        "plan",
        "table",
        "task_card",
    }
)
NOT_IN_HOMES = frozenset({"alert", "context_actions", "file", "markdown", "plan", "task_card"})
"""Blocks that each surface has no place for (Block Kit reference, "Available in surfaces" of each block)."""


def problems_in_message(payload: Payload) -> list[str]:
    """Of the body of chat.postMessage, postEphemeral or update, or of a post to a response_url."""
    if payload.get("delete_original"):
        return []
    blocks = payload.get("blocks") or []
    return _unique(
        chain(
            _in_text(payload),
            _in_delivery(payload),
            _in_metadata(payload.get("metadata")),
            problems_of_shape(blocks, Shape.BLOCKS, "blocks"),
            _misplaced(blocks, NOT_IN_MESSAGES, "message"),
            _in_nodes(Node("", "message", payload), *nodes(blocks, "blocks")),
            _in_sum(blocks),
        )
    )


def problems_in_view(view: Payload) -> list[str]:
    """Of a modal or a Home tab, sent by views.open, push, update, publish or as a submission's answer."""
    kind = view.get("type")
    if kind not in ("modal", "home"):
        return [f"type: {kind!r} is neither a modal nor a home"]
    blocks = view.get("blocks") or []
    inputs = [block for block in blocks if block.get("type") == "input"]
    problems = [
        *problems_of_shape(view, Shape(f"slack-{kind}.schema.json")),
        *_misplaced(blocks, NOT_IN_MODALS if kind == "modal" else NOT_IN_HOMES, kind),
        *_in_nodes(*nodes(view)),
    ]
    if kind == "modal" and inputs and "submit" not in view:
        problems.append("submit: missing in a modal with an input")
    if sum(bool(node.value.get("focus_on_load")) for node in nodes(blocks)) > 1:
        problems.append("focus_on_load: set on more than one element")
    return _unique(problems)


def problems_in_options(payload: Payload) -> list[str]:
    """Of the answer to a block_suggestion, which is `options` or `option_groups`."""
    fields = {"options", "option_groups"} & payload.keys()
    if len(fields) != 1:
        return ["options: an answer has either options or option_groups"]
    items = payload[fields.pop()]
    if len(items) > OPTIONS_MAX:
        return [f"options: {len(items)} items, an answer takes {OPTIONS_MAX}"]
    # A menu's own options may not be none, what somebody typed may find nothing.
    menu = {"type": "static_select", "action_id": "suggested", **payload}
    shown = {"type": "actions", "elements": [menu]}
    problems = chain(
        problems_of_shape([shown], Shape.BLOCKS), *([_in_nodes(*nodes(payload))] if items else [])
    )
    return _unique(problem.removeprefix("0/elements/0/") for problem in problems)


def problems_in_ack_errors(errors: Mapping[str, str], view: Payload) -> list[str]:
    """Of the `errors` that answer the submission of a *view*."""
    inputs = {block.get("block_id") for block in view.get("blocks", ()) if block.get("type") == "input"}
    problems = [] if errors else ["errors: none in an answer that says there are some"]
    for block_id, text in errors.items():
        if block_id not in inputs:
            problems.append(f"errors/{block_id}: the view has no input block of this block_id")
        if not isinstance(text, str) or not text.strip():
            problems.append(f"errors/{block_id}: empty")
    return problems


def _unique(problems: Iterator[str] | list[str]) -> list[str]:
    return list(dict.fromkeys(problems))


def _in_text(payload: Payload) -> Iterator[str]:
    text = payload.get("text")
    if not isinstance(text, str) or not text.strip():
        yield "text: missing, which notifications and screen readers need beside blocks too"
    else:
        yield from (f"text: {problem}" for problem in problems_of_markup(text))
        if len(text) > TEXT_MAX:
            yield f"text: {len(text)} characters, Slack cuts after {TEXT_MAX}"


def _in_delivery(payload: Payload) -> Iterator[str]:
    # chat.postMessage has a channel, and neither a reader, as postEphemeral, nor a message to change.
    if "channel" in payload and not {"user", "ts"} & payload.keys():
        for flag in ("unfurl_links", "unfurl_media"):
            if payload.get(flag) is not False:
                yield f"{flag}: not false (our own rule: a card's links are not unfolded)"
    for flag in ("link_names", "parse"):
        if payload.get(flag) not in (None, False, "none"):
            yield f"{flag}: would make pings of bare names"
    if payload.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        yield f"response_type: {payload['response_type']!r} is neither ephemeral nor in_channel"


def _in_metadata(metadata: object) -> Iterator[str]:
    match metadata:
        case None:
            return
        case {"event_type": str(event_type), "event_payload": Mapping()} if event_type.strip():
            return
        case _:
            yield "metadata: not an event_type in words with a mapping as event_payload"


def _misplaced(blocks: list[Payload], missing: frozenset[str], surface: str) -> Iterator[str]:
    for index, block in enumerate(blocks):
        if block.get("type") in missing:
            yield f"blocks/{index}: a {surface} has no place for {block['type']}"


def _in_sum(blocks: list[Payload]) -> Iterator[str]:
    written = [node for node in nodes(blocks) if isinstance(node.value.get("text"), str)]
    total = sum(len(node.value["text"]) for node in written)
    if total > BLOCKS_TEXT_MAX:
        yield f"blocks: {total} characters in all, a message takes {BLOCKS_TEXT_MAX} (msg_blocks_too_long)"
    markdown = sum(len(node.value["text"]) for node in written if node.kind == "markdown")
    if markdown > MARKDOWN_MAX:
        yield f"blocks: {markdown} characters of markdown in all, a message takes {MARKDOWN_MAX}"


def _in_nodes(*nodes: Node) -> Iterator[str]:
    # An outer object knows its text's limit better than the text object, and comes first.
    sizes: dict[str, str] = {}
    for path, problem in chain.from_iterable(map(problems_of_size, nodes)):
        sizes.setdefault(path, problem)
    yield from (f"{path}: {problem}" for path, problem in sizes.items())
    yield from chain.from_iterable(map(problems_of_rules, nodes))
    yield from problems_of_ids(list(nodes))

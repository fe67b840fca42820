"""A Slack client's screen in plain lines, for somebody at a terminal."""

from collections.abc import Iterable, Iterator

from tests.doubles.lines import framed, wrapped
from tests.doubles.slack.elements import Json, held, options_of, text_of
from tests.doubles.slack.forms import shown
from tests.doubles.slack.sight import Seen, Viewer
from tests.doubles.slack.views import View
from tests.doubles.slack.words import plain, read, text_words


def drawn(person: Viewer, messages: Iterable[Seen]) -> str:
    """Messages, and under them what is open before somebody."""
    lines = [line for message in messages for line in _message(message)]
    if person.place == "messages" and person.prompts:
        lines += ["", *(f"  ({plain(prompt['title'])})" for prompt in person.prompts)]
    if person.modal:
        lines += ["", *framed(_view(person.modal))]
    elif person.home and person.place == "home":
        lines += ["", *_view(person.home)]
    return "\n".join(lines).strip("\n")


def _message(message: Seen) -> Iterator[str]:
    private = " (only you see this)" if message.ephemeral else ""
    thread = " in a thread" if message.thread_ts else ""
    yield f"-- {message.user} in {message.channel}{thread}{private}"
    yield from _blocks(message.blocks) if message.blocks else wrapped(read(message.text))
    yield from (f"  [file {file.name}: {file.alt_text or file.title}]" for file in message.files)


def _view(view: View) -> Iterator[str]:
    if view.sent.get("title"):
        yield f"== {plain(view.sent['title']['text'])}"
    for block in view.blocks:
        yield from _blocks([block], view)
        if block["block_id"] in view.errors:
            yield f"  ! {view.errors[block['block_id']]}"
    ways_out = [f"[{plain(view.sent[key]['text'])}]" for key in ("submit", "close") if view.sent.get(key)]
    yield " ".join(ways_out)
    if view.notice:
        yield f"! {view.notice}"


def _blocks(blocks: Iterable[Json], view: View | None = None) -> Iterator[str]:
    for block in blocks:
        match block["type"]:
            case "header":
                yield f"# {text_words(block['text'])}"
            case "section":
                yield from _section(block)
            case "context":
                parts = [text_words(it) for it in block["elements"] if it["type"] != "image"]
                yield from wrapped("   ".join(parts), "    ")
            case "actions":
                yield "  " + " ".join(_element(element) for element in block["elements"])
            case "image":
                yield f"  [image: {block['alt_text']}]"
            case "divider":
                yield "  " + "-" * 20
            case "input":
                value = view.values.get(block["block_id"], {}) if view else {}
                yield from _input(block, next(iter(value.values()), None))
            case "rich_text":
                yield from wrapped(_rich(block))


def _section(block: Json) -> Iterator[str]:
    if "text" in block:
        yield from wrapped(text_words(block["text"]))
    for field in block.get("fields", ()):
        yield from wrapped(text_words(field), "    ")
    if "accessory" in block:
        yield f"  {_element(block['accessory'])}"


def _element(element: Json) -> str:
    if element["type"] == "button":
        return f"[{plain(text_of(element))}]"
    if element["type"] == "image":
        return f"[image: {element['alt_text']}]"
    return f"[{' | '.join(plain(text_of(option)) for option in options_of(element))}]"


def _input(block: Json, value: Json | None) -> Iterator[str]:
    optional = " (optional)" if block.get("optional") else ""
    inside = shown(value) if value and held(value) else "____"
    options = [plain(text_of(option)) for option in options_of(block["element"])]
    yield f"  {plain(block['label']['text'])}{optional}: {inside}"
    if options:
        yield from wrapped(f"one of: {', '.join(options)}", "    ")
    if block.get("hint"):
        yield from wrapped(text_words(block["hint"]), "    ")


def _rich(element: Json) -> str:
    return "".join(str(it.get("text", it.get("url", ""))) + _rich(it) for it in element.get("elements", ()))

"""A Discord client's screen in plain lines, for somebody at a terminal."""

from collections.abc import Iterable, Iterator

from tests.doubles.discord.content import Json
from tests.doubles.discord.modals import Modal
from tests.doubles.discord.nodes import KINDS
from tests.doubles.discord.sight import plain
from tests.doubles.discord.viewing import Seen, Viewer
from tests.doubles.lines import framed, wrapped


def drawn(person: Viewer, messages: Iterable[Seen]) -> str:
    """Messages, and the modal that is open before somebody."""
    lines = [line for message in messages for line in _message(message)]
    if person.thinking:
        lines += ["  (thinking ...)"]
    if person.modal:
        lines += ["", *framed(_modal(person.modal))]
    return "\n".join(lines).strip("\n")


def _message(message: Seen) -> Iterator[str]:
    private = " (only you see this)" if message.ephemeral else ""
    yield f"-- {message.author} in {message.channel!r}{private}"
    yield from wrapped(message.shown(plain(message.content)))
    for line in _components(message.components):
        yield message.shown(line)
    if not message.components:
        yield from (f"  [file {file.name}]" for file in message.files)


def _components(components: Iterable[Json]) -> Iterator[str]:
    for component in components:
        match KINDS.get(component["type"]):
            case "container":
                yield from _components(component["components"])
            case "text_display":
                yield from wrapped(plain(component["content"]))
            case "section":
                yield from _components(component["components"])
                yield f"  {_element(component['accessory'])}"
            case "action_row":
                yield "  " + " ".join(map(_element, component["components"]))
            case "media_gallery":
                yield from (f"  [image: {item.get('description') or ''}]" for item in component["items"])
            case "file":
                yield f"  [file {component.get('name')}]"
            case "separator":
                yield "  " + "-" * 20


def _element(component: Json) -> str:
    match KINDS.get(component["type"]):
        case "button":
            address = f" {component['url']}" if component.get("url") else ""
            return f"[{component.get('label', '')}{address}]"
        case "string_select":
            options = " | ".join(option["label"] for option in component["options"])
            return f"[{component.get('placeholder') or ''}: {options}]"
        case _:
            return f"[image: {component.get('description') or ''}]"


def _modal(modal: Modal) -> Iterator[str]:
    yield f"== {modal.title}"
    inputs = iter(modal.inputs)
    for component in modal.components:
        if KINDS[component["type"]] == "text_display":
            yield from wrapped(plain(component["content"]))
            continue
        asked = next(inputs)
        yield f"  {asked.label}{'' if asked.required else ' (optional)'}: {asked.shown or '____'}"
        if component.get("description"):
            yield f"    {component['description']}"
        if asked.options:
            yield from wrapped(f"one of: {', '.join(asked.options)}", "    ")
    yield "[Submit] [Cancel]"

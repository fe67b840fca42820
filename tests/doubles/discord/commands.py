"""What Discord would refuse in the commands that a bot registers."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import chain, pairwise
from types import MappingProxyType

from tests.doubles.discord.limits import problems_of_size
from tests.doubles.discord.nodes import Payload
from tests.doubles.slack.nodes import Node, Problem, a, said

COMMANDS: Mapping[object, str] = MappingProxyType({
    1: "command",
    2: "user_command",
    3: "message_command",
})  # fmt: skip
OPTIONS: Mapping[object, str] = MappingProxyType({1: "subcommand", 2: "group"})
"""Kinds by their type; any other option is an argument."""

COMMANDS_MAX: Mapping[str, int] = MappingProxyType({
    "command": 100,
    "user_command": 15,
    "message_command": 15,
})  # fmt: skip
"""How many of each there can be for all servers."""

SIZE_MAX = 8000
"""Characters of names, descriptions and values in one command, of each the longest of its translations."""

TYPED: Mapping[str, tuple[int, int]] = {"name": (1, 32), "description": (1, 100)}
CLICKED: Mapping[str, tuple[int, int]] = {"name": (1, 32), "description": (0, 0)}

TEXTS: Mapping[str, Mapping[str, tuple[int, int]]] = MappingProxyType({
    "command": TYPED,
    "group": TYPED,
    "subcommand": TYPED,
    "argument": TYPED,
    "user_command": CLICKED,
    "message_command": CLICKED,
    "choice": {"name": (1, 100)},
})  # fmt: skip
"""Characters of a text and of each translation, at least and at most."""

HOLDS: Mapping[str, frozenset[str]] = MappingProxyType({
    "command": frozenset({"group", "subcommand", "argument"}),
    "group": frozenset({"subcommand"}),
    "subcommand": frozenset({"argument"}),
    "argument": frozenset({"choice"}),
})  # fmt: skip
"""What may stand in what: there is no deeper nesting than these, and what is clicked on holds nothing."""

LOCALES = frozenset({
    "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "hi", "hr", "hu", "id",
    "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN",
    "zh-TW",
})  # fmt: skip
"""Languages of Discord's clients (reference, locales). The OpenAPI document has two more, unannounced."""


def problems_in_commands(commands: Collection[Payload]) -> list[str]:
    """Of all commands at once, as they take the place of those that there were."""
    tops = [Node(str(at), COMMANDS.get(it.get("type", 1), "stranger"), it) for at, it in enumerate(commands)]
    problems = chain(_of_number(tops), _of_same_name("", tops), *map(_of_command, tops))
    return list(dict.fromkeys(map(said, problems)))


def _of_number(tops: Collection[Node]) -> Iterator[Problem]:
    for kind, many in Counter(top.kind for top in tops).items():
        if many > COMMANDS_MAX.get(kind, 0):
            yield "", f"{many} of the kind {kind}, there can be {COMMANDS_MAX.get(kind, 0)}"


def _of_same_name(path: str, nodes: Collection[Node]) -> Iterator[Problem]:
    for (kind, name), many in Counter((node.kind, node.value.get("name")) for node in nodes).items():
        if many > 1:
            yield path, f"{many} of the kind {kind} have the name {name!r}"


def _of_command(top: Node) -> Iterator[Problem]:
    found = list(_nodes(top))
    if (size := sum(map(_size, found))) > SIZE_MAX:
        yield top.path, f"{size} characters in all, {a(top.kind)} takes {SIZE_MAX}"
    for node in found:
        yield from problems_of_size(node)
        yield from _of_texts(node)
        yield from _of_inner(node)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in _children(node):
        yield from _nodes(child)


def _children(node: Node) -> Iterator[Node]:
    for at, option in enumerate(node.value.get("options") or ()):
        yield Node(node.at(f"options/{at}"), OPTIONS.get(option.get("type"), "argument"), option)
    for at, choice in enumerate(node.value.get("choices") or ()):
        yield Node(node.at(f"choices/{at}"), "choice", choice)


def _texts(node: Node, field: str) -> Iterator[tuple[str, str]]:
    """A text and its translations, and where each stands."""
    yield node.at(field), node.value.get(field) or ""
    for locale, translation in (node.value.get(f"{field}_localizations") or {}).items():
        yield node.at(f"{field}_localizations/{locale}"), translation


def _size(node: Node) -> int:
    longest = (max(len(text) for _, text in _texts(node, field)) for field in ("name", "description"))
    return sum(longest) + len(str(node.value.get("value", "")))


def _of_texts(node: Node) -> Iterator[Problem]:
    for field, (least, most) in TEXTS.get(node.kind, {}).items():
        for path, text in _texts(node, field):
            if not least <= len(text.strip()) <= len(text) <= most:
                yield path, f"{len(text)} characters, {a(node.kind)} takes {least} to {most}"
            elif field == "name" and TEXTS[node.kind] is TYPED and not _can_be_typed(text):
                yield path, f"{text!r} is no name that can be typed"
        for locale in (node.value.get(f"{field}_localizations") or {}).keys() - LOCALES:
            yield node.at(f"{field}_localizations"), f"{locale!r} is no language of Discord"


def _can_be_typed(name: str) -> bool:
    return name == name.lower() and all(map(_is_of_names, name))


def _is_of_names(char: str) -> bool:
    # In these two scripts vowels are marks, not letters.
    script = unicodedata.name(char, "").partition(" ")[0]
    return char in "-_'" or unicodedata.category(char)[0] in "LN" or script in {"DEVANAGARI", "THAI"}


def _of_inner(node: Node) -> Iterator[Problem]:
    inner = list(_children(node))
    for child in inner:
        if child.kind not in HOLDS.get(node.kind, ()):
            yield child.path, f"{a(node.kind)} has no place for {a(child.kind)}"
    options = [child for child in inner if child.kind != "choice"]
    if {"argument"} < {child.kind for child in options}:
        yield node.path, "arguments beside subcommands"
    for before, after in pairwise(options):
        if after.value.get("required") and not before.value.get("required"):
            yield after.path, "required, behind one that is not"
    yield from _of_same_name(node.path, options)
    if node.value.get("autocomplete") and node.value.get("choices"):
        yield node.at("autocomplete"), "has no place beside choices"

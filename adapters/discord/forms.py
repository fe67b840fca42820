"""Forms as Discord's modals have them, and what comes back of one."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import time
from typing import Any, assert_never

import discord
from discord import ui

from adapters.discord.layout import OPTION_MAX, OPTIONS_MAX, TEXT_MAX, plain_line
from adapters.discord.text import pieces, quiet
from adapters.discord.uploads import Attached
from adapters.drawing import TYPE_A_CITY, names_of, words, wrong
from adapters.text import clean
from bot import wording
from bot.message import (
    ChoiceField,
    Field,
    FileField,
    Form,
    ManyField,
    Part,
    TextField,
    TimeField,
    ZoneField,
)
from bot.reading import read_time
from bot.zones import TYPED_MAX

MODAL = "m:"
"""Before the command of a form, the id of its modal."""

TITLE_MAX = 45
"""Characters of a modal's title, and of the label of a field (component reference)."""

HINT_MAX = 100
"""Characters of what is said of a field, and of its placeholder (component reference)."""

INPUT_MAX = 4000
"""Characters that an input takes (component reference)."""

FIELDS_MAX = 5
"""Components of a modal, a text above the fields being one of them (component reference)."""

FILE_UPLOAD = 19
"""The type of a component that takes files (component reference)."""

MANY = ", "
"""Between several values in one text."""

WITH_COMMAS = "Several, with commas in between"

NOON = time(12)
HALF_HOURS = tuple(time(half // 2, half % 2 * 30) for half in range(12, 37))
"""From 06:00 to 18:00, which are as many as a menu takes."""


def modal(form: Form, said: Sequence[Part] = ()) -> ui.Modal:
    """*form* to fill in, under the words of what else was *said*.

    It is not to be waited for, since its submission may come to another process: see `fields_of`.
    """
    shown = ui.Modal(title=plain_line(form.title, TITLE_MAX), custom_id=f"{MODAL}{clean(form.command)}")
    above = [*_above(form, said)][: FIELDS_MAX - len(form.fields)]
    for item in [*above, *map(_label, form.fields[:FIELDS_MAX])]:
        shown.add_item(item)
    return shown


def command_of(custom_id: str) -> str:
    """The command that a submitted modal is for."""
    return custom_id.removeprefix(MODAL)


def fields_of(data: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the fields of a submitted modal, by their names; empty where nothing does."""
    files = {id: file["filename"] for id, file in _resolved(data).items()}
    return {field["custom_id"]: _value(field, files) for field in _fields(data)}


def files_of(data: Mapping[str, Any]) -> dict[str, Sequence[Attached]]:
    """What was put into the fields for files of a submitted modal, by their names."""
    files = {id: Attached.read(file) for id, file in _resolved(data).items()}
    brought = {
        field["custom_id"]: [files[id] for id in field.get("values", ()) if id in files]
        for field in _fields(data)
        if field["type"] == FILE_UPLOAD
    }
    return {name: several for name, several in brought.items() if several}


def refilled(form: Form, typed: Mapping[int, str]) -> Form:
    """*form* with what was *typed* before, by the numbers of its fields."""
    fields = (_refilled(field, typed[at]) if at in typed else field for at, field in enumerate(form.fields))
    return replace(form, fields=tuple(fields))


def typed_into(field: Field) -> str:
    """What stands in a *field* and can be shown as words, or put back from those."""
    match field:
        case ManyField(values=values):
            names = names_of(field) if _is_typed(field) else {}
            return MANY.join(names.get(it, it) for it in values)
        case FileField():
            return ""
        case _:
            return field.value


def _is_typed(field: ManyField) -> bool:
    """Whether it has more options than a menu holds: what cannot be chosen can be typed."""
    return len(field.options) > OPTIONS_MAX


def _refilled(field: Field, typed: str) -> Field:
    match field:
        case ManyField():
            return replace(field, values=tuple(it.strip() for it in typed.split(",")))
        case FileField():
            return field
        case _:
            return replace(field, value=typed)


def _resolved(data: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    resolved: Mapping[str, Any] = data.get("resolved") or {}
    return resolved.get("attachments") or {}


def _fields(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (component for component in _within(data.get("components", ())) if "custom_id" in component)


def _within(components: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Components, and what a label or a row of them holds."""
    for component in components:
        yield component
        yield from _within(component.get("components", ()))
        if "component" in component:
            yield from _within([component["component"]])


def _value(component: Mapping[str, Any], files: Mapping[str, str]) -> str:
    """What stands in a component; of a file, its name."""
    return str(component.get("value") or ",".join(files.get(it, it) for it in component.get("values", ())))


def _above(form: Form, said: Sequence[Part]) -> Iterator[ui.TextDisplay[Any]]:
    """All that there is to read before the fields, as one text if there is any."""
    told = [line for part in said if not isinstance(part, Form) for line in words(part)]
    about = [*_longer([form.title], TITLE_MAX), form.intro, *_longer(map(wrong, form.fields), HINT_MAX)]
    whole = pieces("\n".join(filter(str.strip, [*told, *about])), TEXT_MAX)
    more = [quiet(wording.MORE_THAN_FITS)] if len(whole) > 1 else []
    if whole:
        yield ui.TextDisplay("\n".join([whole[0], *more]))


def _longer(texts: Iterable[str], most: int) -> list[str]:
    """Those that are told here, since they do not fit where they belong."""
    return [text for text in texts if len(text) > most]


def _label(field: Field) -> ui.Label[Any]:
    about = wrong(field) or _hint(field)
    return ui.Label(
        text=plain_line(field.label, TITLE_MAX),
        description=plain_line(about, HINT_MAX) if about.strip() else None,
        component=_component(field),
    )


def _hint(field: Field) -> str:
    match field:
        case TextField(hint=hint) | FileField(hint=hint):
            return hint
        case ManyField() if _is_typed(field):
            return WITH_COMMAS
        case _:
            return ""


def _component(field: Field) -> ui.Item[Any]:
    match field:
        case TextField(name, _, longest, value, long=long, optional=optional):
            style = discord.TextStyle.paragraph if long else discord.TextStyle.short
            return _input(name, value, min(longest, INPUT_MAX), style=style, required=not optional)
        case ChoiceField(name, options=options, value=value):
            return _menu(name, options, [value])
        case ManyField(name, optional=optional) if _is_typed(field):
            return _input(name, typed_into(field), INPUT_MAX, required=not optional)
        case ManyField(name, options=options, values=values, optional=optional):
            return _menu(name, options, values, least=0 if optional else 1, most=len(options))
        case FileField(name):
            return ui.FileUpload(custom_id=name, required=False, min_values=0, max_values=1)
        case TimeField(name, value=value):
            at = read_time(value)
            times = [f"{offered:%H:%M}" for offered in _offered(at)]
            return _menu(name, [(time, time) for time in times], [f"{at:%H:%M}"] if at else [])
        case ZoneField(name, value=value):
            return _input(name, value, TYPED_MAX, placeholder=TYPE_A_CITY)
        case nothing:
            assert_never(nothing)


def _input(name: str, value: str, most: int, **more: Any) -> ui.TextInput[Any]:  # noqa: ANN401
    return ui.TextInput(custom_id=name, default=clean(value)[:most] or None, max_length=most, **more)


def _menu(
    name: str, options: Iterable[tuple[str, str]], chosen: Collection[str], *, least: int = 1, most: int = 1
) -> ui.Select[Any]:
    labels = {value: label for value, label in options if value.strip() and len(value) <= OPTION_MAX}
    offered = [
        discord.SelectOption(label=plain_line(label, OPTION_MAX), value=value, default=value in chosen)
        for value, label in [*labels.items()][:OPTIONS_MAX]
    ]
    return ui.Select(
        custom_id=name,
        options=offered,
        required=least > 0,
        min_values=least,
        max_values=min(most, max(1, len(offered))),
    )


def _offered(at: time | None) -> Sequence[time]:
    """Half hours of the day; one that is not among them takes the place of the one farthest from it."""
    if at is None or at in HALF_HOURS:
        return HALF_HOURS
    return sorted([*(HALF_HOURS[:-1] if at < NOON else HALF_HOURS[1:]), at])

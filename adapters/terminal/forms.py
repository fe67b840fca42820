"""Forms as they are filled in line by line: what is said before a field, what is proposed, what is meant."""

from collections.abc import Iterable, Mapping
from typing import assert_never

from adapters.drawing import is_optional, names_of
from adapters.terminal.files import handed, path_in
from bot.message import ChoiceField, Field, FileField, ManyField, TextField, TimeField, ZoneField
from bot.model import Handed

HOW_TO_NAME = "Type its path, or drop it here; enter alone leaves it out."
OPTIONAL = "(optional)"
HOW_TO_LIST = "Several, with commas in between."


def label(field: Field) -> str:
    """What stands before what is typed; where enter alone is an answer, so it says."""
    # Of a file, the guide says so.
    is_told = is_optional(field) and not isinstance(field, FileField)
    return f"{field.label} {OPTIONAL}" if is_told else field.label


def guide(field: Field) -> str:
    """What to know before *field* is typed; empty if nothing."""
    match field:
        case TextField(hint=hint):
            return hint
        case FileField(hint=hint):
            return f"{hint} {HOW_TO_NAME}".strip()
        case ChoiceField(options=options):
            return ", ".join(label for _, label in options)
        case ManyField():
            return f"{', '.join(names_of(field).values())}. {HOW_TO_LIST}"
        case TimeField() | ZoneField():
            return ""
        case nothing:
            assert_never(nothing)


def standing(field: Field) -> str:
    """What stands in *field*, as it is submitted; of a file, nobody knows."""
    match field:
        case ManyField(values=values):
            return ",".join(values)
        case FileField():
            return ""
        case _:
            return field.value


SHORT = 20
"""Characters that are sooner typed than mended: a time, a number, a name; an address has more."""


def proposed(field: Field) -> str:
    """What stands in it, to be typed over.

    A short answer that was wrong is typed anew rather than mended; a long one must not be lost.
    """
    if field.error and not (isinstance(field, TextField) and (field.long or len(field.value) > SHORT)):
        return ""
    match field:
        case ManyField(values=values):
            names = names_of(field)
            return ", ".join(names.get(value, value) for value in values)
        case ChoiceField(options=options, value=value):
            return dict(options).get(value, value)
        case _:
            return standing(field)


def meant(field: Field, typed: str) -> str:
    """What is submitted for what was *typed*: the values of options; what is no option stays as it is."""
    match field:
        case ManyField():
            values = {name.casefold(): value for value, name in names_of(field).items()}
            words = filter(None, (word.strip() for word in typed.split(",")))
            return ",".join(values.get(word.casefold(), word) for word in words)
        case ChoiceField(options=options):
            # A label may be a sentence, of which nobody types all.
            begun = [
                value for value, label in options if label.casefold().startswith(typed.strip().casefold())
            ]
            return begun[0] if len(begun) == 1 else typed
        case _:
            return typed


def files_in(fields: Iterable[Field], typed: Mapping[str, str]) -> dict[str, Handed]:
    """The files whose paths were *typed* into some of *fields*."""
    return {
        it.name: handed(path_in(typed[it.name]))
        for it in fields
        if isinstance(it, FileField) and typed[it.name].strip()
    }

"""The shape of payloads, by JSON schemas of Slack's own type definitions that lie beside the repository."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, ValidationError
from jsonschema.validators import extend

from tests.doubles.slack.nodes import Problem

ROOT = Path(__file__).parents[3]
SPECS = Path(os.environ.get("CAREER_SHARED", ROOT.parent / "shared")) / "specs"

SHOWN_MAX = 240
"""Characters of one problem: a schema quotes the whole value that it refuses, which may be a message long."""

Definition = Mapping[str, Any]


class Shape(Enum):
    """What can be compared, each by a file of the folder."""

    BLOCKS = "slack-blocks.schema.json"
    MODAL = "slack-modal.schema.json"
    HOME = "slack-home.schema.json"
    MANIFEST = "slack-manifest.schema.json"


def schemas_found() -> bool:
    """Whether shapes are checked at all; where they are not, the limits still are."""
    return all((SPECS / shape.value).is_file() for shape in Shape)


def problems_of_shape(value: object, shape: Shape, *at: str) -> Iterator[Problem]:
    """What is missing, of the wrong type, or unknown to Slack in a value that stands *at* a path."""
    for error in _validator(shape).iter_errors(value) if schemas_found() else ():
        more = "..." if len(error.message) > SHOWN_MAX else ""
        yield "/".join(map(str, (*at, *error.absolute_path))), f"{error.message[:SHOWN_MAX]}{more}"


@cache
def _validator(shape: Shape) -> Draft7Validator:
    schema = json.loads((SPECS / shape.value).read_text())
    return extend(Draft7Validator, {"anyOf": _by_type(schema["definitions"])})(schema)


def _by_type(definitions: Mapping[str, Definition]) -> Callable[..., Iterator[ValidationError]]:
    """Slack's unions, which are told apart by `type`.

    Only the member is compared that a value says it is. That is quicker than all of them, and tells what is
    wrong with a button, rather than why it is no menu.
    """

    def any_of(
        validator: Draft7Validator, union: list[Definition], value: object, _: Definition
    ) -> Iterator[ValidationError]:
        members = dict[str | None, list[Definition]]()
        for member in _members(union, definitions):
            members.setdefault(_type_of(member), []).append(member)
        given = value.get("type") if isinstance(value, Mapping) else None
        if alike := members.get(given, []) + (members.get(None, []) if given else []):
            yield from min((list(validator.descend(value, member)) for member in alike), key=len)
        else:
            known = ", ".join(sorted(filter(None, members)))
            yield ValidationError(f"{given or repr(value)} does not go here, only {known}")

    return any_of


def _members(union: list[Definition], definitions: Mapping[str, Definition]) -> Iterator[Definition]:
    for item in union:
        name = item.get("$ref", "").removeprefix("#/definitions/")
        member = definitions.get(name, item)
        yield from _members(member["anyOf"], definitions) if "anyOf" in member else (member,)


def _type_of(member: Definition) -> str | None:
    const: str | None = member.get("properties", {}).get("type", {}).get("const")
    return const

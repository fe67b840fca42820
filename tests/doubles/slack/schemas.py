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

ROOT = Path(__file__).parents[3]
SPECS = Path(os.environ.get("CAREER_SHARED", ROOT.parent / "shared")) / "specs"

SHOWN_MAX = 200
"""Characters of one problem: a schema quotes the whole value that it refuses, which may be a message long."""

Definition = Mapping[str, Any]


class Shape(Enum):
    """Each is a file of the folder."""

    BLOCKS = "slack-blocks.schema.json"
    MODAL = "slack-modal.schema.json"
    HOME = "slack-home.schema.json"
    MANIFEST = "slack-manifest.schema.json"


def schemas_found() -> bool:
    """Whether shapes are checked here at all; where they are not, the limits still are."""
    return all((SPECS / shape.value).is_file() for shape in Shape)


def problems_of_shape(value: object, shape: Shape, at: str = "") -> Iterator[str]:
    """What is missing, misplaced or of the wrong type in a *value* that stands *at* a path."""
    for error in _validator(shape).iter_errors(value) if schemas_found() else ():
        place = "/".join([at] * bool(at) + [str(step) for step in error.absolute_path])
        said = error.message if len(error.message) <= SHOWN_MAX else f"{error.message[:SHOWN_MAX]}..."
        yield f"{place}: {said}" if place else said


@cache
def _validator(shape: Shape) -> Draft7Validator:
    schema = json.loads((SPECS / shape.value).read_text())
    return extend(Draft7Validator, {"anyOf": _one_kind(schema["definitions"])})(schema)


def _one_kind(definitions: Mapping[str, Definition]) -> Callable[..., Iterator[ValidationError]]:
    # Slack's unions are told apart by `type`: only the kind that the value says it is gets compared, which is
    # quicker than all, and says what is wrong with a button instead of why a button is no menu.
    def any_of(
        validator: Draft7Validator, union: list[Definition], value: object, _: Definition
    ) -> Iterator[ValidationError]:
        told = value.get("type") if isinstance(value, dict) else None
        alike = [kind for kind in _kinds(union, definitions) if _named(kind) in (None, told)]
        if not alike:
            names = ", ".join(sorted({str(_named(kind)) for kind in _kinds(union, definitions)}))
            yield ValidationError(f"{told or value!r} does not stand here, but one of {names}")
            return
        tries = [list(validator.descend(value, kind)) for kind in alike]
        yield from min(tries, key=len)

    return any_of


def _kinds(union: list[Definition], definitions: Mapping[str, Definition]) -> Iterator[Definition]:
    for member in union:
        name = member.get("$ref", "").removeprefix("#/definitions/")
        kind = definitions.get(name, member)
        yield from _kinds(kind["anyOf"], definitions) if "anyOf" in kind else (kind,)


def _named(kind: Definition) -> str | None:
    const: str | None = kind.get("properties", {}).get("type", {}).get("const")
    return const

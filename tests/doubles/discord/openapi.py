"""The shape of what is sent, by Discord's own OpenAPI document, which lies beside the repository."""

import json
import re
import reprlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema_rs
from jsonschema_rs import ValidationError, ValidationErrorKind

from tests.doubles.slack.nodes import Problem, said
from tests.doubles.slack.schemas import SPECS

DOCUMENT = SPECS / "discord-openapi.json"

SNOWFLAKE = {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$"}
"""An id, also as a number: discord.py sends some so, and Discord has always taken them."""

MASK = "\0"
"""What stands for a value in what the schemas say of it: it may be a whole message."""


def spec_found() -> bool:
    """Whether shapes are checked at all; where they are not, the limits still are."""
    return DOCUMENT.is_file()


def openapi_problems(method: str, path: str, body: object = None) -> list[str]:
    """What the document has against a request: its route, which there is not, or the shape of its body.

    The *path* begins behind the version of the API, and has its ids in it; the *body* is the JSON that was
    sent, alone or as the payload_json beside files. What the document does not know of is no problem.
    """
    if not spec_found():
        return []
    route = _route(method, path)
    if route is None:
        return [f"{method} {path} is no route of Discord"]
    asked = _document()["paths"][route][method.lower()].get("requestBody")
    if asked is None:
        return []
    if body is None:
        return ["no body"] if asked.get("required") else []
    return [
        said(problem) for error in _validator(method, route).iter_errors(body) for problem in _told(error)
    ]


@cache
def _document() -> Any:
    document = json.loads(DOCUMENT.read_text())
    document["components"]["schemas"]["SnowflakeType"] = SNOWFLAKE
    return document


@cache
def _routes(method: str) -> list[tuple[re.Pattern[str], str]]:
    paths = [path for path, item in _document()["paths"].items() if method.lower() in item]
    # Words before placeholders: a reply is "@original" before it is any message.
    paths.sort(key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"{\w+}", "[^/]+", path)), path) for path in paths]


def _route(method: str, path: str) -> str | None:
    return next((route for pattern, route in _routes(method) if pattern.fullmatch(path)), None)


@cache
def _validator(method: str, route: str) -> jsonschema_rs.Draft202012Validator:
    document = _document()
    content = document["paths"][route][method.lower()]["requestBody"]["content"]
    schema = content["application/json"]["schema"]
    return jsonschema_rs.Draft202012Validator({**schema, "components": document["components"]}, mask=MASK)


def _told(error: ValidationError) -> Iterator[Problem]:
    """An error as it helps: of a union only what is wrong with the member that the value says it is."""
    match error.kind:
        case ValidationErrorKind.AnyOf(context) | ValidationErrorKind.OneOfNotValid(context):
            meant = [errors for errors in context if not any(_is_another(error, inner) for inner in errors)]
            if meant:
                for inner in min(meant, key=len):
                    yield from _told(inner)
            else:
                yield _place(error), f"{_shown(error.instance)} does not go here"
        case _:
            yield _place(error), error.message.replace(MASK, _shown(error.instance))


def _is_another(union: ValidationError, error: ValidationError) -> bool:
    """Whether a member of a *union* has this against a value because it is of another type altogether."""
    match error.kind:
        case ValidationErrorKind.Type() | ValidationErrorKind.Constant():
            return error.instance_path == union.instance_path
        case ValidationErrorKind.Enum():
            return error.instance_path == [*union.instance_path, "type"]
        case _:
            return False


def _place(error: ValidationError) -> str:
    return "/".join(map(str, error.instance_path))


def _shown(value: object) -> str:
    kind = value.get("type") if isinstance(value, Mapping) else None
    return reprlib.repr(value) if kind is None else f"an object of type {kind!r}"

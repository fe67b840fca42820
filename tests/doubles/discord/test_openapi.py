"""Requests are compared with Discord's own document, where there is one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.doubles.discord.openapi import openapi_problems
from tests.doubles.discord.samples import (
    EVERYTHING,
    boxes,
    button,
    component,
    container,
    label,
    message,
    modal,
    radio,
    row,
    select,
    text,
    upload,
)

ROOT = Path(__file__).parents[3]

CALLBACK = "/interactions/1/token/callback"
MESSAGES = "/channels/1/messages"
ORIGINAL = "/webhooks/1/token/messages/@original"


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/gateway/bot", None),
        ("GET", "/users/@me", None),
        ("POST", "/channels/1/typing", None),
        ("DELETE", "/webhooks/1/token/messages/5", None),
        ("POST", "/users/@me/channels", {"recipient_id": 5}),
        ("POST", MESSAGES, message(*EVERYTHING, nonce="1", enforce_nonce=True, unknown="to the document")),
        ("POST", MESSAGES, {"content": "x", "message_reference": {"message_id": 5}}),
        ("PATCH", f"{MESSAGES}/5", message(text())),
        ("PATCH", ORIGINAL, message(*EVERYTHING)),
        ("POST", "/webhooks/1/token", message(*EVERYTHING)),
        ("POST", CALLBACK, {"type": 4, "data": message(*EVERYTHING)}),
        ("POST", CALLBACK, {"type": 5, "data": {"flags": 64}}),
        ("POST", CALLBACK, {"type": 8, "data": {"choices": [{"name": "Staff", "value": "staff"}]}}),
        (
            "POST",
            CALLBACK,
            {"type": 9, "data": modal(text(), label(select()), label(boxes()), label(radio()))},
        ),
        ("POST", CALLBACK, {"type": 9, "data": modal(label(), label(upload()))}),
    ],
)
def test_requests_of_the_right_shape_pass(method, path, body):
    assert openapi_problems(method, path, body) == []


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    ("problem", "method", "path", "body"),
    [
        ("GET /nothing is no route of Discord", "GET", "/nothing", None),
        ("PATCH /gateway/bot is no route of Discord", "PATCH", "/gateway/bot", {}),
        ("GET /api/v10/gateway is no route of Discord", "GET", "/api/v10/gateway", None),
        ("no body", "PUT", "/applications/1/commands", None),
        ("content: 5 is not of type", "POST", MESSAGES, {"content": 5}),
        (
            "content: 'xxxxxxxxxxxx...xxxxxxxxxxxxx' is longer than 2000 characters",
            "PATCH",
            ORIGINAL,
            {"content": "x" * 2001},
        ),
        (
            "components/0/components/1/content: 1 is not of type",
            "POST",
            MESSAGES,
            message(container(text(), text(1))),
        ),
        (
            "components/0/components/1: an object of type 99 does not go here",
            "POST",
            MESSAGES,
            message(container(text(), component(99))),
        ),
        ("components/0: 'text' does not go here", "POST", MESSAGES, message("text")),
        (
            "components/0/components/0/style: 9 does not go here",
            "POST",
            MESSAGES,
            message(row(button(style=9))),
        ),
        (
            "allowed_mentions/parse/0: 'all' does not go here",
            "POST",
            MESSAGES,
            message(allowed_mentions={"parse": ["all"]}),
        ),
        (
            "message_reference/message_id: 'five' does not match",
            "POST",
            MESSAGES,
            {"message_reference": {"message_id": "five"}},
        ),
        (
            'data: "title" is a required property',
            "POST",
            CALLBACK,
            {"type": 9, "data": {"custom_id": "m", "components": []}},
        ),
        ("an object of type 99 does not go here", "POST", CALLBACK, {"type": 99}),
        (
            '0/options/0: "name" is a required property',
            "PUT",
            "/applications/1/commands",
            [{"name": "a", "options": [{"type": 3, "description": "A"}]}],
        ),
    ],
)
def test_a_wrong_shape_is_told_by_what_it_should_have_been(problem, method, path, body):
    told, *_ = openapi_problems(method, path, body)
    assert told.startswith(problem)


def test_nothing_is_wrong_where_there_is_no_document(tmp_path):
    code = (
        "from tests.doubles.discord.openapi import *;print(spec_found(), openapi_problems('GET', '/nothing'))"
    )
    elsewhere = os.environ | {"CAREER_SHARED": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=elsewhere, capture_output=True, text=True, check=True
    )
    assert told.stdout == "False []\n"

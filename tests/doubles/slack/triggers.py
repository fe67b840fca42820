"""What lets a bot act for a short while after somebody did something: trigger_ids and response_urls."""

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import web

from tests.doubles.slack import chat
from tests.doubles.slack.api import Refused
from tests.doubles.slack.blockkit import problems_in_message

if TYPE_CHECKING:
    from tests.doubles.slack.content import Channel, Message
    from tests.doubles.slack.elements import Json
    from tests.doubles.slack.people import Person
    from tests.doubles.slack.server import Slack

TRIGGER_SECONDS = 3.0
"""How long a trigger_id opens a modal (Slack's page on interactivity)."""

URL_SECONDS, URL_USES = 30 * 60, 5
"""How long, and how often, a response_url takes messages (the same page)."""


class Triggers:
    """The trigger_ids that were given out: each good once, and not for long."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack
        self._given: dict[str, tuple[Person, float]] = {}
        self._used: set[str] = set()

    def give(self, person: "Person") -> str:
        """A new one, for what somebody just did."""
        id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(8)}"
        self._given[id] = (person, self._slack.now())
        return id

    def exchange(self, id: str) -> "Person":
        """Who may be shown a modal for it."""
        if id not in self._given:
            raise Refused("invalid_trigger_id")
        if id in self._used:
            raise Refused("exchanged_trigger_id")
        person, at = self._given[id]
        if self._slack.now() - at > self._slack.trigger_seconds:
            raise Refused("expired_trigger_id")
        self._used.add(id)
        return person


@dataclass(eq=False)
class ResponseUrl:
    """An address to answer at. *source* is the message that was pressed, which can be replaced."""

    person: "Person"
    channel: "Channel"
    source: "Message | None"
    at: float
    uses: int = 0


@dataclass(eq=False)
class ResponseUrls:
    """The response_urls that were given out."""

    slack: "Slack"
    given: dict[str, ResponseUrl] = field(default_factory=dict)

    def give(self, person: "Person", channel: "Channel", source: "Message | None" = None) -> str:
        """A new one, for what somebody did in a channel."""
        key = secrets.token_urlsafe(18)
        self.given[key] = ResponseUrl(person, channel, source, self.slack.now())
        return f"{self.slack.url}/commands/{person.workspace.id}/{key}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Take what the bot posts there."""
        return await self.slack.api.disturbed("response_url", request, lambda: self._answer(request))

    async def _answer(self, request: web.Request) -> web.Response:
        given = self.given.get(request.match_info["key"])
        error = self._over(given)
        body = await request.json()
        if given is None or error:
            return web.json_response({"ok": False, "error": error}, status=404)
        given.uses += 1
        if problems := self._problems(given, body):
            self.slack.problems += [f"response_url: {problem}" for problem in problems]
            return web.json_response({"ok": False, "error": "invalid_blocks"}, status=400)
        self._put(given, body)
        return web.Response(text="ok")

    def _over(self, given: ResponseUrl | None) -> str:
        if given is None:
            return "no_such_url"
        if self.slack.now() - given.at > URL_SECONDS:
            return "expired_url"
        return "used_url" if given.uses >= URL_USES else ""

    def _problems(self, given: ResponseUrl, body: "Json") -> list[str]:
        if not self.slack.validate:
            return []
        problems = problems_in_message(body)
        # Slack's pages do not agree about what happens then.
        if given.source and not {"replace_original", "delete_original"} & body.keys():
            problems.append("replace_original: says neither true nor false (our own rule)")
        return problems

    def _put(self, given: ResponseUrl, body: "Json") -> None:
        workspace, source = given.person.workspace, given.source
        there = source and (source.channel.id, source.ts) in workspace.messages
        if source and there and body.get("delete_original"):
            workspace.drop(source)
        elif source and there and body.get("replace_original"):
            chat.change(workspace, source, body)
        elif not body.get("delete_original"):
            chat.answered(given.person, given.channel, body)

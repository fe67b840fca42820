"""From what was asked in Slack to what the mentor says."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from adapters.clock import Clock
from adapters.slack.files import Files
from adapters.slack.people import People, Profile
from adapters.slack.places import Asked, Tenant, Thread
from bot.commands import needs_asker
from bot.mentor import Mentor, given_back
from bot.message import Choice, Form, Message
from bot.model import Channel, Handed, Member, Request

NOTHING: Mapping[str, Handed] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Desk:
    """Puts requests to the mentor."""

    mentor: Mentor
    people: People
    files: Files
    clock: Clock

    async def reply(self, asked: Asked) -> Message:
        """The mentor's reply. Slack is asked who it is only where that matters."""
        profile = Profile()
        if needs_asker(asked.text, running=asked.running):
            profile = await self.people.profile(asked.tenant, asked.user)
        return await self.mentor.reply(self._request(asked, profile, self.files.handed(asked)))

    async def examples(self, tenant: Tenant, user: str) -> tuple[Choice, ...]:
        """Questions that a member may want to begin with."""
        return await self.mentor.examples(Member(tenant.workspace, user))

    def given_back(self, asked: Asked) -> tuple[Form, ...]:
        """The form that came to nothing, with all that was typed still in it."""
        return given_back(self._request(asked, Profile()))

    def _request(self, asked: Asked, profile: Profile, files: Mapping[str, Handed] = NOTHING) -> Request:
        workspace = asked.tenant.workspace
        return Request(
            Member(workspace, asked.user),
            asked.text,
            self.clock(),
            asked.fields,
            files,
            channel=Channel(workspace, asked.channel) if asked.channel else None,
            admin=profile.admin,
            zone=profile.zone,
            overheard=asked.overheard,
            # Mentions come only from channels that it is in; about others, Slack tells what has more scopes.
            can_post=isinstance(asked.place, Thread) or None,
            quoting=asked.quoting,
            running=asked.running,
        )

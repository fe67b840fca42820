"""Photograph what the mentor says in Discord: real answers, really drawn, in an imitation of its window.

    python docs/discord_pictures.py            # the pictures of the documentation: docs/discord-*.png
    python docs/discord_pictures.py FOLDER     # all that there are, to judge them

Needs Chromium, and looks best where the font Lato is installed. Nothing is sent anywhere.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from camera import photograph
from discord_page import Post, channel_page, modal_page
from story import LOADING, MONDAY, NAME, TIME, Story

from adapters.discord.files import discord_files
from adapters.discord.forms import modal
from adapters.discord.layout import Page
from adapters.discord.render import render
from adapters.drawing import form_of
from adapters.program import open_shipped
from adapters.settings import Settings
from adapters.vectors import silent
from bot import commands, wording
from bot.mentor import given_back
from bot.message import Message, Paragraph
from bot.model import Channel, Member, Request

HERE = Path(__file__).parent
DOCUMENTED = ("answer", "home", "modal")
"""What the documentation shows; the rest is there to be looked at while the drawing changes."""

COLOURS = 96
"""There are two blues more than in Slack, and pictures in messages."""

ADA = Member("discord", "1001")
CHANNEL = Channel("discord:3001", "2001")
ENGINEERING, ALONE = "# engineering", "Career Mentor"
"""Where things are said: among others, or alone with the app."""


async def answer(story: Story) -> str:
    """The first question, asked on a server."""
    return _seen(await story.says("staff", among=CHANNEL), used="/career staff")


async def declined(story: Story) -> str:
    """A question that no episode answers."""
    return _seen(await story.says("how much salary should I ask for?", among=CHANNEL), used="/career")


async def longer(story: Story) -> str:
    """A second card on a question that is too long for the ids of buttons."""
    question = "my manager wants me to lead, I like to code, " * 4 + "what should I do?"
    first = await story.says(question)
    [another] = [it for part in first.parts for it in getattr(part, "buttons", ()) if it.label == "Another"]
    return _seen(await story.says(another.command), used="/career")


async def nudge(story: Story) -> str:
    """A prompt, with what was written four weeks before."""
    await story.says("nudges on monday 9:00 Berlin", weeks=1)
    return channel_page(ALONE, _posts(await story.gets(ADA)))


async def ritual(story: Story) -> str:
    """The prompt of a channel, for everybody."""
    await story.says("ritual on monday 9:00 Berlin", among=CHANNEL, weeks=1)
    return channel_page(ENGINEERING, _posts(await story.gets(CHANNEL)))


async def mentioned(story: Story) -> str:
    """A question that others read, and the answer below it."""
    question = "should my first job be at a big company or a startup?"
    asked = Post([{"type": 10, "content": f"**@{ALONE}** {question}"}], TIME, by="Ada")
    answer = await story.says(question, among=CHANNEL, overheard=True)
    return channel_page(ENGINEERING, [asked, *_posts(answer)])


async def shared(story: Story) -> str:
    """A card that somebody shows to everybody."""
    card = story.card("learning")
    return channel_page(ENGINEERING, _posts(await story.says(f"share {card.ref}", among=CHANNEL)))


async def mistaken(story: Story) -> str:
    """A form that was sent in with a mistake, and opens again."""
    await story.says("nudges on monday 9:00 Berlin")
    return _seen(await story.says("nudges pause", until="yesterday"))


async def kept_back(_: Story) -> str:
    """What was written while the store was away."""
    request = Request(ADA, "reflect free", MONDAY, {"text": "Said no to a third project.\nNothing broke."})
    return _seen(Message((Paragraph(wording.memory_away("3fa2c1")), *given_back(request))))


async def failed(_: Story) -> str:
    """An answer that could not be given."""
    return _seen(Message((Paragraph(wording.went_wrong("3fa2c1")),)))


async def longest(story: Story) -> str:
    """The card with most to say, and the other side."""
    return _seen(await story.says(commands.open_card(story.longest().ref)))


async def at_home(story: Story) -> str:
    """Everything at a glance."""
    await story.says("nudges on monday 9:00 Berlin")
    return _seen(await story.says("home"), used="/career home")


async def said(story: Story, *, line: str) -> str:
    """What comes of a *line*, for its asker alone."""
    return _seen(await story.says(line, among=CHANNEL), used=f"/career {line}")


async def brought(story: Story) -> str:
    """What the mentor understood of an episode that an admin brings."""
    return _seen(await story.brings(), used="/career-admin")


async def run(story: Story, *, line: str) -> str:
    """What comes of a *line* about it, once it answers."""
    return _seen(await story.runs(line), used="/career-admin")


async def detailed(story: Story) -> str:
    """The form for what a file does not tell."""
    await story.brings()
    return await opened(story, line=f"details {NAME}")


async def opened(story: Story, *, line: str) -> str:
    """The form that comes of a *line*."""
    message = await story.says(line)
    form = form_of(message)
    assert form is not None, f"{line!r} opens no form"  # noqa: S101
    parts = [part for part in message.parts if part is not form]
    return modal_page(modal(form, parts).to_dict())


PICTURES: Mapping[str, Callable[[Story], Awaitable[str]]] = {
    "answer": answer,
    "declined": declined,
    "longer": longer,
    "mentioned": mentioned,
    "shared": shared,
    "longest": longest,
    "nudge": nudge,
    "ritual": ritual,
    "home": at_home,
    "modal": partial(opened, line="nudges on"),
    "wrong": partial(opened, line="nudges on monday 9:00 the office"),
    "mistaken": mistaken,
    "kept-back": kept_back,
    "failed": failed,
    "reflect": partial(opened, line="reflect free"),
    "forget": partial(opened, line="data delete"),
    "welcome": partial(said, line="hello"),
    "load": partial(opened, line="load"),
    "brought": brought,
    "details": detailed,
    **{name: partial(run, line=line) for name, line in LOADING.items()},
    "export": partial(said, line="data export"),
    **{
        line: partial(said, line=line)
        for line in (
            "topics",
            "saved",
            "progress",
            "stage",
            "journal",
            "nudges",
            "data",
            "help",
            "admin",
            "admins",
        )
    },
}
NEWCOMERS = frozenset({"answer", "welcome"})
"""Pictures of somebody whom the mentor does not know yet."""


def _seen(message: Message, used: str = "") -> str:
    """*message* on a server, for its member alone."""
    first, *more = (replace(post, private=True) for post in _posts(message))
    return channel_page(ENGINEERING, [replace(first, used=used), *more])


def _posts(message: Message) -> list[Post]:
    return [_post(page) for page in render(message).pages]


def _post(page: Page) -> Post:
    files = {file.filename: file.fp.read() for file in discord_files(page.files)}
    return Post(page.view().to_components(), TIME, files=files)


async def main(names: tuple[str, ...], folder: Path) -> None:
    """Play each scene on its own, and photograph how it ends."""
    shipped = open_shipped(Settings(), silent)
    for name in names:
        story = Story(shipped, ADA)
        if name not in NEWCOMERS:
            await story.lives()
        photograph(await PICTURES[name](story), folder / f"discord-{name}.png", COLOURS)


if __name__ == "__main__":
    if sys.argv[1:]:
        asyncio.run(main(tuple(PICTURES), Path(sys.argv[1])))
    else:
        asyncio.run(main(DOCUMENTED, HERE))

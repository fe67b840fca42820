"""Photograph what the mentor says in Slack: real answers, really drawn, in an imitation of Slack's window.

    python docs/slack_pictures.py            # the pictures of the documentation: docs/slack-*.png
    python docs/slack_pictures.py FOLDER     # all that there are, to judge them

Needs Chromium, and looks best where the font Lato is installed. Nothing is sent anywhere.
"""

import asyncio
import sys
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from camera import photograph
from slack_page import Post, channel_page, home_page, modal_page
from story import LOADING, NAME, TIME, Story

from adapters.picture import draw
from adapters.program import open_shipped
from adapters.settings import Settings
from adapters.slack.forms import errors_in
from adapters.slack.render import home, modal, render
from adapters.vectors import silent
from bot import commands
from bot.message import Form, Message, Picture
from bot.model import Channel, Member

HERE = Path(__file__).parent
DOCUMENTED = ("answer", "home", "modal")
"""What the documentation shows; the rest is there to be looked at while the drawing changes."""

ADA = Member("slack:T0MENTOR", "U0ADA")
CHANNEL = Channel("slack:T0MENTOR", "C0ENGINEERING")
ENGINEERING, ALONE = "# engineering", "Career Mentor"
"""Where things are said: among others, or alone with the app."""

# What there is to photograph


async def answer(story: Story) -> str:
    """The first question, asked among others."""
    return _seen(await story.says("staff", among=CHANNEL), ENGINEERING, private=True)


async def declined(story: Story) -> str:
    """A question that no episode answers."""
    message = await story.says("how much salary should I ask for?", among=CHANNEL)
    return _seen(message, ENGINEERING, private=True)


async def nudge(story: Story) -> str:
    """A prompt, with what was written four weeks before."""
    await story.says("nudges on monday 9:00 Berlin", weeks=1)
    return _seen(await story.gets(ADA))


async def ritual(story: Story) -> str:
    """The prompt of a channel, for everybody."""
    await story.says("ritual on monday 9:00 Berlin", among=CHANNEL, weeks=1)
    return _seen(await story.gets(CHANNEL), ENGINEERING)


async def mentioned(story: Story) -> str:
    """A question that others read, and the answer in its thread."""
    question = "should my first job be at a big company or a startup?"
    asked = {"type": "mrkdwn", "text": f"<@U0MENTOR|{ALONE}> {question}"}
    post = Post([{"type": "section", "text": asked}], TIME, by="Ada")
    answer = await story.says(question, among=CHANNEL, overheard=True)
    return channel_page(ENGINEERING, [post], _posts(answer))


async def shared(story: Story) -> str:
    """A card that somebody shows to everybody."""
    card = story.card("learning")
    return _seen(await story.says(f"share {card.ref}", among=CHANNEL), ENGINEERING)


async def refused(story: Story) -> str:
    """A form that was submitted and stays open, with Slack's own mark at what is wrong."""
    await story.says("nudges on monday 9:00 Berlin")
    message = await story.says("nudges pause", until="yesterday")
    [form] = [part for part in message.parts if isinstance(part, Form)]
    typed = replace(form, fields=tuple(replace(field, error="") for field in form.fields))
    return modal_page(modal(replace(message, parts=(typed,)), ""), errors_in(form))


async def reflecting(story: Story) -> str:
    """A form to write in, about a card."""
    return modal_page(modal(await story.says(commands.reflect(story.card("titles").ref)), ""))


async def longest(story: Story) -> str:
    """The card with most to say, and the other side."""
    return _seen(await story.says(commands.open_card(story.longest().ref)))


async def at_home(story: Story) -> str:
    """Everything at a glance."""
    await story.says("nudges on monday 9:00 Berlin")
    return home_page(home(await story.says("home")))


async def said(story: Story, *, line: str) -> str:
    """What comes of a *line* that is typed to the app alone."""
    return _seen(await story.says(line))


async def brought(story: Story) -> str:
    """What the mentor understood of an episode that an admin brings."""
    return _seen(await story.brings())


async def run(story: Story, *, line: str) -> str:
    """What comes of a *line* about it, once it answers."""
    return _seen(await story.runs(line))


async def detailed(story: Story) -> str:
    """The form for what a file does not tell."""
    await story.brings()
    return await opened(story, line=f"details {NAME}")


async def opened(story: Story, *, line: str) -> str:
    """The form that comes of a *line*."""
    return modal_page(modal(await story.says(line), ""))


PICTURES: Mapping[str, Callable[[Story], Awaitable[str]]] = {
    "answer": answer,
    "declined": declined,
    "thread": mentioned,
    "shared": shared,
    "longest": longest,
    "nudge": nudge,
    "ritual": ritual,
    "home": at_home,
    "modal": partial(opened, line="nudges on"),
    "mistaken": partial(opened, line="nudges on monday 9:00 the office"),
    "refused": refused,
    "reflect": reflecting,
    "forget": partial(opened, line="data delete"),
    "welcome": partial(said, line="hello"),
    "load": partial(opened, line="load"),
    "brought": brought,
    "details": detailed,
    **{name: partial(run, line=line) for name, line in LOADING.items()},
    **{
        line: partial(said, line=line)
        for line in ("topics", "saved", "progress", "stage", "journal", "nudges", "data", "help", "admin")
    },
}
NEWCOMERS = frozenset({"answer", "welcome"})
"""Pictures of somebody whom the mentor does not know yet."""


def _seen(message: Message, place: str = ALONE, *, private: bool = False) -> str:
    return channel_page(place, _posts(message, private=private))


def _posts(message: Message, *, private: bool = False) -> list[Post]:
    """What one message of the mentor's is in Slack; pictures come behind what they show in words."""
    drawing = render(message)
    pictures = [_uploaded(file) for file in drawing.files if isinstance(file, Picture)]
    return [*(Post(blocks, TIME, private=private) for blocks in drawing.pages), *pictures]


def _uploaded(picture: Picture) -> Post:
    source = f"data:image/png;base64,{b64encode(draw(picture)).decode()}"
    return Post([{"type": "image", "image_url": source, "alt_text": picture.alt}], TIME)


async def main(names: tuple[str, ...], folder: Path) -> None:
    """Play each scene on its own, and photograph how it ends."""
    shipped = open_shipped(Settings(), silent)
    for name in names:
        story = Story(shipped, ADA)
        if name not in NEWCOMERS:
            await story.lives()
        photograph(await PICTURES[name](story), folder / f"slack-{name}.png")


if __name__ == "__main__":
    if sys.argv[1:]:
        asyncio.run(main(tuple(PICTURES), Path(sys.argv[1])))
    else:
        asyncio.run(main(DOCUMENTED, HERE))

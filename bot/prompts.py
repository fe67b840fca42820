"""The weekly prompt: which card it comes from, and how it reads."""

from collections.abc import Collection
from datetime import timedelta
from functools import lru_cache
from zlib import crc32

from bot import commands, wording
from bot.asking import advice
from bot.message import Button, Buttons, Message, Paragraph, Part, Tone
from bot.model import Channel, Nudge, Progress, Recipient, Reflection
from knowledge.cards import Card
from knowledge.library import Library

MONTH_AGO = (timedelta(days=31), timedelta(days=25))
"""Reflections written in between come back as "four weeks ago"."""

QUOTED_MAX = 280
"""Characters of an old reflection that come back with a prompt; the journal has the rest."""


def choose(library: Library, progress: Progress, prompted: Collection[str], week: str) -> Card | None:
    """The card whose prompt fits a member best in a *week*; None if no card has one.

    First come prompts that they never answered, and of those the ones they were never *prompted* with: then
    what they saved, what is for their stage, and what is near to what they read. The rest is chance, the same
    each time for one member and week.
    """
    cards = [card for card in library.cards if card.reflect]
    near = {topic for ref in progress.seen for topic in _topics(library, ref)}
    salt = crc32(f"{progress.member}{week}".encode())

    def fit(card: Card) -> tuple[bool, bool, int, int]:
        mark = progress.mark(card.ref)
        liking = 2 * (mark.saved_at is not None) + (progress.stage in card.stages)
        liking += (card.topics[0] in near) - 3 * (mark.helpful is False)
        return (mark.reflected_at is not None, card.ref in prompted, -liking, crc32(card.ref.encode(), salt))

    return min(cards, key=fit, default=None)


def prompt_page(card: Card, nudge: Nudge | None, recalled: Reflection | None = None) -> Message:
    """A card's prompt, with the card and what was written four weeks before; of a *nudge* if it is one."""
    week = nudge.week if nudge else None
    return Message(
        (
            Paragraph(wording.PROMPT_HEADING, Tone.HEADING),
            Paragraph(card.reflect),
            *_recalled(recalled),
            advice(card),
            Buttons((Button(wording.REFLECT_BUTTON, commands.reflect(card.ref, week)), *_ways_out(nudge))),
        ),
        again=f"prompt {week or card.ref}",
    )


def ritual_page(card: Card) -> Message:
    """The week's prompt for a channel: what is written on it stays with who writes it."""
    return Message(
        (
            Paragraph(wording.RITUAL_HEADING, Tone.HEADING),
            Paragraph(card.reflect),
            advice(card),
            Paragraph(wording.RITUAL_PRIVATE, Tone.QUIET),
            Buttons((Button(wording.REFLECT_BUTTON, commands.reflect(card.ref)),)),
        ),
        again=f"prompt {card.ref}",
    )


def goodbye_page() -> Message:
    """That no more nudges come, because nobody seems to want them."""
    return Message(
        (
            Paragraph(wording.GOODBYE),
            Buttons((Button(wording.NUDGES_AGAIN_BUTTON, "nudges resume"),)),
        ),
        again="nudges",
    )


def for_recipient(to: Recipient, card: Card, nudge: Nudge, recalled: Reflection | None) -> Message:
    """What is sent to a member, or to a channel."""
    return ritual_page(card) if isinstance(to, Channel) else prompt_page(card, nudge, recalled)


def _recalled(reflection: Reflection | None) -> tuple[Part, ...]:
    if reflection is None or not reflection.text:
        return ()
    return (Paragraph(wording.FOUR_WEEKS_AGO.format(text=shortened(reflection.text)), Tone.QUIET),)


def _ways_out(nudge: Nudge | None) -> tuple[Button, ...]:
    if nudge is None:
        return ()
    return (
        Button(wording.SKIP_BUTTON, f"nudges skip {nudge.week}"),
        Button(wording.SNOOZE_BUTTON, f"nudges snooze {nudge.week}"),
        Button(wording.STOP_BUTTON, "nudges off"),
    )


def shortened(text: str, most: int = QUOTED_MAX) -> str:
    """*text* on one line, cut behind a word where it is longer than *most* characters."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


@lru_cache(maxsize=4096)
def _topics(library: Library, ref: str) -> tuple[str, ...]:
    card = library.card(ref)
    return card.topics[:1] if card else ()

"""The weekly prompt: which card it comes from, and how it reads."""

from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple
from weakref import WeakKeyDictionary
from zlib import crc32

from bot import commands, wording
from bot.asking import advice
from bot.message import Button, Buttons, Message, Paragraph, Part, Tone
from bot.model import Channel, Nudge, Progress, Recipient, Reflection
from knowledge.cards import Card, Stage
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
    marks, answered, stage = progress.marks, progress.reflected, progress.stage
    near = {_topic(library, ref) for ref, mark in marks.items() if mark.seen_at}
    special = {ref: 2 * (it.saved_at is not None) - 3 * (it.helpful is False) for ref, it in marks.items()}
    tiers = (answered.union(prompted), answered, prompted, ())
    pools = ([it for it in _prompts(library) if it.ref not in without] for without in tiers)
    pool = next(filter(None, pools), [])
    fits = [special.get(it.ref, 0) + (it.topic in near) + (stage in it.stages) for it in pool]
    most = max(fits, default=0)
    # Chance only among those that fit best: this is done for everybody, every week.
    best = [it for it, fit in zip(pool, fits, strict=True) if fit == most]
    salt = crc32(f"{progress.member}{week}".encode())
    chosen = min(best, key=lambda it: crc32(it.salted, salt), default=None)
    return chosen.card if chosen else None


def asked_of(card: Card) -> str:
    """What to think about with a card: its own prompt, or one that fits whatever was said."""
    return card.reflect or wording.REFLECT_ON_ANY


def prompt_page(card: Card, nudge: Nudge | None, recalled: Reflection | None = None) -> Message:
    """A card's prompt, with the card and what was written four weeks before; of a *nudge* if it is one."""
    week = nudge.week if nudge else None
    return Message(
        (
            Paragraph(wording.PROMPT_HEADING, Tone.QUIET),
            Paragraph(asked_of(card), Tone.HEADING),
            *_recalled(recalled),
            advice(card),
            Buttons((_reflect(card, week), *_ways_out(nudge))),
        ),
        again=f"prompt {week or card.ref}",
    )


def ritual_page(card: Card) -> Message:
    """The week's prompt for a channel: what is written on it stays with who writes it."""
    return Message(
        (
            Paragraph(wording.RITUAL_HEADING, Tone.QUIET),
            Paragraph(asked_of(card), Tone.HEADING),
            advice(card),
            Buttons((_reflect(card, None),)),
            Paragraph(wording.RITUAL_PRIVATE, Tone.QUIET),
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


def _reflect(card: Card, week: str | None) -> Button:
    return Button(wording.REFLECT_BUTTON, commands.reflect(card.ref, week), main=True)


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


class _Prompt(NamedTuple):
    """What is compared of a card that has a prompt."""

    card: Card
    ref: str
    salted: bytes
    topic: str
    stages: frozenset[Stage]


_PROMPTS: WeakKeyDictionary[Library, tuple[_Prompt, ...]] = WeakKeyDictionary()
"""What was made of each library that is still in use."""


def _prompts(library: Library) -> tuple[_Prompt, ...]:
    if library not in _PROMPTS:
        _PROMPTS[library] = tuple(
            _Prompt(card, card.ref, card.ref.encode(), card.topics[0], frozenset(card.stages))
            for card in library.shown
            if card.reflect
        )
    return _PROMPTS[library]


def _topic(library: Library, ref: str) -> str | None:
    card = library.card(ref)
    return card.topics[0] if card and card.topics else None

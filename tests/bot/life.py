"""Everything that a member can say, so that every message there is gets drawn."""

from bot.message import Choices

TAP = "how do I fix a leaking tap?"

LINES = (
    "", "help", "topics", "ask", "staff", "home", "stage", "stage senior", "7", TAP, "?", "saved",
    "unsave x/y", "open x/y", "another staff/x: staff", "I want to kill myself", "progress", "data",
    "data delete",
)  # fmt: skip
ADMIN_LINES = (
    "admin", "admins", "admins add {mention}", "admins", "rituals", "ritual on", "gaps", "questions keep",
    "ritual on monday 9:00 Berlin", "rituals", TAP, "gaps", "questions forget", "ritual off",
)  # fmt: skip
NUDGE_LINES = (
    "nudges", "nudges on", "nudges on monday 9:00 portland", "nudges on monday 9:00 usa", "nudges on x y z",
    "nudges on monday 9:00 Berlin", "nudges", "nudges pause", "nudges pause never", "nudges pause in 3 weeks",
    "nudges resume", "nudges skip", "nudges snooze", "prompt", "home", "nudges off", "nudges",
)  # fmt: skip
JOURNAL_LINES = (
    "journal", "journal 2", "journal 9", "journal search", "journal search channel", "journal search xyz",
    "data", "data export", "data delete",
)  # fmt: skip


async def a_life(ada, card, mention, reflections):
    """Every message of a member who is an admin too, who names somebody, and writes *reflections*."""
    for line in (*LINES, *(line.format(mention=mention) for line in ADMIN_LINES), *NUDGE_LINES):
        yield await ada.says(line)
    for verb in ("open", "save", "save", "helpful", "unhelpful", "share", "reflect", "prompt"):
        yield await ada.says(f"{verb} {card.ref}")
    for text in reflections:
        yield await ada.says(f"reflect {card.ref}", text=text)
    async for message in a_journal(ada):
        yield message
    for word in ("no", "delete"):
        yield await ada.says("data delete", word=word)


async def a_journal(ada):
    """All that can be done with what they wrote."""
    for line in JOURNAL_LINES:
        yield await ada.says(line)
    await ada.says("journal")
    [entries] = [part for part in ada.last.parts if isinstance(part, Choices)]
    for entry in entries.items:
        for verb in ("open", "edit", "delete"):
            yield await ada.says(entry.command.replace("open", verb))
        yield await ada.says(entry.command.replace("open", "edit"), text=" ")
    yield await ada.says(entries.items[0].command.replace("open", "delete") + " yes")

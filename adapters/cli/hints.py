"""What is said in chats of what to type next, as it is typed in a shell: a hint works where it stands."""

import re
from collections.abc import Mapping

from bot.commands import parse
from bot.episodes import EVERYBODY
from bot.gap_commands import Gapping
from bot.shelf_commands import (
    AddFeed,
    CheckFeeds,
    EditDetails,
    Export,
    Hide,
    Load,
    Publish,
    Remove,
    RemoveFeed,
    RollBack,
    Shelving,
    ShowCards,
    ShowEpisode,
    ShowEpisodes,
    ShowExcerpt,
    ShowExcerpts,
    ShowFeeds,
    ShowHidden,
    ShowLog,
    Unhide,
    Unpublish,
)

HINT = re.compile(r"(?<=: )[a-z].*?(?=,|\.?$|\.\s)", re.MULTILINE)
"""What may be a command, by where it stands in what is said: behind a colon, to the end of its sentence."""

TYPED: Mapping[type[Shelving], str] = {
    EditDetails: "episodes details {0.name} --title ... --url ... --licence ...",
    ShowEpisodes: "episodes list",
    ShowEpisode: "episodes show {0.name}",
    ShowExcerpts: "episodes show {0.name}",
    ShowExcerpt: "episodes show {0.ref}",
    Unpublish: "episodes unpublish {0.name}",
    RollBack: "episodes rollback {0.name}",
    Remove: "episodes remove {0.name}",
    Export: "episodes export {0.name}",
    ShowLog: "episodes log",
    Hide: "cards hide {0.ref}",
    Unhide: "cards unhide {0.ref}",
    ShowCards: "cards list",
    ShowHidden: "cards list",
    ShowFeeds: "feeds list",
    RemoveFeed: "feeds remove {0.url}",
    CheckFeeds: "feeds check",
}
"""What commands of chats are typed as, as far as they are there in a shell, too."""


def in_shell(said: str, owner: str) -> str:
    """What is *said* in chats, with each command in it as the operator types it for an *owner*."""
    return HINT.sub(lambda hint: _hint(hint[0], owner), said)


def typed(command: Shelving, owner: str) -> str:
    """A command as it is typed in a shell, and marked as such; empty if there is none."""
    words = _words(command)
    whose = "" if owner == EVERYBODY else f" --workspace {owner}"
    return f"`career {words}{whose}`" if words else ""


def _hint(line: str, owner: str) -> str:
    command = parse(line, {})
    if isinstance(command, Shelving) and (here := typed(command, owner)):
        return here
    return f"{line}, in a chat" if isinstance(command, Shelving | Gapping) else line


def _words(command: Shelving) -> str:
    match command:
        case Load(url):
            return f"episodes load {url or 'FILE'}"
        case AddFeed(url):
            return f"feeds add {url or 'URL'}"
        case Publish(name, number):
            return f"episodes publish {name} {number or ''}".rstrip()
        case _:
            return TYPED.get(type(command), "").format(command)

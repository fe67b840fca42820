"""A Discord to play with by hand, in a terminal, against a bot that runs in another one.

python -m tests.doubles.discord [--port 8500] [--http-url http://127.0.0.1:3000/discord/interactions]
"""

import argparse
import shlex
from collections.abc import Callable
from pathlib import Path

from tests.doubles.discord import permissions
from tests.doubles.discord.content import Channel
from tests.doubles.discord.drawing import drawn
from tests.doubles.discord.people import Person
from tests.doubles.discord.server import Discord
from tests.doubles.discord.world import Server
from tests.doubles.playing import at_a_terminal, play

HELP = """\
Ada and Bob are there, Rita, who is an admin, and whoever else you name. Type who does what:

  ada: /career staff              a command in a channel; its subcommands are further words
  ada: dm /career staff           ... in the direct messages with the bot
  rita: /career-admin load file: ~/talk.vtt   a command with a file; a modal is filled with paths, too
  ada: complete sta               what a command suggests while that is typed
  ada: press Save                 a button, or an option of a menu, that begins so
  ada: fill in Monday 09:00       the open modal, in order, and submit it; quote what has spaces
  ada: fill Monday, ada: submit   ... the one after the other
  ada: close                      the open modal
  ada: @mentor how do I grow?     a message in a channel, with the bot's name before it
  ada: dm how do I grow?          a message to the bot alone
  ada: say hello                  a message in a channel, of which the bot is not told the words
  ada: ask about how do I grow?   the bot's command on a message in which somebody else wrote that
  ada: screen                     what she sees now
  ada: shut dms, ada: open dms    her direct messages, for the bot
  ada: mute, ada: unmute          the bot, in the channel

help, env (how to start the bot), problems (what Discord would have refused), quit"""

WAITS = 5.0
"""Seconds to wait for the bot before the next line can be typed."""

Act = Callable[[Person, str], object]


def _server(person: Person) -> Server:
    return next(iter(person.discord.servers.values()))


def _channel(person: Person) -> Channel:
    return _server(person).channel("general")


def _command(person: Person, typed: str, *, direct: bool = False) -> None:
    name, _, line = typed.partition(" ")
    text, _, path = line.partition("file:")
    option = _option(person, name)
    given: dict[str, str | Path] = {option: text.strip()} if option and text.strip() else {}
    given |= {"file": Path(path.strip()).expanduser()} if path else {}
    person.command(name, at=person.dm if direct else _channel(person), **given)


def _option(person: Person, name: str, kind: str = "name") -> str:
    """The first option of a command, or the first that is of a kind."""
    found = (it.get("options") or [] for it in person.discord.commands if it["name"] == name)
    return next((option["name"] for option in next(found, []) if option.get(kind)), "")


ACTS: dict[str, Act] = {
    "press": lambda person, text: person.press(text),
    "fill in": lambda person, text: person.fill_in(*shlex.split(text)),
    "submit": lambda person, _: person.submit(),
    "@mentor": lambda person, text: person.mention(text, at=_channel(person)),
    "ask about": lambda person, text: person.ask_about(text.strip('"'), at=_channel(person)),
    "dm /": lambda person, text: _command(person, text, direct=True),
    "dm": lambda person, text: person.say(text, at=person.dm),
    "/": _command,
}
"""What the bot is told about, and may answer."""

STILL: dict[str, Act] = {
    "fill": lambda person, text: person.fill(*shlex.split(text)),
    "close": lambda person, _: person.close_modal(),
    "say": lambda person, text: person.say(text, at=_channel(person)),
    "screen": lambda _, __: None,
    "shut dms": lambda person, _: setattr(person, "dms_open", False),
    "open dms": lambda person, _: setattr(person, "dms_open", True),
    "mute": lambda person, _: _server(person).deny(_channel(person), permissions.SEND_MESSAGES),
    "unmute": lambda person, _: _server(person).deny(_channel(person), 0),
}
"""What it is not, or has nothing to say to."""


def main() -> None:
    """Open a Discord, say how to start the bot, and do what is typed."""
    asked = argparse.ArgumentParser(prog="python -m tests.doubles.discord", description=__doc__)
    asked.add_argument("--port", type=int, default=8500, help="where this Discord is")
    asked.add_argument("--http-url", help="where the bot takes interactions, if not over the gateway")
    options = asked.parse_args()
    discord = Discord(port=options.port, http_url=options.http_url)
    with at_a_terminal(discord, options.port):
        server = discord.server("Guild", owner=discord.person("Olga"))
        server.channel("general")
        for name in ("Ada", "Bob", "Rita"):
            discord.person(name, admin_of=[server] if name == "Rita" else [])
        play(discord, HELP, discord.environment, lambda typed: _done(discord, typed))


def _done(discord: Discord, typed: str) -> str:
    who, _, what = typed.partition(" ")
    person, what = discord.person(who.rstrip(":").capitalize()), what.strip()
    if what.startswith("complete "):
        return _completed(person, what.removeprefix("complete "))
    verb = next((it for it in [*ACTS, *STILL] if what == it or what.startswith(_begun(it))), "")
    if not verb:
        raise ValueError(f"Nobody knows how to {what or 'do nothing'}; type help.")
    text = what.removeprefix(verb).strip()
    if verb in STILL:
        STILL[verb](person, text)
    else:
        ACTS[verb](person, text)
        person.wait(seconds=WAITS)
    return drawn(person, person.new()) or "(nothing new)"


def _begun(verb: str) -> str:
    return verb if verb.endswith("/") else f"{verb} "


def _completed(person: Person, text: str) -> str:
    completed = [it["name"] for it in person.discord.commands if _option(person, it["name"], "autocomplete")]
    if not completed:
        raise ValueError("The bot completes nothing.")
    found = person.complete(completed[0], text, at=_channel(person))
    return "\n".join(f"  {name}" for name, _ in found) or "(nothing)"


if __name__ == "__main__":
    main()

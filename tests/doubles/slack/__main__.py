"""A Slack to play with by hand, in a terminal, against a bot that runs in another one.

python -m tests.doubles.slack --mode socket|http [--port 8400] [--bot-url http://127.0.0.1:3000]
"""

import argparse
import shlex
import sys
from collections.abc import Iterator

from tests.doubles.slack.people import Person
from tests.doubles.slack.server import Slack
from tests.doubles.slack.sight import view_words

HELP = """\
Somebody's name, and what they do:
  ada /career staff            a slash command in #general; `ada dm /career staff` in the DM with the bot
  ada press Save               a button, a menu's option or a suggested prompt that begins so
  ada fill Monday 09:00        the inputs of the open modal, in order
  ada submit | close           the open modal
  ada say how do I grow?       a message to the bot
  ada mention how do I grow?   a message in #general, to the bot
  ada home | messages          the bot's tabs
  ada shortcut reflect         a shortcut, by its callback_id
  ada screen                   what they see
  ada install | uninstall      the app, through its own page (with --bot-url) and out of the workspace again
help, problems (what the bot sent that Slack would refuse), quit"""

WAITS = 3.0
"""Seconds to wait for an answer before the next line can be typed."""


def main() -> None:
    """Open a Slack, say how to start the bot, and do what is typed."""
    asked = argparse.ArgumentParser(prog="python -m tests.doubles.slack", description=__doc__)
    asked.add_argument("--mode", choices=("socket", "http"), default="socket", help="how the bot is told")
    asked.add_argument("--port", type=int, default=8400, help="where this Slack is")
    asked.add_argument("--bot-url", help="where the bot is, in mode http", default="http://127.0.0.1:3000")
    options = asked.parse_args()
    with Slack(mode=options.mode, port=options.port, bot_url=options.bot_url) as slack:
        team = slack.workspace("T1")
        for name in ("Ada", "Bob"):
            team.person(f"U{name.upper()}", name)
        print("Start the bot with\n")
        for key, value in slack.environment(team).items():
            print(f"  export {key}={value}")
        print(f"\n{HELP}\n")
        play(slack)
        slack.problems.clear()


def play(slack: Slack) -> None:
    """Do line after line, and print what there is to see."""
    for typed in _lines():
        shown = len(slack.problems)
        try:
            print(_done(slack, typed))
        except (AssertionError, KeyError, ValueError, IndexError) as error:
            print(f"! {error}")
        for problem in slack.problems[shown:]:
            print(f"! Slack refused: {problem}")


def _lines() -> Iterator[str]:
    while True:
        print("> ", end="", flush=True)
        typed = sys.stdin.readline()
        if not typed or typed.strip() == "quit":
            return
        if typed.strip():
            yield typed.strip()


def _done(slack: Slack, typed: str) -> str:
    who, _, rest = typed.partition(" ")
    if who == "help":
        return HELP
    if who == "problems":
        return "\n".join(slack.problems) or "None."
    person = slack.workspace("T1").person(f"U{who.upper()}")
    verb, _, text = rest.strip().partition(" ")
    if verb == "screen":
        return shown(person)
    if verb in {"install", "uninstall"}:
        return _app(person, verb)
    _act(person, verb, text)
    if verb != "fill":
        person.wait(seconds=WAITS)
    return shown(person)


def _act(person: Person, verb: str, text: str) -> None:
    match verb:
        case "dm":
            name, _, words = text.partition(" ")
            person.command(name, words, channel="dm")
        case "press":
            person.press(text)
        case "fill":
            person.fill(*shlex.split(text))
        case "submit":
            person.submit()
        case "close":
            person.close_modal()
        case "say":
            person.dm(text)
        case "mention":
            person.mention(text)
        case "home":
            person.open_home()
        case "messages":
            person.open_messages()
        case "shortcut":
            person.shortcut(text)
        case _ if verb.startswith("/"):
            person.command(verb, text)
        case _:
            raise ValueError(f"Nobody can {verb or 'do nothing'} here; type help.")


def _app(person: Person, verb: str) -> str:
    if verb == "uninstall":
        person.workspace.uninstall()
        return "The app is gone."
    status, page = person.workspace.install(person, str(person.workspace.slack.bot_url))
    return f"{status}: {page}"


def shown(person: Person) -> str:
    """What somebody sees: the new messages, and the modal or Home before them."""
    return person.screen() or "(nothing new)"


if __name__ == "__main__":
    main()

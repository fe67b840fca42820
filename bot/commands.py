"""The grammar: one line in, one command out. Whatever is no command is a question."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot import gap_commands as gap
from bot import shelf_commands as shelf
from bot.episodes import COMMUNITY
from bot.gap_commands import Gapping
from bot.model import Request
from bot.shelf_commands import Shelving
from knowledge.cards import Stage

QUESTION, TEXT, WORD = "question", "text", "word"
WEEKDAY, TIME, ZONE, UNTIL = "weekday", "time", "zone", "until"
"""Names of the fields of forms."""


# Asking


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, in the member's words."""

    question: str


@dataclass(frozen=True, slots=True)
class Another:
    """A card for *question* that they have not read yet; the one behind *after* once they have read all."""

    question: str
    after: str


@dataclass(frozen=True, slots=True)
class OpenCard:
    """One card, by its "episode/card" name."""

    ref: str


@dataclass(frozen=True, slots=True)
class Share:
    """Show one card to everybody in the channel."""

    ref: str


@dataclass(frozen=True, slots=True)
class ShowTopics:
    """All topics."""


@dataclass(frozen=True, slots=True)
class ShowHelp:
    """What can be typed."""


@dataclass(frozen=True, slots=True)
class Greet:
    """Nothing was said."""


@dataclass(frozen=True, slots=True)
class AskForQuestion:
    """`ask`, and nothing behind it."""


@dataclass(frozen=True, slots=True)
class Stray:
    """A number or a button's name that belongs to nothing on the screen."""


# Progress


@dataclass(frozen=True, slots=True)
class Save:
    """Keep a card."""

    ref: str


@dataclass(frozen=True, slots=True)
class Unsave:
    """Take a card from the saved ones."""

    ref: str


@dataclass(frozen=True, slots=True)
class ShowSaved:
    """The saved cards, from the given *page* on, the first is 1."""

    page: int = 1


@dataclass(frozen=True, slots=True)
class Judge:
    """Say whether a card was helpful."""

    ref: str
    helpful: bool


@dataclass(frozen=True, slots=True)
class ShowStages:
    """The stages to choose from."""


@dataclass(frozen=True, slots=True)
class SetStage:
    """Say where one stands, or that one would rather not."""

    stage: Stage | None


@dataclass(frozen=True, slots=True)
class ShowProgress:
    """What was read, saved and written so far."""


# The journal


@dataclass(frozen=True, slots=True)
class Reflect:
    """Write on a card's prompt, that of a nudge in *week* if given, or freely; without *text*, ask for it.

    *draft* was typed behind the command, to go on with.
    """

    ref: str | None = None
    week: str | None = None
    text: str | None = None
    free: bool = False
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Jot:
    """Words behind `journal` that are no command of it: to be kept there, by all appearances."""

    draft: str


@dataclass(frozen=True, slots=True)
class ShowPrompt:
    """The prompt of this week, the one that was sent in *week*, or a card's by its *ref*."""

    week: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class ShowJournal:
    """Reflections, newest first, from the given *page* on, the first is 1; to say *which* one is meant."""

    page: int = 1
    which: bool = False


@dataclass(frozen=True, slots=True)
class SearchJournal:
    """Reflections that hold all of some *words*; ask for them if there are none."""

    words: str


@dataclass(frozen=True, slots=True)
class OpenReflection:
    """One reflection."""

    id: str


@dataclass(frozen=True, slots=True)
class EditReflection:
    """Replace a reflection's text; without *text*, ask for it."""

    id: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class DeleteReflection:
    """Delete a reflection; ask first unless *sure*."""

    id: str
    sure: bool = False


# Nudges and rituals


@dataclass(frozen=True, slots=True)
class ShowNudges:
    """Whether nudges come, and when."""


@dataclass(frozen=True, slots=True)
class SetNudges:
    """Have nudges on a weekday, at a time, in a zone, each as it was typed; ask for what is missing."""

    weekday: str = ""
    time: str = ""
    zone: str = ""
    asked: bool = False
    """The form was submitted, so an empty field is a mistake."""


@dataclass(frozen=True, slots=True)
class PauseNudges:
    """No nudges before a date, as it was typed; ask for it if there is none."""

    until: str = ""


@dataclass(frozen=True, slots=True)
class ResumeNudges:
    """End a pause."""


@dataclass(frozen=True, slots=True)
class SkipNudge:
    """Leave out one nudge: that of *week*, or the next."""

    week: str | None = None


@dataclass(frozen=True, slots=True)
class UnskipNudge:
    """Bring one that was to be left out after all: that of *week*, or the last one."""

    week: str | None = None


@dataclass(frozen=True, slots=True)
class SnoozeNudge:
    """Ask again tomorrow: that of *week*, or the last one."""

    week: str | None = None


@dataclass(frozen=True, slots=True)
class StopNudges:
    """No more nudges."""


@dataclass(frozen=True, slots=True)
class ShowRituals:
    """The channels that get a weekly prompt."""


@dataclass(frozen=True, slots=True)
class SetRitual:
    """Give this channel a weekly prompt, the when as it was typed."""

    when: SetNudges


@dataclass(frozen=True, slots=True)
class StopRitual:
    """No weekly prompt for a *channel*, or for this one."""

    channel: str = ""


# Running a workspace


@dataclass(frozen=True, slots=True)
class ShowRunning:
    """What those who run the workspace can do, and what of it a *line* may mean that fits nothing."""

    line: str = ""


@dataclass(frozen=True, slots=True)
class ShowAdmins:
    """Who was named to run the mentor, beside those who run the workspace."""


@dataclass(frozen=True, slots=True)
class NameAdmin:
    """Let somebody run the mentor; without an *id*, say how."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class DismissAdmin:
    """Let them no longer."""

    id: str


# What is held


@dataclass(frozen=True, slots=True)
class ShowHome:
    """Everything of a member's at a glance."""


@dataclass(frozen=True, slots=True)
class ShowData:
    """What the mentor holds about a member."""


@dataclass(frozen=True, slots=True)
class ExportData:
    """All of it as a file."""


@dataclass(frozen=True, slots=True)
class DeleteData:
    """Delete all of it, once the right *word* was typed."""

    word: str | None = None


@dataclass(frozen=True, slots=True)
class ShowStats:
    """What happened in this workspace, counted by week."""


@dataclass(frozen=True, slots=True)
class KeepQuestions:
    """Whether such questions are kept; before those that were are deleted, ask first unless *sure*."""

    keep: bool
    sure: bool = False


Asking = Ask | Another | OpenCard | Share | ShowTopics | ShowHelp | Greet | AskForQuestion | Stray
Tracking = Save | Unsave | ShowSaved | Judge | ShowStages | SetStage | ShowProgress
Writing = (
    Reflect
    | Jot
    | ShowPrompt
    | ShowJournal
    | SearchJournal
    | OpenReflection
    | EditReflection
    | DeleteReflection
)
Nudging = (
    ShowNudges | SetNudges | PauseNudges | ResumeNudges | SkipNudge | UnskipNudge | SnoozeNudge | StopNudges
)
Running = (
    ShowRunning
    | ShowRituals
    | SetRitual
    | StopRitual
    | ShowStats
    | KeepQuestions
    | ShowAdmins
    | NameAdmin
    | DismissAdmin
)
Holding = ShowData | ExportData | DeleteData
Command = ShowHome | Asking | Tracking | Writing | Nudging | Running | Shelving | Gapping | Holding

GREETINGS = frozenset({
    "hello", "hey", "hi", "hi there", "hello there", "good morning", "thanks", "thank you", "thx", "cheers",
    "start", "menu", "who are you", "what are you", "what can you do",
})  # fmt: skip
"""Said to a bot without wanting advice; it introduces itself."""

LOOSE = frozenset({
    "more", "another", "save", "remove", "helpful", "not helpful", "share", "edit", "delete",
    "snooze", "skip",
})  # fmt: skip
"""Names of buttons, which say nothing without the message that they stood under."""

ANOTHER_MAX = 1500
"""Characters of a question that go on with "another", its beginning and its end: the line becomes a button's
value, and of those Slack takes 2,000 (Block Kit reference, button)."""

_CUT = " \u2026 "
"""For what is between the two: it is read, too, and no word to search for."""

MENTION = re.compile(r"<@!?([\w.-]+)(?:\|[^>]*)?>|([A-Z0-9]{6,})")
"""Somebody, as Slack ("<@U1|ada>") and Discord ("<@!1>") write it when they are named, or their id alone."""

REF = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
WEEK = re.compile(r"\d{4}-W\d\d", re.ASCII)
ID = re.compile(r"[0-9a-f]{8,32}")
PAGE = re.compile(r"\d{1,3}", re.ASCII)
NUMBER = re.compile(r"\d{1,6}", re.ASCII)
EPISODE = re.compile(r"[a-z0-9]+(?:[-.]+[a-z0-9]+)+")
"""An episode's name, which is never a word alone: "remove doubt" is a question."""

ADDRESS = re.compile(r"<?(https?://[^\s<>|]+)(?:\|[^>]*)?>?", re.IGNORECASE)
"""An address, as it is typed and as Slack ("<https://a.example|a.example>") writes it."""

NO_ADDRESS = re.compile(r"(\w+://\S+|\S+\.(?:vtt|srt|json|md|txt|html?|toml))", re.IGNORECASE)
"""What is meant to be one, or a file: nobody asks that, and who loads it is told what can be fetched."""

SLASH = re.compile(r"(?:/career(?P<running>-admin)?(?:\s+|$))+", re.IGNORECASE)
"""What chats begin our commands with; in a line it says nothing more, except for whom the line is."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def line_of(text: str) -> str:
    """What was typed, without the slash command that somebody put in front of it once more."""
    return _unslashed(text)[0]


def _unslashed(text: str) -> tuple[str, bool]:
    """That, and whether it was the command for those who run the place."""
    line = text.strip()
    slash = SLASH.match(line)
    return (line[slash.end() :], slash["running"] is not None) if slash else (line, False)


def parse(text: str, fields: Mapping[str, str], *, running: bool = False) -> Command:
    """The command in *text*, with the *fields* of a form if it was one.

    A verb counts only where the rest of the line fits it, so that "topics" lists topics while
    "open source burnout", "save money or change jobs?" and "another job?" are questions. Who is *running* the
    place by a command of its own asks none.
    """
    line, slashed = _unslashed(text)
    verb, rest = [*line.split(maxsplit=1), "", ""][:2]
    read = VERBS.get(verb.casefold())
    command = _alone(line) or (read and read(rest, fields)) or Ask(line)
    return _to_run(command, line) if running or slashed else command


def question_in(request: Request) -> Ask | None:
    """The question that a line is if nothing that it names is here.

    None is asked in a form, or by running the place.
    """
    line, slashed = _unslashed(request.text)
    return None if request.running or request.fields or slashed else Ask(line)


def _to_run(command: Command, line: str) -> Command:
    """A command, or what can be arranged where it is a question, or the beginning of one."""
    match command:
        case Ask() | Another() | Stray():
            return ShowRunning(line)
        case Greet() | ShowHelp() | AskForQuestion():
            return ShowRunning()
        case _:
            return command


def _alone(line: str) -> Command | None:
    """The command that is a whole line."""
    word = line.casefold().strip(" !?.,")
    if not line or word in GREETINGS:
        return Greet()
    if line == "?":
        return ShowHelp()
    if word in LOOSE or word.isdecimal():
        return Stray()
    return WHOLE.get(word)


def needs_asker(text: str, *, running: bool = False) -> bool:
    """Whether it matters for a line if an admin says it, and where they live; a question needs neither."""
    return not isinstance(parse(text, {}, running=running), Asking)


def open_card(ref: str) -> str:
    """The line that `parse` reads as `OpenCard`."""
    return f"open {ref}"


def another(question: str, after: str) -> str:
    """The line that `parse` reads as `Another`."""
    half = (ANOTHER_MAX - len(_CUT)) // 2
    kept = question if len(question) <= ANOTHER_MAX else f"{question[:half]}{_CUT}{question[-half:]}"
    return f"another {after}: {kept}"


def reflect(ref: str, week: str | None = None) -> str:
    """The line that `parse` reads as `Reflect` on a card, or on the nudge of a week that brought it."""
    return f"reflect {ref} {week}" if week else f"reflect {ref}"


def _ask(rest: str, fields: Mapping[str, str]) -> Command:
    question = rest or fields.get(QUESTION, "").strip()
    return Ask(question) if question else AskForQuestion()


def _another(rest: str, _fields: Mapping[str, str]) -> Command | None:
    ref, colon, question = rest.partition(": ")
    return Another(question.strip(), ref) if colon and REF.fullmatch(ref) and question.strip() else None


def _about(command: Callable[[str], Command]) -> "Verb":
    """A verb that takes one card's ref."""
    return lambda rest, _fields: command(rest) if REF.fullmatch(rest) else None


def _stage(rest: str, _fields: Mapping[str, str]) -> Command | None:
    name = re.sub(r"[\s_]+", "-", rest.casefold())
    if name in {"none", "other"}:
        return SetStage(None)
    return SetStage(Stage(name)) if name in list(Stage) else None


def _saved(rest: str, _fields: Mapping[str, str]) -> Command | None:
    return ShowSaved(int(rest)) if PAGE.fullmatch(rest) else None


def _reflect(rest: str, fields: Mapping[str, str]) -> Command | None:
    text = fields.get(TEXT)
    match rest.split():
        case []:
            return Reflect(text=text)
        case ["free"]:
            return Reflect(text=text, free=True)
        case [ref] if REF.fullmatch(ref):
            return Reflect(ref, text=text)
        case [ref, week] if REF.fullmatch(ref) and WEEK.fullmatch(week):
            return Reflect(ref, week, text)
    return None if _is_asked(rest) else Reflect(text=text, free=True, draft=rest)


def _is_asked(rest: str) -> bool:
    """Whether words behind `reflect` or `journal` are a question after all.

    Nobody writes to themselves in questions alone, and nobody asks without a mark behind these words.
    """
    return rest.endswith("?")


def _prompt(rest: str, _fields: Mapping[str, str]) -> Command | None:
    if REF.fullmatch(rest):
        return ShowPrompt(ref=rest)
    return ShowPrompt(rest) if WEEK.fullmatch(rest) else None


def _journal(rest: str, fields: Mapping[str, str]) -> Command | None:
    match rest.split():
        case [page] if PAGE.fullmatch(page):
            return ShowJournal(int(page))
        case ["search", *words]:
            return SearchJournal(" ".join(words) or fields.get(TEXT, "").strip())
        case ["open", id] if ID.fullmatch(id):
            return OpenReflection(id)
        case ["edit", id] if ID.fullmatch(id):
            return EditReflection(id, fields.get(TEXT))
        case ["delete", id] if ID.fullmatch(id):
            return DeleteReflection(id)
        case ["delete", id, "yes"] if ID.fullmatch(id):
            return DeleteReflection(id, sure=True)
        case ["open" | "edit" | "delete"] | ["open" | "edit" | "delete", _]:
            return ShowJournal(which=True)
    return None if _is_asked(rest) else Jot(rest)


def _nudges(rest: str, fields: Mapping[str, str]) -> Command | None:
    match rest.casefold().split():
        case ["on" | "change" | "set" | "start", *_]:
            return _when(rest, fields)
        case ["off" | "stop"]:
            return StopNudges()
        case ["resume"]:
            return ResumeNudges()
        case ["pause"]:
            return PauseNudges(fields.get(UNTIL, "").strip())
        case ["pause", "until", *until] | ["pause", *until]:
            return PauseNudges(" ".join(until))
        case ["skip" | "unskip" | "snooze" as verb]:
            return _ON_ONE[verb]()
        case ["skip" | "unskip" | "snooze" as verb, week] if WEEK.fullmatch(week.upper()):
            return _ON_ONE[verb](week.upper())
    return None


_ON_ONE: Mapping[str, type[SkipNudge | UnskipNudge | SnoozeNudge]] = {
    "skip": SkipNudge,
    "unskip": UnskipNudge,
    "snooze": SnoozeNudge,
}
"""Verbs about a single nudge."""


def _when(rest: str, fields: Mapping[str, str]) -> SetNudges:
    """What was typed behind "on": "monday 9:00 Berlin", or the fields of the form."""
    if WEEKDAY in fields:
        return SetNudges(fields[WEEKDAY], fields.get(TIME, ""), fields.get(ZONE, ""), asked=True)
    _, *words = rest.split()
    words = [word for word in words if word.casefold() not in {"on", "at", "in", "every", "um"}]
    weekday, time, *zone = [*words, "", ""]
    # "9 am" is one time in two words, and so is "9 Uhr", of which nobody needs the second.
    if zone and zone[0].casefold().strip(".") in {"am", "pm", "a.m", "p.m"}:
        time, zone = time + zone[0], zone[1:]
    elif zone and zone[0].casefold().replace("\u2019", "'") in {"uhr", "h", "o'clock", "oclock"}:
        zone = zone[1:]
    return SetNudges(weekday, time, " ".join(zone).strip(), asked=bool(words))


def _ritual(rest: str, fields: Mapping[str, str]) -> Command | None:
    match rest.casefold().split():
        case ["on" | "change", *_]:
            return SetRitual(_when(rest, fields))
        case ["off" | "stop"]:
            return StopRitual()
        case ["off" | "stop", _]:
            # Chats write "<#C1|general>" for a channel that was named.
            return StopRitual(rest.split()[1].strip("<#>").partition("|")[0])
    return None


def _admins(rest: str, _fields: Mapping[str, str]) -> Command | None:
    verb, _, who = rest.partition(" ")
    mention = MENTION.fullmatch(who.strip())
    id = (mention[1] or mention[2]) if mention else ""
    match verb.casefold():
        case "add":
            return NameAdmin(id)
        case "remove":
            return DismissAdmin(id)
    return None


def _data(rest: str, fields: Mapping[str, str]) -> Command | None:
    match rest.casefold():
        case "export":
            return ExportData()
        case "delete":
            return DeleteData(fields.get(WORD))
    return None


def _questions(rest: str, _fields: Mapping[str, str]) -> Command | None:
    match rest.casefold():
        case "keep":
            return KeepQuestions(keep=True)
        case "forget":
            return KeepQuestions(keep=False)
        case "forget yes":
            return KeepQuestions(keep=False, sure=True)
    return None


def _gaps(rest: str, _fields: Mapping[str, str]) -> Command | None:
    match rest.casefold():
        case "forget":
            return gap.ForgetAnswered()
        case "forget yes":
            return gap.ForgetAnswered(sure=True)
    return gap.ShowGaps(int(rest)) if PAGE.fullmatch(rest) else None


def _gap(rest: str, fields: Mapping[str, str]) -> Command | None:
    match rest.split():
        case [id] if ID.fullmatch(id):
            return gap.OpenGap(id)
        case [id, "answer"] if ID.fullmatch(id):
            return gap.AnswerGap(id, fields)
        case [id, "forget"] if ID.fullmatch(id):
            return gap.ForgetGap(id)
        case [id, "forget", "yes"] if ID.fullmatch(id):
            return gap.ForgetGap(id, sure=True)
    return None


# Episodes, cards and feeds


def _load(rest: str, fields: Mapping[str, str]) -> Command | None:
    if not rest:
        return shelf.Load(fields.get(shelf.URL, "").strip(), fields)
    address = ADDRESS.fullmatch(rest) or NO_ADDRESS.fullmatch(rest)
    return shelf.Load(address[1], fields) if address else None


def _details(rest: str, fields: Mapping[str, str]) -> Command | None:
    name = _episode(rest)
    return shelf.EditDetails(name, fields) if name else None


def _episodes(rest: str, _fields: Mapping[str, str]) -> Command | None:
    return shelf.ShowEpisodes(int(rest)) if PAGE.fullmatch(rest) else None


def _excerpts(rest: str, _fields: Mapping[str, str]) -> Command | None:
    match rest.split():
        case []:
            return shelf.ShowEpisodes(verb="excerpts")
        case [name] if known := _episode(name):
            return shelf.ShowExcerpts(known)
        case [name, page] if (known := _episode(name)) and PAGE.fullmatch(page):
            return shelf.ShowExcerpts(known, int(page))
    return None


def _publish(rest: str, _fields: Mapping[str, str]) -> Command | None:
    match rest.split():
        case []:
            return shelf.ShowEpisodes(verb="publish")
        case [name] if known := _episode(name):
            return shelf.Publish(known)
        case [name, number] if (known := _episode(name)) and NUMBER.fullmatch(number):
            return shelf.Publish(known, int(number))
    return None


def _discard(rest: str, _fields: Mapping[str, str]) -> Command | None:
    match rest.casefold().split():
        case [name] if _episode(name):
            return shelf.Discard(name)
        case [name, number, *yes] if _episode(name) and NUMBER.fullmatch(number) and yes in ([], ["yes"]):
            return shelf.Discard(name, int(number), sure=bool(yes))
    return None


def _remove(rest: str, _fields: Mapping[str, str]) -> Command | None:
    match rest.casefold().split():
        case [name, *yes] if _episode(name) and yes in ([], ["yes"]):
            return shelf.Remove(name, sure=bool(yes))
    return None


def _named(command: Callable[[str], Command], verb: str = "") -> "Verb":
    """A verb that takes an episode's name; without one, *verb* asks which."""

    def read(rest: str, _fields: Mapping[str, str]) -> Command | None:
        if not rest and verb:
            return shelf.ShowEpisodes(verb=verb)
        name = _episode(rest)
        return command(name) if name else None

    return read


def _episode(typed: str) -> str:
    """An episode's name, if that can be one."""
    name = typed.casefold()
    return name if EPISODE.fullmatch(name) else ""


def _export(rest: str, _fields: Mapping[str, str]) -> Command | None:
    """The cards of an episode, or of the community, whose name has no dash."""
    name = COMMUNITY if rest.casefold() == COMMUNITY else _episode(rest)
    return shelf.Export(name) if name else None


def _card(rest: str, fields: Mapping[str, str]) -> Command | None:
    return shelf.WriteCard(rest, fields) if REF.fullmatch(rest) else None


def _drop(rest: str, _fields: Mapping[str, str]) -> Command | None:
    match rest.split():
        case [ref] if REF.fullmatch(ref):
            return shelf.DropCard(ref)
        case [ref, "yes"] if REF.fullmatch(ref):
            return shelf.DropCard(ref, sure=True)
    return None


def _cards(rest: str, _fields: Mapping[str, str]) -> Command | None:
    return shelf.ShowCards(int(rest)) if PAGE.fullmatch(rest) else None


def _feeds(rest: str, fields: Mapping[str, str]) -> Command | None:
    match rest.split():
        case ["check"]:
            return shelf.CheckFeeds()
        case ["add"]:
            return shelf.AddFeed(
                fields.get(shelf.URL, "").strip(), trusted=fields.get(shelf.TRUSTED) == "yes"
            )
        case ["add", url]:
            return shelf.AddFeed(_address(url))
        case ["add", url, "trusted"]:
            return shelf.AddFeed(_address(url), trusted=True)
        case ["remove"]:
            return shelf.ShowFeeds()
        case ["remove", url]:
            return shelf.RemoveFeed(_address(url))
    return None


def _address(typed: str) -> str:
    """An address without what a chat puts around it; whatever else was typed, as it is."""
    found = ADDRESS.fullmatch(typed)
    return found[1] if found else typed


WHOLE: Mapping[str, Command] = {
    "help": ShowHelp(),
    "home": ShowHome(),
    "topics": ShowTopics(),
    "saved": ShowSaved(),
    "unsave": ShowSaved(),
    "stage": ShowStages(),
    "progress": ShowProgress(),
    "prompt": ShowPrompt(),
    "journal": ShowJournal(),
    "nudges": ShowNudges(),
    "nudge": ShowNudges(),
    "ritual": ShowRituals(),
    "rituals": ShowRituals(),
    "data": ShowData(),
    "privacy": ShowData(),
    "gaps": gap.ShowGaps(),
    "stats": ShowStats(),
    "admin": ShowRunning(),
    "admins": ShowAdmins(),
    "episodes": shelf.ShowEpisodes(),
    "cards": shelf.ShowCards(),
    "hidden": shelf.ShowHidden(),
    "feeds": shelf.ShowFeeds(),
    "log": shelf.ShowLog(),
}
"""Commands that are one word."""

Verb = Callable[[str, Mapping[str, str]], Command | None]

VERBS: Mapping[str, Verb] = {
    "ask": _ask,
    "another": _another,
    "open": _about(OpenCard),
    "share": _about(Share),
    "save": _about(Save),
    "unsave": _about(Unsave),
    "helpful": _about(lambda ref: Judge(ref, helpful=True)),
    "unhelpful": _about(lambda ref: Judge(ref, helpful=False)),
    "stage": _stage,
    "saved": _saved,
    "reflect": _reflect,
    "prompt": _prompt,
    "journal": _journal,
    "nudges": _nudges,
    "nudge": _nudges,
    "ritual": _ritual,
    "rituals": _ritual,
    "data": _data,
    "privacy": _data,
    "questions": _questions,
    "gap": _gap,
    "gaps": _gaps,
    "admins": _admins,
    "load": _load,
    "details": _details,
    "episodes": _episodes,
    "episode": _named(shelf.ShowEpisode),
    "excerpts": _excerpts,
    "excerpt": _about(shelf.ShowExcerpt),
    "publish": _publish,
    "unpublish": _named(shelf.Unpublish, "unpublish"),
    "rollback": _named(shelf.RollBack, "rollback"),
    "discard": _discard,
    "remove": _remove,
    "export": _export,
    "card": _card,
    "cards": _cards,
    "drop": _drop,
    "hide": _about(shelf.Hide),
    "unhide": _about(shelf.Unhide),
    "feeds": _feeds,
    "feed": _feeds,
}
"""Verbs with something behind them, and what reads it; None where it does not fit."""

OF_EPISODES = ("episode", "publish", "unpublish", "rollback", "excerpts", "details", "export", "remove")
"""Those of them that go on with an episode's name."""

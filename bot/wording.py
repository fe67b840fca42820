"""Every sentence the mentor says."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import assert_never

from bot.message import Picture
from bot.model import Reflection, Rules
from bot.weekly import WEEKDAYS, Weekly, moment_of
from bot.zones import spoken
from knowledge.cards import COMMUNITY_EPISODE, Card, Episode, Person, Provenance, Stage, Subject, listed

WELCOME = "Ask me about your career in engineering."
INTRODUCTION = (
    "I answer with what people said in {episodes}: the advice in short, who gave it, and a link to that "
    "moment in the transcript. If nobody talked about it there, I say so."
)
TRY_ONE = "For example"
EXAMPLES = (
    "How do I know whether management is for me?",
    "I keep getting burned out, what can I change?",
    "Is it OK to stay a senior engineer for good?",
)

STAGE_EXAMPLES = {
    Stage.STUDENT: (
        "How do I get my first job without experience?",
        "Should my first job be at a big company or a startup?",
        "How do I find out what kind of work suits me?",
    ),
    Stage.JUNIOR: (
        "How do I get from junior to mid-level?",
        "How do I find a mentor?",
        "Should I go deep in one thing or broad?",
    ),
    Stage.MID: (
        "What does it take to become senior?",
        "How do I know when it is time to change jobs?",
        "How do I become known for something?",
    ),
    Stage.SENIOR: (
        "How do I get from senior to staff?",
        "Is it OK to stay a senior engineer for good?",
        "How do I know whether management is for me?",
    ),
    Stage.TECH_LEAD: (
        "What changes when I become a tech lead?",
        "What does a tech lead do besides coding?",
        "How do I delegate what I could do faster myself?",
    ),
    Stage.STAFF: (
        "What does a staff engineer do all day?",
        "How do I find projects that matter?",
        "How do I get a project off the ground that nobody owns?",
    ),
    Stage.PRINCIPAL: (
        "What sets principal apart from staff?",
        "How do I stay technical with so many meetings?",
        "How do I build alliances across teams?",
    ),
    Stage.MANAGER: (
        "Can I go back from manager to engineer?",
        "How do I grow the people on my team?",
        "What do new managers get wrong?",
    ),
    Stage.DIRECTOR: (
        "What does a director do all day?",
        "How do I keep from burning out as a leader?",
        "How do I choose which fires to let burn?",
    ),
    Stage.FOUNDER: (
        "What does it take to be a founder?",
        "What does a fractional CTO do?",
        "What makes a good engineering culture?",
    ),
}
"""What people at each stage may want to ask first; each of them is answered."""

IN_THEIR_WORDS = "{speaker}, in their own words"
NOBODY_NAMED = "Somebody who is not named"
RETOLD = "{speaker}, retold by those who run this place"
BASED_ON = "Based on"
FROM_YOUR_COMMUNITY = "From your community"
FROM_NO_EPISODE = "not from an episode"
OTHER_SIDE = "{speaker} sees it differently:"
MORE_CARDS = "Also on this"
NEAREST = "The closest topics"
ALL_TOPICS = "{count} topics. Type a name, or open one."

NO_WORDS = "I can only read words. Type a question, or a keyword such as burnout."
NOT_COVERED = "{episodes} not cover that, so I won't guess."
ONLY_ENGLISH = "I understand only English. Ask me in English, or look through the topics."
NOT_COVERED_SUBJECT = "That sounds like a question about {subject}. {episodes} not go into it."
QUESTION_KEPT = "Those who run this server or workspace keep questions without an answer, without your name."
NOTHING_THERE = (
    "Nothing on the screen goes by that. Save, another, skip and the like are names of buttons: they belong "
    "to the card or the prompt that they stand under. Ask a question, or type topics."
)
DID_YOU_MEAN = "Did you mean one of these? I have not searched for it as a question."
CRISIS = (
    "That is more important than any career question, and I am only a program. Please talk to somebody now: "
    "a person you trust, your local emergency number, or a crisis line (findahelpline.com lists free and "
    "confidential ones in most countries). You do not have to carry this alone."
)
CRISIS_OF_ANOTHER = (
    "That may be somebody who thinks of ending their life or of hurting themselves, and I am only a program. "
    "You can help: ask them plainly whether they do, listen without judging, and don't leave them alone with "
    "it. Bring in somebody whom they trust, or a crisis line (findahelpline.com lists free and confidential "
    "ones in most countries; they advise you, too). If it may happen now, call the emergency number where "
    "they are."
)
HARM = (
    "That is serious, and nobody has to put up with it or to face it alone. It is not what the episodes are "
    "about, and I am only a program. Please turn to somebody you trust: a friend, HR, a works council or a "
    "union, and outside of work a lawyer or a local helpline. If somebody is in danger, call your local "
    "emergency number."
)
NO_SUCH_CARD = "I don't have that card, or not any more. Ask again, or look through the topics."

HELP = "Ask in your own words, or with a keyword: staff, burnout, first job, wlb, EM. Or say:"
HELP_ENTRIES = (
    ("topics", "all topics"),
    ("saved", "the cards that you saved"),
    ("stage", "say where you stand, for advice that fits"),
    ("home", "all of yours at a glance"),
    ("progress", "what you read, saved and wrote"),
    ("prompt", "this week's question to think about"),
    ("reflect", "write something, for your eyes only"),
    ("journal", "what you wrote; journal search WORDS finds it"),
    ("nudges", "one prompt a week, if you want it: on, pause, skip, off"),
    ("data", "what I hold about you: see, export, delete"),
    ("ask", "a field to write a question in"),
    ("help", "this page"),
)
HELP_CARDS = (
    "Under each card there are buttons: Another, Save, Reflect, Share where there is a channel, Helpful and "
    "Not helpful. In a terminal, type their names."
)
HELP_ADMINS = (
    "If you run this place: admin, or /career-admin in a chat, says what you can arrange for everybody here."
)

LINES = (
    ("progress", "what you read, saved and wrote"),
    ("saved", "the cards that you saved"),
    ("reflect", "write something, for your eyes only"),
    ("journal", "what you wrote"),
    ("nudges", "one prompt a week, if you want it"),
    ("stage", "say where you stand, for advice that fits"),
    ("data", "what I hold about you"),
    ("help", "what can be typed"),
    ("topics", "all topics"),
    ("home", "all of yours at a glance"),
    ("prompt", "this week's question to think about"),
    ("ask", "a field to write a question in"),
    ("reflect free", "on whatever is on your mind"),
    ("journal search", "find what you wrote by its words"),
    ("nudges on", "say when they come: weekday, time, zone"),
    ("nudges pause", "none until a date"),
    ("nudges resume", "end a pause, or switch on again"),
    ("nudges skip", "leave the next one out"),
    ("nudges unskip", "bring the one that was left out after all"),
    ("nudges snooze", "ask again tomorrow"),
    ("nudges off", "no more of them"),
    ("stage none", "rather not say"),
    ("data export", "all of it as a file"),
    ("data delete", "delete all of it"),
)
"""What can be typed by anybody, but for the stages; see `lines`."""

LINES_ADMINS = (
    ("admin", "what can be arranged for everybody here"),
    ("rituals", "which channels get a weekly prompt"),
    ("gaps", "questions that found no answer, and to answer them yourselves"),
    ("gaps forget", "delete those that find one by now"),
    ("stats", "what happened here, by week"),
    ("admins", "who else may do this"),
    ("ritual on", "a weekly prompt for this channel: weekday, time, zone"),
    ("ritual off", "no more prompts here"),
    ("admins add", "and a name, as you mention people"),
    ("admins remove", "and a name, as you mention people"),
    ("questions keep", "keep questions without an answer, but not who asked"),
    ("questions forget", "keep them no longer, and delete those kept"),
    ("load", "a new episode, from a file or an address"),
    ("episodes", "what was loaded: publish it, take it back, remove it"),
    ("publish", "let an episode answer"),
    ("unpublish", "let it answer no more"),
    ("rollback", "back to what it answered before"),
    ("excerpts", "what an episode has to say, to read or to hide"),
    ("cards", "those of your own"),
    ("hidden", "what nobody here is shown"),
    ("feeds", "podcasts whose new episodes are fetched"),
    ("feeds add", "and the address of one"),
    ("feeds check", "look at all of them now"),
    ("log", "who did what with episodes and cards"),
)
"""The same for those who run the place."""

ASK_TITLE = "Ask the mentor"
ASK_FIELD = "Your question, or what is on your mind"
ASK_VERB = "Ask"
DO_VERB = "Do it"
SHARED = "Somebody here shared this from the career mentor."
SHARED_BEFORE = "That was shared here within this hour, so I don't post it again."
SHARE_MUTE = "You may not write in this channel, so I don't post there for you."
SHARE_WHERE = "There is no channel here to share it in. Ask me in one, and share it from there."

ANOTHER_BUTTON = "Another"
TOPICS_BUTTON = "Topics"
HELP_BUTTON = "Help"
SAVE_BUTTON = "Save"
REMOVE_BUTTON = "Remove"
REFLECT_BUTTON = "Reflect"
SHARE_BUTTON = "Share"
ASK_BUTTON = "Ask a question"
ASK_ANYWAY_BUTTON = "Ask it as a question"
HELPFUL_BUTTON = "Helpful"
NOT_HELPFUL_BUTTON = "Not helpful"
SAVED_BUTTON = "Saved"
PROGRESS_BUTTON = "Progress"
STAGE_BUTTON = "Stage"
CHANGE_STAGE_BUTTON = "Change stage"
JOURNAL_BUTTON = "Journal"
WRITE_BUTTON = "Write"
SEARCH_BUTTON = "Search"
CARD_BUTTON = "The card"
EDIT_BUTTON = "Edit"
DELETE_BUTTON = "Delete"
DELETE_IT_BUTTON = "Delete it"
KEEP_IT_BUTTON = "Keep it"
NEWER_BUTTON = "Newer"
OLDER_BUTTON = "Older"
NUDGES_BUTTON = "Nudges"
NUDGES_ON_BUTTON = "Switch on"
NUDGES_AGAIN_BUTTON = "Switch on again"
CHANGE_BUTTON = "Change"
OTHER_ZONE_BUTTON = "Another time zone"
SKIP_BUTTON = "Skip this week"
SKIP_NEXT_BUTTON = "Skip that one"
UNSKIP_BUTTON = "Bring it after all"
SNOOZE_BUTTON = "Tomorrow"
PAUSE_BUTTON = "Pause"
RESUME_BUTTON = "Resume"
STOP_BUTTON = "Stop"
TRY_AGAIN_BUTTON = "Try again"
RITUALS_BUTTON = "Rituals"
ADMINS_BUTTON = "Admins"
EPISODES_BUTTON = "Episodes"
LOAD_BUTTON = "Load an episode"
RITUAL_ON_BUTTON = "Weekly prompt here"
GAPS_BUTTON = "Gaps"
STATS_BUTTON = "Stats"
KEEP_QUESTIONS_BUTTON = "Keep questions"
FORGET_QUESTIONS_BUTTON = "Forget questions"
DELETE_THEM_BUTTON = "Delete them"
KEEP_THEM_BUTTON = "Keep them"
EXPORT_BUTTON = "Export"
DELETE_ALL_BUTTON = "Delete everything"

# Progress

STAGES = {
    Stage.STUDENT: "student",
    Stage.JUNIOR: "junior",
    Stage.MID: "mid-level",
    Stage.SENIOR: "senior",
    Stage.TECH_LEAD: "tech lead",
    Stage.STAFF: "staff",
    Stage.PRINCIPAL: "principal",
    Stage.MANAGER: "manager",
    Stage.DIRECTOR: "director",
    Stage.FOUNDER: "founder",
}
STAGE_QUESTION = (
    "Where do you stand? Advice for that comes first then. I ask this once; to change it later: stage."
)
STAGE_CHOICES = "Where do you stand?"
STAGE_CHANGE = "Where do you stand now?"
STAGE_IS = "You are down as {stage}."
STAGE_UNKNOWN = "I don't know where you stand. If you tell me, advice for that comes first."
STAGE_SET = "Noted: {stage}. When a question leaves it open, advice for that comes first."
STAGE_NONE = "Fine, I'll favour no stage."

SAVED = "Saved: {title}."
REMOVED = "Removed from your saved cards."
SAVED_CARDS = "You saved {cards}; open one to read or to remove it"
NOTHING_SAVED = "You have not saved anything yet. You can save each card that you read."
CARD_GONE = "not available any more; opening it removes it"
GLAD_IT_HELPED = "Good to know, thank you."
SORRY_IT_DID_NOT = "Thanks for telling. It won't be among your weekly prompts before others."

PROGRESS_TITLE = "Your progress"
FACT_STAGE, FACT_NO_STAGE = "Stage", "not said"
FACT_READ = "Cards read"
FACT_TOPICS = "Topics"
FACT_SAVED = "Saved"
FACT_HELPFUL = "Helpful"
FACT_WRITTEN = "Reflections"
NEXT_STEP = "A next step"
ALL_EXPLORED = "You have been to every topic there is."

# Home

HOME_NUDGES = "Weekly prompts"
HOME_SAVED = "Saved cards"
HOME_DATA = "Your data"
ALL_SAVED_BUTTON = "All saved cards"
SEE_DATA_BUTTON = "What is held"

# The journal

JOURNAL_TITLE = "Your journal"
JOURNAL_EMPTY = "Your journal is empty. What you write is encrypted, and nobody but you gets to read it here."
WHICH_ONE = "Which one? Open it first: Edit and Delete stand under it."
OPEN_TO_CHANGE = "Open one to read it whole, to change or to delete it"
REFLECT_TITLE = "Reflect"
REFLECT_ON_ANY = "What of this fits where you stand, and what would you do differently?"
REFLECT_FREELY = "Write down what is on your mind. Nobody else will see it."
SAID_ALOUD = (
    "Others read along where you wrote that, so I don't repeat it. To keep it for your eyes only, open the "
    "form and write it there. What you tell the /career command, or me alone, nobody else sees."
)
REFLECT_FIELD = "Your thoughts"
REFLECT_HINT = "Only you can read this."
EDIT_TITLE = "Change what you wrote"
NOTHING_WRITTEN = "There is nothing to keep yet."
KEPT = "Kept, for your eyes only."
NO_SUCH_REFLECTION = "That reflection is not in your journal, or not any more."
UNREADABLE = (
    "This one cannot be decrypted: its row was changed, or the key that sealed it is missing. Nothing else "
    "is affected. Whoever runs this mentor can bring an old key back into CAREER_SECRET_KEY."
)
DELETE_REFLECTION = "Delete this for good?"
REFLECTION_DELETED = "Deleted."
SEARCH_TITLE = "Search your journal"
SEARCH_FIELD = "Words"
NOT_FOUND = "Nothing in your journal has all of these words."
NO_PROMPT = "None of the cards has a prompt."
PROMPT_HEADING = "This week's question"
FOUR_WEEKS_AGO = "Four weeks ago you wrote: \u201c{text}\u201d"

# Nudges

NUDGES_OFF = (
    "Weekly prompts are off. Switched on, they bring one question to think about a week, at a time that you "
    "choose, and stop by themselves when you don't react."
)
NUDGES_STOPPED = "Stopped. There won't be any more weekly prompts."
NUDGES_RESUMED = "On again."
NUDGES_PROMISE = "Here is where your weekly prompt will come, first on {when}."
NUDGES_RESTING = (
    "Weekly prompts are resting, since nobody reacted to the last three. They come again when you say so."
)
NUDGES_ON_WITHOUT_DATE = (
    "Weekly prompts are on, but I have no date for the next. Switch them on again, please."
)
GOODBYE = (
    "My last three prompts found you busy with other things, so this is goodbye, and no more will come. It "
    "was good to have you. If you want them back, one press is enough; everything else stays as it is."
)
WEEKDAY_FIELD = "Weekday"
TIME_FIELD = "Time"
ZONE_FIELD = "Time zone, or a city in it"
ANY_TIME = "Any time of the day can also be typed in one line: {line} friday 20:15 Berlin"
WHEN_FORMS = {
    "nudges on": ("A prompt a week", "One question to think about each week, to you alone. When suits you?"),
    "ritual on": ("A weekly prompt in this channel", "One question a week for everybody here. When?"),
}
NO_WEEKDAY = "I need a day of the week, such as Monday."
NO_TIME = "I need a time of day, such as 09:00 or 4:30 pm."
WHICH_ZONE = "Several places go by \u201c{typed}\u201d. Which time is yours?"
THIS_ZONE = "I am not sure where \u201c{typed}\u201d is. Did you mean this time?"
PAUSE_TITLE = "Pause the weekly prompts"
UNTIL_FIELD = "Until"
UNTIL_HINT = "A date such as 2026-12-24 or 24 Dec, or: in 3 weeks"
NO_DATE = "I need a date after today and within a year."
SKIPPED = "Skipped."
UNSKIPPED = "It comes after all."
SNOOZED = "I'll ask again tomorrow."
SNOOZED_ENOUGH = "Then it would come right before the next one. Take that one instead?"
NOTHING_TO_SKIP = "There is no prompt to skip."
NOTHING_TO_UNSKIP = "There is no skipped prompt that could still come."
NOTHING_TO_SNOOZE = "There is no prompt to put off."

NOTE_SKIPPED = "skipped by the member"
NOTE_SNOOZED = "put off by the member"
NOTE_LATE = "more than six hours late"
NOTE_NOT_WANTED = "not wanted any more"
NOTE_GOODBYE = "goodbye"
NOTE_NO_CARD = "no card has a prompt"
NOTE_AWAY = "the mentor was away"

# Rituals and gaps

ADMINS_ONLY = "Only those who run this server or workspace, and whom they named, can do that."
RUN_ELSEWHERE = (
    "Ask me that where it is to happen, in a channel: only there I can see who may arrange things."
)
RUNNING = "What you can arrange for everybody here:"
NOTHING_TO_RUN = "Nothing here goes by that. I have not searched for it as a question."
RUNNING_ENTRIES = (
    ("rituals", "which channels get a weekly prompt"),
    ("ritual on", "one for this channel: day, time and zone; ritual off ends it"),
    ("gaps", "questions that found no answer, if you choose to keep those: answer them yourselves"),
    ("questions keep", "keep them from now on, but not who asked; questions forget deletes them"),
    ("gaps forget", "delete only those that find an answer by now"),
    ("stats", "answers, verdicts, reflections and prompts by week, without telling of anybody"),
    ("load", "a new episode: bring its transcript as a file, or say its address"),
    ("episodes", "what was loaded: publish, unpublish or rollback one, read its excerpts, remove it"),
    ("cards", "those of your own, made of excerpts; hidden lists what nobody here is shown"),
    ("feeds", "podcasts whose new episodes are fetched: feeds add with an address, feeds check"),
    ("log", "who did what with episodes and cards"),
    ("admins", "who else may do this; admins add and admins remove with somebody's name"),
)
OWNERS_ONLY = "Only those who run this place can name others, or dismiss them."
ADMINS = "Named to run the mentor"
NO_ADMINS = (
    "Nobody was named. Those who run this place can arrange things here anyway; to let somebody else: "
    "admins add, and who."
)
ADMIN_NAMED = "may arrange things here from now on."
ADMIN_DISMISSED = "may arrange nothing here any more, except by running this place."
NO_SUCH_ADMIN = "was not named."
NAME_WHOM = "Say whom: {command}, and their name as you would mention them."
RITUALS = "Weekly prompts in channels"
NO_RITUALS = "No channel has a weekly prompt yet. To start one: ritual on, in that channel."
RITUAL_WHERE = "Say that in the channel that should get the prompt."
RITUAL_MUTE = (
    "is closed to me, so no prompt would arrive. Let me see it and send messages in it, then say that again."
)
RITUAL_ON = "gets a prompt a week, the next on {when}."
RITUAL_INVITE = (
    "I can't see from here whether I am in that channel. If I am not, invite me by mentioning me there, or "
    "nothing arrives."
)
RITUAL_OFF = "gets no more prompts."
NO_RITUAL_HERE = "has no weekly prompt."
RITUAL_HEADING = "This week's question for everybody"
RITUAL_PRIVATE = "Reflect opens a form of your own: what you write there nobody else sees."

# What is held

DATA_TITLE = "What I hold about you"
NOTHING_HELD = "I hold nothing about you."
WHO_SEES_WHAT = (
    "Your reflections are encrypted, and only you get to read them here; admins never do. What you ask is "
    "not kept with your name. How often you did what in a week is counted for three months; admins see only "
    "sums over five people or more."
)
EXPORTED = "Here is everything I hold about you, as JSON for programs and as Markdown to read."
EXPORT_FILE = "Everything that the mentor holds about you"
EXPORT_TITLE = "What Career Mentor holds about you"
EXPORT_ABOUT = "Everything that Career Mentor holds about you. Times are in UTC."
EXPORT_REST = "A few technical fields stand only in career-mentor.json, beside this file."
DELETE_TITLE = "Delete everything"
DELETE_INTRO = "This cannot be taken back. Your weekly prompts stop, and this goes for good:"
DELETE_FIELD = "Type {word} to go ahead"
NOT_DELETED = "Nothing was deleted."
TABLES = {
    "members": "You",
    "member_keys": "The key to your journal",
    "admins": "That you may run the mentor",
    "marks": "Cards",
    "reflections": "Reflections",
    "schedules": "When your weekly prompts come",
    "nudges": "Weekly prompts",
    "editions": "Episodes that you loaded",
    "own_cards": "Cards that you wrote for your community",
    "feeds": "Feeds that you added",
    "deeds": "What you did with episodes and cards",
    "counts": "What is counted of you, by week",
}
HELD = {
    "members": ("entry with your stage and time zone", "entries with your stage and time zone"),
    "member_keys": ("key that your journal is encrypted with", "keys that your journal is encrypted with"),
    "admins": ("note that you were named to run the mentor", "notes that you were named to run the mentor"),
    "marks": ("card that you read, saved or judged", "cards that you read, saved or judged"),
    "reflections": ("reflection", "reflections"),
    "schedules": ("time for your weekly prompts", "times for your weekly prompts"),
    "nudges": ("weekly prompt, sent or planned", "weekly prompts, sent or planned"),
    "editions": ("note that you loaded an episode", "notes that you loaded an episode"),
    "own_cards": ("note that you wrote a card", "notes that you wrote a card"),
    "feeds": ("note that you added a feed", "notes that you added a feed"),
    "deeds": (
        "note of what you did with an episode or a card",
        "notes of what you did with episodes or cards",
    ),
    "counts": ("count of what you did in a week", "counts of what you did in a week"),
}

# Where a chat platform shows things

FILE_ELSEWHERE = "The file is in our direct messages, where only you see it."
SHARED_THERE = "Shared in the channel."
CANNOT_POST = (
    "I can't write in that channel. Somebody in it can invite me by mentioning me there; then share it again."
)
CLOSED_TO_ME = (
    "You asked where others read along, and the answer is for you alone, but your direct messages are closed "
    "to me. Ask it here with the /career command: only you see that."
)
THINKING = "is looking through the episodes..."
ONE_MOMENT = "One moment: this takes longer than usual. What you wrote is safe, and the answer comes here."
NOT_INSTALLED = "I am not installed here any more. Somebody who runs this place can bring me back."

TRY_AGAIN_TITLE = "Send it again"
TYPED_FIELD = "What you typed"
MORE_THAN_FITS = "There is more than fits here."


def typed_into(field: str) -> str:
    """What a field of several is called where its form is not there to say it better."""
    return field.capitalize()


def lines(*, admin: bool) -> Iterator[tuple[str, str]]:
    """Lines that do something, to complete or to correct what is typed, with a few words about each."""
    yield from LINES
    yield from ((f"stage {stage.value}", STAGES[stage]) for stage in Stage)
    if admin:
        yield from LINES_ADMINS


def cards_counted(count: int, read: int = 0) -> str:
    """How many cards there are, and how many of them were read: "7 cards, 2 read"."""
    cards = "1 card" if count == 1 else f"{count} cards"
    return f"{cards}, {read} read" if read else cards


def stage(stage: Stage) -> str:
    """A stage inside a sentence."""
    return STAGES[stage]


def all_read(count: int) -> str:
    """That there is no card left that was not read."""
    return (
        f"You have read all {count} that fit. Once more:"
        if count > 1
        else "You have read the only one that fits."
    )


def of(part: int, whole: int) -> str:
    """A part of a whole: "31 of 142"."""
    return f"{part} of {whole}"


def page_of(number: int, last: int) -> str:
    """Behind a heading: which page of how many."""
    return f" (page {number} of {last})"


def picture_in_words(picture: Picture) -> str:
    """All that a picture of progress shows, for who cannot see it."""
    facts = "; ".join(f"{name}: {value}" for name, value in picture.facts)
    weeks = ", ".join(map(str, picture.weeks))
    topics = "; ".join(f"{bar.label} {of(bar.done, bar.of)}" for bar in picture.bars)
    parts = [
        f"{facts}.",
        f"{streak_so_far(picture.streak) or 'No weeks in a row yet.'}",
        f"New cards and reflections in each of the last {len(picture.weeks)} weeks, this one last: {weeks}.",
        f"Cards read by topic: {topics}." if topics else "",
        f"Next step: {picture.next_step}." if picture.next_step else "",
    ]
    return " ".join(part for part in parts if part)


def streak_so_far(weeks: int) -> str:
    """A streak in a sentence; empty if there is none worth the word."""
    match weeks:
        case 0:
            return ""
        case 1:
            return "This is the first week of a streak."
        case _:
            return f"Your streak is {weeks} weeks; two missed ones are forgiven."


def day(day: date, today: date) -> str:
    """A date as people say it, with the year only if it is another: "Monday 30 November"."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%A} {day.day} {day:%B}{year}"


def moment(due_at: datetime, weekly: Weekly, today: date) -> str:
    """When a nudge comes, where the recipient is: "Monday 30 November, 09:00, Europe/Berlin"."""
    return moment_of(due_at, weekly, today)


def written_on(reflection: Reflection, local_date: Callable[[datetime], date], today: date) -> str:
    """When a reflection was written, and changed if it was."""
    written = day(local_date(reflection.written_at), today)
    if reflection.edited_at is None:
        return written
    changed = day(local_date(reflection.edited_at), today)
    return f"{written} (changed)" if changed == written else f"{written} (changed {changed})"


def caused_by(prompt: str, card: Card | None) -> str:
    """What a reflection answers: the prompt, and the card behind it."""
    return " - ".join(part for part in (prompt, card.title if card else "") if part)


def too_long(length: int, most: int) -> str:
    """That a text does not fit."""
    return f"That is {length} characters, and {most} is all I can keep. Shorten it, please: it is still here."


def found_reflections(count: int) -> str:
    """How many reflections a search found."""
    return "1 reflection has these words" if count == 1 else f"{count} reflections have these words"


def nudges_on(when: str) -> str:
    """That nudges are on, and when the first comes."""
    return f"On. Your next prompt comes on {when}."


def after_that(weekly: Weekly) -> str:
    """When nudges come once one is over that was put off, or is on its way, before the day was changed."""
    day, zone = WEEKDAYS[weekly.weekday], spoken(weekly.zone)
    return f"After that one they come on {day}s at {weekly.time:%H:%M}, {zone}."


def next_nudge(when: str) -> str:
    """When the next nudge comes."""
    return f"Your next prompt comes on {when}."


def paused_until(until: date | None, today: date) -> str:
    """That nudges are paused."""
    return f"Paused until {day(until, today)}." if until else ""


def nudges_failed(trouble: str) -> str:
    """That nudges were stopped because the platform could not deliver one."""
    because = f" ({trouble})" if trouble else ""
    return (
        f"I could not reach you with your weekly prompt{because}, so I stopped sending them. If you can get "
        "messages from me again, switch them on with: nudges resume."
    )


def nudges_unreached(trouble: str) -> str:
    """That a promised prompt would not arrive, and how it can."""
    because = f" ({trouble})" if trouble else ""
    return (
        f"I just tried to write to you where your weekly prompt would come, and could not{because}. So I "
        "switched it off: no prompt will come. To get it, open your direct messages for me, and try again; "
        "the day and the time that you chose are kept."
    )


def no_zone(typed: str) -> str:
    """That nobody knows what time it is there, and so no nudges come."""
    known = f"I know no time zone called \u201c{typed.strip()[:60]}\u201d. " if typed.strip() else ""
    return (
        f"{known}Without a time zone I send nothing. Try a large city near you, or a name like Europe/Berlin."
    )


def ritual_comes(when: str) -> str:
    """When a channel gets its next prompt."""
    return when or "no date yet"


def ritual_failed(trouble: str) -> str:
    """That a channel could not be reached."""
    return f"stopped, since I could not write there ({trouble}). To try again: ritual on, in there."


def journal_so_far(written: Sequence[datetime], local_date: Callable[[datetime], date], today: date) -> str:
    """How much is in the journal, and since when nothing was added."""
    if not written:
        return JOURNAL_EMPTY
    count = "1 reflection" if len(written) == 1 else f"{len(written)} reflections"
    return f"{count}, the last on {day(local_date(max(written)), today)}."


def no_gaps(rules: Rules) -> str:
    """That the list of gaps is empty, and why."""
    if rules.keeps_questions:
        return (
            f"Questions without an answer are kept {rules.keep_days} days, without who asked. So far "
            "there is none: nothing was asked, or everything found an answer."
        )
    return (
        "Questions without an answer are not kept here. If you keep them, their text is stored without who "
        f"asked, for {rules.keep_days} days. Tell your people before you do."
    )


def gap_line(question: str, times: int) -> str:
    """One question on it."""
    return f"{question} (asked {times} times)" if times > 1 else question


def forget_questions(count: int) -> str:
    """What is lost when questions are kept no longer."""
    many = "1 question without an answer is" if count == 1 else f"{count} questions without an answer are"
    return f"{many} kept here. Keep no more of them, and delete what is there for good?"


def questions_kept(rules: Rules) -> str:
    """What happens to questions without an answer from now on."""
    if rules.keeps_questions:
        return f"From now on, questions without an answer are kept {rules.keep_days} days, without who asked."
    return "Questions are not kept any more, and those that were are deleted."


def questions_here(rules: Rules) -> str:
    """Whether questions without an answer are kept where one is, and how that comes."""
    if rules.keeps_questions:
        return (
            f"Those who run this server or workspace keep questions without an answer {rules.keep_days} "
            "days, without your name. They switched that on with: questions keep."
        )
    return (
        "Questions without an answer are not kept here. Those who run a server or workspace can have them "
        "kept there, without your name, with: questions keep. The answers say so then."
    )


def held(table: str, count: int) -> str:
    """One line of what is held: "12 reflections"."""
    one, many = HELD.get(table, (table, table))
    return f"{count} {one if count == 1 else many}"


def weekly(weekday: int, minute: int, zone: str, standing: str) -> str:
    """When weekly prompts come, and whether they do: "Mondays at 09:00, Europe/Berlin, on"."""
    return f"{WEEKDAYS[weekday]}s at {minute // 60:02}:{minute % 60:02}, {zone}, {standing}"


def erased(rows: int) -> str:
    """That everything was deleted."""
    return (
        f"Done: {rows} entries and the key to your journal are deleted. Files that I handed you stay where "
        "you put them. If you come back, we start afresh."
    )


def memory_away(id: str) -> str:
    """That the store failed; *id* finds it in the log."""
    return (
        f"I can't reach my memory right now, so nothing of this was kept (error {id}). Please try again soon."
    )


def went_wrong(id: str) -> str:
    """That the program failed; *id* finds it in the log."""
    return (
        f"Something went wrong on my side (error {id}), so there is no answer to this. What was kept before "
        "is safe. Please try again; if it stays like that, tell whoever runs me that number."
    )


def introduction(episodes: Sequence[Episode]) -> str:
    """What the mentor is, in two sentences."""
    return INTRODUCTION.format(episodes=_named(_spoken(episodes)))


def not_covered(subject: Subject | None, episodes: Sequence[Episode]) -> str:
    """That nothing fits, and why if that is known."""
    doing = _doing(_spoken(episodes))
    if subject and subject.nearest:
        return NOT_COVERED_SUBJECT.format(subject=_lowered(subject.name), episodes=doing)
    return NOT_COVERED.format(episodes=doing)


def introduced(card: Card) -> str:
    """Who said it, with the names that the card may use for them, and whether in their own words."""
    people = {person.name: _with_nickname(person) for person in card.episode.people}
    return _in_whose_words(card, listed([people.get(name, name) for name in card.speakers]))


def voice(card: Card) -> str:
    """The same in short, for a line of a list."""
    return _in_whose_words(card, card.speaker)


def _in_whose_words(card: Card, speaker: str) -> str:
    match card.provenance:
        case Provenance.CURATED:
            return speaker or NOBODY_NAMED
        case Provenance.RETOLD:
            return RETOLD.format(speaker=speaker or NOBODY_NAMED)
        case Provenance.VERBATIM:
            return IN_THEIR_WORDS.format(speaker=speaker or NOBODY_NAMED)
        case Provenance.COMMUNITY:
            return FROM_YOUR_COMMUNITY
        case nothing:
            assert_never(nothing)


def attribution(card: Card) -> str:
    """Whose it is; of what was retold, that it was changed, as licences want it told."""
    said = card.episode.attribution
    return said.replace("From", BASED_ON, 1) if card.provenance is Provenance.RETOLD else said


def place(card: Card) -> str:
    """Where it was said: "JS Party 286, turns 82 to 83", and in which chapter, if the episode has some."""
    if card.provenance is Provenance.COMMUNITY:
        return FROM_NO_EPISODE
    first, last = card.turns
    turns = f"turn {first}" if first == last else f"turns {first} to {last}"
    chapter = card.episode.chapter_at(card.start)
    return f"{card.episode.name}, {turns}" + (f", in the chapter \u201c{chapter}\u201d" if chapter else "")


def _with_nickname(person: Person) -> str:
    unlike = [name for name in person.nicknames if name not in person.name]
    return f"{person.name} ({unlike[0]})" if unlike else person.name


def _spoken(episodes: Sequence[Episode]) -> Sequence[Episode]:
    """Those that somebody spoke in: what a community wrote itself is no episode to people."""
    return [it for it in episodes if it.slug != COMMUNITY_EPISODE.slug]


def _named(episodes: Sequence[Episode]) -> str:
    match len(episodes):
        case 1 | 2:
            return " and ".join(episode.name for episode in episodes)
        case count:
            return f"the {count} episodes I know"


def _doing(episodes: Sequence[Episode]) -> str:
    """The same at the beginning of a sentence about what they do: "JS Party 286 does", "The 5 ... do"."""
    named = _named(episodes)
    return f"{named[:1].upper()}{named[1:]} {'does' if len(episodes) == 1 else 'do'}"


def _lowered(name: str) -> str:
    """A heading inside a sentence: "Salary figures" becomes "salary figures", "CV wording" stays."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]

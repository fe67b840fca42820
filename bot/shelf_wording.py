"""Every sentence about loading, and about what is done with episodes, cards and feeds."""

from collections.abc import Sequence

from bot.episodes import COMMUNITY, FORGOTTEN, OPERATOR, Deed, Feed, Loaded, Origin
from bot.loading import Prepared
from knowledge.cards import Card, Chapter, clock, listed
from knowledge.facts import WORD_ALONE
from knowledge.feeds.plain import without_query
from knowledge.transcripts.model import Transcript, Voice

DID_YOU_MEAN = "Did you mean"
THE_OPERATOR = "the operator"
NOBODY_HERE = {OPERATOR: THE_OPERATOR, FORGOTTEN: "somebody whose data was deleted"}
"""What those are called who did something, and are nobody's members."""

PUBLISH_BUTTON = "Publish"
PUBLISH_AGAIN_BUTTON = "Publish again"
UNPUBLISH_BUTTON = "Unpublish"
ROLL_BACK_BUTTON = "Roll back"
EXCERPTS_BUTTON = "Read excerpts"
EXCERPT_BUTTON = "The excerpt"
DETAILS_BUTTON = "Details"
DISCARD_BUTTON = "Discard"
DISCARD_IT_BUTTON = "Discard it"
REMOVE_BUTTON = "Remove"
REMOVE_IT_BUTTON = "Remove all of it"
EXPORT_BUTTON = "Export"
KEEP_BUTTON = "Keep it"
EPISODE_BUTTON = "The episode"
EPISODES_BUTTON = "Episodes"
LOAD_BUTTON = "Load"
LOG_BUTTON = "Who did what"
FEEDS_BUTTON = "Feeds"
ADD_FEED_BUTTON = "Add a feed"
CHECK_FEEDS_BUTTON = "Look now"
CARDS_BUTTON = "Own cards"
CARD_BUTTON = "Make a card of it"
EDIT_BUTTON = "Edit"
DROP_BUTTON = "Delete"
DROP_IT_BUTTON = "Delete it"
HIDE_BUTTON = "Hide"
UNHIDE_BUTTON = "Show again"
SHOW_VERB, CHANGE_VERB, REMOVE_VERB, ADD_VERB = "Show again", "Change", "Remove", "Add"

# Forms

LOAD_TITLE = "Load an episode"
LOAD_INTRO = (
    "Bring a transcript: Markdown, plain text, WebVTT, SRT, JSON of Podcasting 2.0 or Whisper, a web page; "
    "or a curated episode (TOML). I show what I understood, and nothing answers before you publish it."
)
LOAD_VERB = "Load"
FILE_FIELD = "A file"
FILE_HINT = "Up to 10 MB."
URL_FIELD = "Or its address"
URL_HINT = "https://..., public, without a login"
NOTHING_BROUGHT = "Bring a file here, or give an address below."
DETAILS_TITLE = "About the episode"
DETAILS_INTRO = "What stands under each excerpt. It makes a new edition, which you publish when you like it."
TITLE_FIELD = "Title"
SHOW_FIELD = "Show"
NUMBER_FIELD = "Number"
PAGE_FIELD = "Page"
LICENCE_FIELD = "Licence"
FACTS = {
    "title": TITLE_FIELD,
    "show": SHOW_FIELD,
    "number": NUMBER_FIELD,
    "page": PAGE_FIELD,
    "licence": LICENCE_FIELD,
}
FACT_HINTS = {
    "title": "What the episode is called",
    "show": "The podcast's name",
    "number": "104, if it has one",
    "page": "Where people can listen, https://...",
    "licence": "Such as CC BY-SA 4.0, or: with permission",
}
NO_PAGE = "I need the whole address of a page, beginning with https://, of up to 500 characters."
NO_NUMBER = "I need a number, such as 104, or nothing."
CARD_FORM = "A card of your own"
CARD_INTRO = "In your words: what, why, and when it does not hold. Where it was said stays with it."
CARD_TITLE_FIELD = "Title: the advice in a line"
CARD_ADVICE_FIELD = "Advice"
CARD_TOPICS_FIELD = "Topics, what it is mostly about first"
CARD_STAGES_FIELD = "For whom; none is everybody"
CARD_QUESTIONS_FIELD = "Questions it answers"
CARD_QUESTIONS_HINT = "As people would type them, each with its question mark."
FEED_TITLE = "Add a feed"
FEED_INTRO = "I look at it every few hours, and load new episodes that come with a transcript."
FEED_FIELD = "The feed's address"
FEED_HINT = "https://..., of the podcast's RSS"
TRUSTED_FIELD = "Publish new episodes"
TRUSTED_OPTIONS = (("no", "after somebody here looked at them"), ("yes", "at once: I trust this feed"))

# The report

LEFT_OUT = "Left out"
LOOK_AT = "Look at"
NOTHING_WORTH = (
    "I found nothing in it that is worth sending to anybody as advice: it may be about something else."
)
EFFECT_UNKNOWN = (
    "No questions without an answer are kept here, so I cannot try them on it. To keep them: questions keep."
)


def edition(number: int) -> str:
    """Which edition: "edition 2"."""
    return f"edition {number}"


def counted(count: int, what: str) -> str:
    """How many of something: "1 card", "1,203 excerpts"."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def what_of(loaded: Loaded) -> str:
    """How much there is in an edition: "96 excerpts"."""
    return counted(loaded.excerpts, "card" if loaded.origin is Origin.CURATED else "excerpt")


def standing(loaded: Loaded, *, known: bool) -> str:
    """Whether it answers, and whether it is new."""
    if known and loaded.live:
        return f"This is here already, as {edition(loaded.number)}, and it answers. Nothing has changed."
    if known:
        return f"This is here already, as {edition(loaded.number)}. It answers nothing before you publish it."
    return "This is what I understood. It answers nothing before you publish it."


def name_of(loaded: Loaded) -> str:
    """What to call it, and which edition it is."""
    return f"{loaded.name}, {edition(loaded.number)}"


def turns(transcript: Transcript) -> str:
    """How many turns, and how many words are in them."""
    return f"{counted(len(transcript.turns), 'turn')}, with {counted(transcript.words, 'word')}"


def people(voices: Sequence[Voice], most: int) -> str:
    """Who speaks, and how much of it."""
    told = [f"{it.name or 'nobody named'} {it.share:.0%}".replace("%", " %") for it in voices[:most]]
    more = len(voices) - most
    return ", ".join([*told, *([f"{more} more"] if more > 0 else [])])


def chapters(told: Sequence[Chapter]) -> str:
    """How many chapters there are, and from when to when they begin."""
    first, last = clock(told[0].start), clock(told[-1].start)
    return f"{len(told)}, from {first} to {last}" if len(told) > 1 else f"one, from {first}"


def late_chapters(count: int, end: int) -> str:
    """That some begin when nobody speaks any more."""
    begin = "chapter begins" if count == 1 else "chapters begin"
    return (
        f"{count} {begin} after the last time in it, {clock(end)}. The chapters may be of another version of "
        "the episode, with other breaks, and then excerpts from it name the wrong one."
    )


def use(prepared: Prepared) -> str:
    """What members can get from it."""
    if prepared.origin is Origin.CURATED:
        return f"{counted(prepared.excerpts, 'card')} as written"
    return f"{counted(prepared.excerpts, 'excerpt')} that may answer somebody, in the speakers' own words"


def topics(named: Sequence[tuple[str, int]], more: int) -> str:
    """What it is about: "Mentors (12), Burnout (3) and 4 more"."""
    told = ", ".join(f"{name} ({count})" for name, count in named)
    return f"{told} and {more} more" if more > 0 else told


def missing(facts: Sequence[str], name: str) -> str:
    """What nobody told of an episode yet, and why it matters."""
    return (
        f"I don't know its {_facts(facts)}, which should stand under each excerpt: without, nobody who gets "
        f"one can credit it. To tell me: details {name}."
    )


def uncredited(facts: Sequence[str], name: str) -> str:
    """The same of one that answers all the same."""
    told = _facts(facts)
    return f"Its excerpts are not credited properly: I don't know its {told}. To tell me: details {name}."


def _facts(names: Sequence[str]) -> str:
    return listed([{"page": "page address"}.get(it, it) for it in names])


def called(name: str) -> str:
    """Why an episode is not called by the one word that its file is."""
    word = name.removeprefix(WORD_ALONE)
    return (
        f"It goes by {name} here, since a name needs a dash: "
        f"\u201cremove {word}\u201d might be somebody's question."
    )


def other_episode(former: Loaded) -> str:
    """That two episodes would go by one name."""
    return (
        f"{former.name} is what {former.title} is called here, {edition(former.number)}, and this has hardly "
        "anything in common with it. Published, it takes its place. If it is another episode, discard this, "
        "give the file another name, and load it again."
    )


def alike(other: Loaded) -> str:
    """That it is here under another name."""
    answers = ", which answers" if other.live else ""
    return (
        f"Much of it is word for word in {other.title} ({other.name}{answers}). Is it the same, or a rerun? "
        "If both answer, people may get the same passage twice."
    )


def cards_too(name: str) -> str:
    """That the episode has cards anyway."""
    return f"{name} has cards already; they come before excerpts where both fit."


def own_before(refs: Sequence[str]) -> str:
    """That cards of one's own are in the way of what a file says under their names."""
    if len(refs) == 1:
        return (
            "A card of your own goes by the name of one in this file, and comes before it. To be answered "
            f"with that of the file, delete yours: drop {refs[0]}."
        )
    return (
        f"{len(refs)} cards of your own go by names of cards in this file, and come before them. To be "
        "answered with those of the file, delete yours: cards."
    )


def effect(tried: int, answered: int) -> str:
    """What it would change for questions that found no answer."""
    asked = counted(tried, "question")
    if not answered:
        return f"Of {asked} that found no answer here, it would answer none."
    return f"Of {asked} that found no answer here, it would answer {answered:,}:"


def answered_by(question: str, card: Card) -> str:
    """One of those."""
    return f"\u201c{question}\u201d: {said_by(card, card.title)}"


def best_of(origin: Origin) -> str:
    """Over the excerpts that are shown of an edition."""
    return "Its first cards" if origin is Origin.CURATED else "Its best excerpts, word for word"


def said_by(card: Card, text: str) -> str:
    """A few words of a card, and who says them where."""
    first, last = card.turns
    where = f"turn {first}" if first == last else f"turns {first} to {last}"
    told = ", ".join(filter(None, (card.speaker, where if first else "")))
    return f"{text} ({told})" if told else text


# Episodes

WHICH = {
    "publish": "Publish which one?",
    "unpublish": "Unpublish which one?",
    "rollback": "Roll back which one?",
    "excerpts": "Whose excerpts?",
}
NONE_TO = {
    "publish": "The newest edition of each episode answers already, so there is nothing to publish.",
    "unpublish": "Nothing that was loaded here answers now, so there is nothing to take back.",
    "rollback": "No episode has an edition that answered before the one that answers now.",
}
FOR_EVERYBODY = (
    "The operator brought this for everybody; only they can change it. You can hide excerpts of it."
)
LOG = "Who did what with episodes and cards"
CHAPTERS = "Its chapters"
NO_DEEDS = "Nobody has done anything with episodes or cards here yet."
EXPORT_FILE = "The cards of {name}, to edit and to load again"
EXPORT_OWN = "Your community's own cards, to edit and to load again"


def episodes_heading(count: int) -> str:
    """Over the list of them."""
    return (
        f"{counted(count, 'episode')} loaded; open one to publish it, to read its excerpts, or to remove it"
    )


def state(loaded: Loaded) -> str:
    """Whether an edition answers, or ever did."""
    if loaded.live:
        return "answers"
    return "answers no more" if loaded.published_at else "does not answer yet"


def episode_line(editions: Sequence[Loaded]) -> str:
    """How an episode stands: "tea-7: edition 2 answers, 96 excerpts; edition 3 does not answer yet"."""
    latest, live = editions[0], next((it for it in editions if it.live), None)
    if live is None:
        since = "any more" if any(it.published_at for it in editions) else "yet"
        return f"{latest.name}: nothing of it answers {since}; {edition(latest.number)} has {what_of(latest)}"
    newer = f"; {edition(latest.number)} {state(latest)}" if latest.number > live.number else ""
    return f"{latest.name}: {edition(live.number)} answers, {what_of(live)}{newer}"


def edition_line(loaded: Loaded, on: str, since: str) -> str:
    """How an edition stands: what is in it, from where, since when."""
    published = f" since {since}" if loaded.live else f", published on {since}" if since else ""
    return f"{state(loaded)}{published}; {what_of(loaded)} from {source_of(loaded)}, loaded on {on}"


def source_of(loaded: Loaded) -> str:
    """Where an edition is from, without what may open an address to whoever reads this."""
    return without_query(loaded.source) if "://" in loaded.source else loaded.source


def more_chapters(count: int) -> str:
    """How many chapters there are behind those that are shown."""
    return f"And {count} more."


def excerpts_heading(loaded: Loaded) -> str:
    """Over the excerpts of an edition."""
    which = f"{edition(loaded.number)}, which {state(loaded)}"
    return f"{loaded.title}: {what_of(loaded)}, the best first; {which}"


def published(loaded: Loaded, before: Loaded | None, on: str) -> str:
    """That an edition answers from now on; of one before another, when it was loaded tells which it is."""
    instead = f" in the place of {edition(before.number)}" if before else ""
    is_former = before is not None and before.number > loaded.number
    which = f" That is the one loaded on {on}." if is_former else ""
    return (
        f"Done: {loaded.title} answers from now on, {edition(loaded.number)}{instead}, "
        f"with {what_of(loaded)}.{which} It takes up to ten seconds until everybody's questions find it."
    )


def published_already(loaded: Loaded) -> str:
    """That it does already."""
    return f"{edition(loaded.number).capitalize()} of {loaded.name} answers already. Nothing has changed."


def unpublished(loaded: Loaded, resting: int = 0) -> str:
    """That an episode does not answer any more, and so many cards of one's own with it."""
    rest = "rests" if resting == 1 else "rest"
    cards = f" {counted(resting, 'card')} of your own {rest} with it, until it does." if resting else ""
    return (
        f"Done: nothing of {loaded.title} answers any more, in ten seconds at the latest.{cards} All of it "
        f"is kept; {edition(loaded.number)} can be published again."
    )


def discard(name: str, number: int) -> str:
    """What is lost when an edition is discarded."""
    return f"Delete {edition(number)} of {name} for good? It answers nothing, and its file goes with it."


def discarded(loaded: Loaded) -> str:
    """That it is."""
    return f"Deleted: {edition(loaded.number)} of {loaded.name}."


def remove(editions: Sequence[Loaded], cards: int) -> str:
    """What is lost when an episode is removed."""
    verb = "cites" if cards == 1 else "cite"
    cited = f", and {counted(cards, 'card')} of your own that {verb} it" if cards else ""
    live = " People get answers from it now." if any(it.live for it in editions) else ""
    many = counted(len(editions), "edition")
    return f"Delete {editions[0].title} for good, {many} with the files{cited}?{live}"


def removed(name: str, editions: int, cards: int) -> str:
    """That it is."""
    cited = f", and {counted(cards, 'card')} of your own" if cards else ""
    return f"Deleted: {name}, {counted(editions, 'edition')}{cited}."


def exported(file: str, cards: str) -> str:
    """What an export is good for."""
    return f"{file} has {cards}. Edit it anywhere, keep it in git, and bring it back with: load."


def deed(deed: Deed, moment: str) -> str:
    """One line of the log, behind who did it."""
    what = DONE.get(deed.verb, deed.verb)
    note = f", {deed.note}" if deed.note else ""
    return f"{what} {deed.about}{note}; {moment}"


DONE = {
    "load": "loaded",
    "publish": "published",
    "unpublish": "unpublished",
    "roll back": "rolled back",
    "discard": "discarded",
    "remove": "removed",
    "hide": "hid",
    "unhide": "showed again",
    "write": "wrote",
    "drop": "deleted",
    "add feed": "added the feed",
    "remove feed": "removed the feed",
}


# Cards and excerpts

NOTHING_HIDDEN = "Nothing is hidden here. Under each excerpt there is a button for that."
HIDDEN = "Hidden here; press one to show it again"
NO_CARDS = (
    "There is no card of your own yet. Open an excerpt of an episode (episodes), and make a card of it."
)


def cards_heading(count: int) -> str:
    """Over the list of them."""
    return f"{counted(count, 'card')} of your own; open one to change or to delete it"


def hidden(title: str, *, newly: bool) -> str:
    """That a card or an excerpt is hidden."""
    if newly:
        return (
            f"\u201c{title}\u201d is hidden. Nobody here gets it as an answer, in ten seconds at the latest."
        )
    return f"\u201c{title}\u201d was hidden before. Nothing has changed."


def unhidden(ref: str) -> str:
    """That it may answer again."""
    return f"{ref} may answer again, if its episode does."


def card_kept(title: str) -> str:
    """That a card of one's own is kept."""
    return f"Kept, and before excerpts where both fit, in ten seconds at the latest: {title}"


def drop(title: str) -> str:
    """What is lost when a card is deleted."""
    return f"Delete your card \u201c{title}\u201d for good? What it was made of stays."


def dropped(title: str) -> str:
    """That it is."""
    return f"\u201c{title}\u201d is deleted."


def too_long_or_missing(text: str, most: int) -> str:
    """That a text is not there, or does not fit; empty if it is well."""
    if not text:
        return "This is needed."
    return f"That is {len(text)} characters, and up to {most} fit." if len(text) > most else ""


def too_short(length: int, least: int) -> str:
    """That a text says too little; empty if it is well."""
    return f"Say a little more, {least} characters at least: what, and why." if 0 < length < least else ""


def topics_wrong(unknown: Sequence[str], count: int, most: int) -> str:
    """What is wrong with topics; empty if nothing."""
    if unknown:
        return f"There is no topic called {', '.join(unknown)[:100]}. All of them: topics."
    if count == 0:
        return "Choose one topic at least: nobody looks for a card without one."
    return f"That is {count} topics, and up to {most} fit." if count > most else ""


def stages_wrong(strange: Sequence[str]) -> str:
    """What is wrong with stages; empty if nothing."""
    return f"There is no stage called {', '.join(strange)[:100]}. All of them: stage." if strange else ""


def questions_wrong(count: int, most: int) -> str:
    """What is wrong with questions; empty if nothing."""
    if count == 0:
        return "Write one at least, as somebody would type it: by these it is found."
    return f"That is {count} questions, and up to {most} fit." if count > most else ""


# Feeds

NO_FEEDS = "No feed was added yet. Of each I fetch new episodes that come with a transcript."
FEEDS = "Feeds whose new episodes are fetched"


def feed_line(feed: Feed, looked: str) -> str:
    """How a feed stands."""
    how = "published at once" if feed.trusted else "published after a review"
    if feed.trouble:
        return f"{how}; trouble: {feed.trouble}"
    return f"{how}; looked at on {looked}" if looked else f"{how}; not looked at yet"


def feed_added(feed: Feed, episodes: int, transcribed: int, fetched: int) -> str:
    """What happens with a feed from now on."""
    older = " Older ones you can load by their address: load." if fetched < transcribed else ""
    which = f"the newest {fetched}" if older else "them"
    return (
        f"Added: {feed.title}, with {counted(episodes, 'episode')}, {transcribed:,} of them with a "
        f"transcript. I fetch {which}, and from now on each new one. They {_answer(feed)}.{older}"
    )


def feed_known(feed: Feed, fetched: int) -> str:
    """What happens with one that was added before, and with episodes of it that are looked at again."""
    again = f" Of those that are out, I fetch the newest {fetched}." if fetched else ""
    return f"{feed.title} is among the feeds already. New episodes: they {_answer(feed)}.{again}"


def still_waiting(drafts: int) -> str:
    """That trust in a feed publishes nothing that it brought before."""
    wait, them = ("waits", "it") if drafts == 1 else ("wait", "them")
    return (
        f"{counted(drafts, 'episode')} that came from it before still {wait} for somebody to publish {them}: "
        "publish."
    )


def _answer(feed: Feed) -> str:
    return "answer at once" if feed.trusted else "answer once somebody here has published them"


def feed_removed(title: str) -> str:
    """That nobody looks at a feed any more."""
    return f"Removed: {title}. No new episodes are fetched; those that were loaded stay."


def feeds_due(count: int) -> str:
    """That feeds are looked at soon."""
    return (
        f"Nothing is fetched yet: {counted(count, 'feed')} can be looked at now, and a mentor that runs as a "
        "service (career serve) does so within a minute. What is new in them then is under: episodes."
    )


def trust(*, trusted: bool) -> str:
    """Whether a feed's episodes answer without a review."""
    return "trusted" if trusted else "to be reviewed"


# What cannot be done, and what to do


WHOSE_COMMUNITY = (
    "These are cards of one community, and would be told everybody as theirs. Load them for that workspace, "
    "with --workspace and its id."
)


def too_many_editions(most: int) -> str:
    """That a workspace keeps no other edition."""
    return (
        f"There are {most:,} editions here, and no more are kept. Remove episodes that nobody asks for, or "
        "discard editions that do not answer: episodes. Whoever runs me can load more for you."
    )


def too_many_questions(name: str, asked: int, most: int) -> str:
    """That no other curated file answers in a workspace."""
    return (
        f"With {name}, the curated files that answer here would have {asked:,} questions, and up to {most:,} "
        "fit. Unpublish one that nobody needs, or load this one with fewer: episodes. Whoever runs me can "
        "publish more for you."
    )


def too_many_feeds(most: int) -> str:
    """That no other feed is looked at for a workspace."""
    return f"There are {most} feeds here, and I look at no more. Remove one that brings nothing new: feeds."


def too_many_cards(most: int) -> str:
    """That a workspace keeps no other card of its own."""
    return f"There are {most} cards of your own here, and no more fit. Delete what nobody needs: cards."


def no_such_episode(name: str, *, empty: bool) -> str:
    """That nothing of that name was loaded."""
    if empty:
        return (
            "No episode was loaded here yet; what I came with stays as it is. To load one: load, with a file "
            "or an address."
        )
    return f"No episode that was loaded here is called {name}. All of them: episodes."


def no_such_edition(editions: Sequence[Loaded], number: int) -> str:
    """That an episode has no edition of that number."""
    there = ", ".join(str(it.number) for it in reversed(editions))
    name = editions[0].name
    return f"{name} has no edition {number}; there is: {there}. Say it again with one of these."


def not_published(name: str) -> str:
    """That there is nothing to unpublish."""
    return f"Nothing of {name} answers now. To delete what is kept of it: remove {name}."


def nothing_live(name: str) -> str:
    """That there is nothing to roll back from."""
    return f"Nothing of {name} answers now, so there is no way back from it. To publish it: publish {name}."


def nothing_before(live: Loaded, editions: Sequence[Loaded]) -> str:
    """That no edition answered before the one that does."""
    others = [str(it.number) for it in reversed(editions) if it.id != live.id]
    so_far = f"Edition {live.number} of {live.name} answers, and none before it ever did."
    if not others:
        return f"{so_far} To take it back: unpublish {live.name}."
    return f"{so_far} To publish another ({', '.join(others)}): publish {live.name} {others[-1]}."


def changed_meanwhile(name: str) -> str:
    """That somebody else was faster."""
    return (
        f"Somebody else has changed {name} in the meantime, so I left it alone. Look at it: episode {name}."
    )


def still_live(loaded: Loaded) -> str:
    """That an edition cannot be discarded."""
    return (
        f"Edition {loaded.number} of {loaded.name} answers now, so I keep it. "
        f"First take it back: rollback {loaded.name}, or unpublish {loaded.name}."
    )


def not_hidden(ref: str) -> str:
    """That there is nothing to show again."""
    return f"{ref} is not hidden here. All that is: hidden."


def no_own_card(ref: str, *, empty: bool) -> str:
    """That the workspace has no card of its own of that name."""
    if empty:
        return "There is no card of your own yet. To make one of an excerpt: card, and the excerpt's name."
    return f"No card of your own is called {ref}. All of them: cards."


def no_such_feed(url: str, *, empty: bool) -> str:
    """That nobody looks at that address."""
    if empty:
        return "No feed was added here yet. To add one: feeds add URL."
    return f"{url} is none of the feeds here. All of them: feeds."


def several_feeds(address: str) -> str:
    """That feeds differ only in what is not shown of their addresses."""
    return (
        f"There is more than one feed at {address}, and they differ behind the question mark, which I do not "
        "show. Say it again with the whole address of one."
    )


def no_transcripts(title: str, languages: Sequence[str] = ()) -> str:
    """That a feed is of no use: it has no transcripts, or those that it has are in other *languages*."""
    if languages:
        return (
            f"{title or 'That feed'} has transcripts, but none in English ({', '.join(languages)}), and "
            "questions are compared in English. So there is nothing to fetch."
        )
    return (
        f"{title or 'That feed'} names no transcript for any episode (podcast:transcript), so there is "
        "nothing to fetch. If the show publishes transcripts elsewhere, load them by their address."
    )


def facts_in_file(name: str) -> str:
    """That a curated file's facts are changed in the file."""
    return (
        f"{name} is a curated file, and its details stand in it. To change them: export {name}, edit the "
        "file, and load it again."
    )


def unreadable(loaded: Loaded) -> str:
    """That an edition cannot be looked into."""
    return (
        f"{edition(loaded.number).capitalize()} of {loaded.name} was made by another version of me, and I "
        "cannot read it. Load the episode again."
    )


def no_such_excerpt(ref: str) -> str:
    """That there is no card or excerpt of that name."""
    slug, _, id = ref.partition("/")
    there = f"excerpts {slug}" if id else "episodes"
    return f"There is no card or excerpt {ref}, or not any more. What there is: {there}."


def no_excerpt(ref: str) -> str:
    """That a card is made of excerpts only."""
    return f"{ref} is a card already, and not your own. You can hide it: hide {ref}."


def nothing_to_export(name: str) -> str:
    """That there is no card in an episode."""
    if name == COMMUNITY:
        return "There is no card yet that your community answers something with. To write one: gaps."
    return (
        f"{name} has no cards yet, only excerpts of its transcript, which you have. Make a card of one "
        f"first: excerpts {name}."
    )


def came_with(name: str) -> str:
    """That an episode which was not loaded here has no cards that were written here."""
    return f"{name} came with me. Only cards of your own can be exported, and it has none."


NO_LOADER = (
    "Nothing can be loaded here: this mentor was started without what it takes. Its operator can load."
)

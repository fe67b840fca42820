"""What an admin should know of an edition before it answers: worked out first, and told on a page."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot import shelf_wording as wording
from bot.crisis import plight
from bot.episodes import Loaded, Origin, OwnCard
from bot.loading import Prepared
from bot.message import Button, Buttons, Choice, Choices, Entries, Message, Paragraph, Part, Tone
from bot.model import Gap
from bot.shelving import Kept
from knowledge.cards import Card, Episode
from knowledge.curation import Curation
from knowledge.excerpts.model import Edition
from knowledge.facts import facts_told, is_lengthened
from knowledge.library import Library
from knowledge.search import Search
from knowledge.transcripts import report
from knowledge.transcripts.doubts import sentence
from knowledge.transcripts.model import Transcript
from knowledge.words import normal

BEST = 10
"""Excerpts that are shown of an edition: who reads them knows whether it is worth publishing."""

TRIED_MAX = 100
"""Questions that are asked again, those asked most often first: two seconds of work."""

EXAMPLES_MAX = 3
"""Questions that are shown of those it would answer; how many there are is said in front."""

PEOPLE_MAX = 8
"""People who are named: more than a panel has. Of the others it says how many."""

TOPICS_MAX = 8
"""Topics that are named, those with most excerpts first: behind them come those it mentions once."""

LATE = 300
"""Seconds after the last time of a transcript in which a chapter may begin: music, thanks and credits."""

BEGIN_MAX = 120
"""Characters of an excerpt that stand in a list."""


@dataclass(frozen=True, slots=True)
class Effect:
    """How many questions without an answer were *tried*, and those that found one now, with the card."""

    tried: int
    answered: tuple[tuple[str, Card], ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What was brought, beside what is there already.

    *former* is the edition of the same name that seems to be another episode, *alike* what seems to be the
    same episode under another name. *before* are cards of the owner's own that come before what a file says
    under their names. *effect* is None where no questions are kept.
    """

    prepared: Prepared
    former: Loaded | None = None
    alike: tuple[Loaded, ...] = ()
    before: tuple[OwnCard, ...] = ()
    effect: Effect | None = None


def effect_of(slug: str, search: Search, gaps: Sequence[Gap]) -> Effect:
    """Which of the questions in *gaps* an episode would answer if *search* answered: seconds of work."""
    asked = Counter(normal(gap.question) for gap in gaps)
    latest = {normal(gap.question): gap.question for gap in gaps}
    questions = [latest[words] for words, _ in asked.most_common(TRIED_MAX)]
    found = ((question, _answering(question, slug, search)) for question in questions)
    return Effect(len(questions), tuple((question, card) for question, card in found if card))


def _answering(question: str, slug: str, search: Search) -> Card | None:
    if plight(question):
        return None
    answer = search.ask(question)
    card = answer.matches[0].card if answer.answered else None
    return card if card and card.episode.slug == slug else None


def report_page(review: Review, kept: Kept, library: Library) -> Message:
    """All of it, and what can be done."""
    prepared, loaded = review.prepared, kept.loaded
    return Message((
        Paragraph(prepared.title, Tone.HEADING),
        Paragraph(wording.standing(loaded, known=kept.known)),
        Entries(tuple(_facts(review, loaded, library))),
        *map(Paragraph, filter(None, [renamed(prepared, kept)])),
        *_missing(prepared),
        *_lines(wording.LEFT_OUT, tuple(report.left_out(prepared.transcript)) if prepared.transcript else ()),
        *_lines(wording.LOOK_AT, tuple(_warnings(review, library))),
        *_effect(review.effect),
        *_best(prepared),
        Buttons(tuple(_actions(loaded))),
    ))  # fmt: skip


def by_worth(made: Edition | Curation) -> Sequence[Card]:
    """The excerpts of an edition, those most worth sending first, or the cards of a curated file."""
    return made.best if isinstance(made, Edition) else made.cards


def main_part(card: Card) -> str:
    """What the speaker of an excerpt says in it, without what others say before and after."""
    others = tuple(f"{it.name}: " for it in card.episode.people if it.name != card.speaker)
    paragraphs = card.advice.split("\n\n")
    own = [place for place, it in enumerate(paragraphs) if it.startswith(f"{card.speaker}: ")]
    if not own:
        return card.advice
    behind = paragraphs[own[0] :]
    return "\n\n".join(takewhile(lambda it: not it.startswith(others), behind)).removeprefix(
        f"{card.speaker}: "
    )


def excerpt_line(card: Card) -> Choice:
    """One excerpt or card of an edition, in a line that opens it."""
    begin = " ".join(main_part(card).split())
    shown = begin if len(begin) <= BEGIN_MAX else f"{begin[: BEGIN_MAX - 1].rstrip()}\u2026"
    return Choice(card.title, wording.said_by(card, shown), f"excerpt {card.ref}")


def _facts(review: Review, loaded: Loaded, library: Library) -> Iterator[tuple[str, str]]:
    prepared = review.prepared
    yield "name", wording.name_of(loaded)
    if prepared.transcript:
        yield from _transcript(prepared.transcript)
    if chapters := prepared.episode.chapters:
        yield "chapters", wording.chapters(chapters)
    yield "use", wording.use(prepared)
    if topics := _topics(prepared.made.cards, library):
        yield "topics", topics
    if attribution := prepared.episode.attribution:
        yield "cited as", attribution
    if prepared.episode.url:
        yield "page", prepared.episode.url


def _transcript(transcript: Transcript) -> Iterator[tuple[str, str]]:
    yield "format", report.form(transcript)
    yield "turns", wording.turns(transcript)
    yield "people", wording.people(transcript.people, PEOPLE_MAX)
    yield "times", report.times(transcript)
    yield "breaks", report.breaks(transcript)


def _topics(cards: Sequence[Card], library: Library) -> str:
    """The topics that it is about most, and how often."""
    counts = Counter(topic for card in cards for topic in card.topics[:1])
    named = [(library.topic(id).name, count) for id, count in counts.most_common(TOPICS_MAX)]
    return wording.topics(named, len(counts) - len(named))


def renamed(prepared: Prepared, kept: Kept) -> str:
    """Why it is not called as its file is; empty if it is, or for whoever knows and brings it again."""
    is_new = kept.loaded.number == 1 and not kept.known
    if is_new and is_lengthened(prepared.name, wording.source_of(kept.loaded)):
        return wording.called(prepared.name)
    return ""


def before(prepared: Prepared, own: Sequence[OwnCard]) -> tuple[OwnCard, ...]:
    """Of somebody's *own* cards, those that say something else than the card of that name in a file."""
    cards = {it.ref: it for it in prepared.made.cards} if isinstance(prepared.made, Curation) else {}
    return tuple(it for it in own if it.ref in cards and not _is_same(it, cards[it.ref]))


def _is_same(own: OwnCard, card: Card) -> bool:
    mine = (own.title, own.advice, own.topics, own.stages, own.questions)
    return mine == (card.title, card.advice, card.topics, card.stages, card.questions)


def misplaced(prepared: Prepared) -> str:
    """What to say of chapters that begin long after the last word; empty if none does."""
    if prepared.transcript is None or not prepared.transcript.times:
        return ""
    end = max(prepared.transcript.times)
    late = sum(it.start > end + LATE for it in prepared.episode.chapters)
    return wording.late_chapters(late, end) if late else ""


def uncredited(loaded: Loaded, episode: Episode) -> str:
    """What to say of an edition that answers without what should stand under it; empty if nothing is missing.

    A curated file says itself what it wants to be cited by.
    """
    missing = facts_told(episode).missing if loaded.origin is Origin.TRANSCRIPT else ()
    return wording.uncredited(missing, loaded.name) if missing else ""


def _missing(prepared: Prepared) -> Iterator[Part]:
    if prepared.origin is Origin.TRANSCRIPT and prepared.facts.missing:
        yield Paragraph(wording.missing(prepared.facts.missing, prepared.name))


def _lines(heading: str, lines: Sequence[str]) -> Iterator[Part]:
    if lines:
        yield Paragraph(heading, Tone.HEADING)
        yield from (Paragraph(line) for line in lines)


def _warnings(review: Review, library: Library) -> Iterator[str]:
    prepared = review.prepared
    if review.former:
        yield wording.other_episode(review.former)
    for it in review.alike:
        yield wording.alike(it)
    if prepared.origin is Origin.TRANSCRIPT and any(
        it.episode.slug == prepared.name for it in library.curations
    ):
        yield wording.cards_too(prepared.name)
    if review.before:
        yield wording.own_before([it.ref for it in review.before])
    if not prepared.excerpts:
        yield wording.NOTHING_WORTH
    if late := misplaced(prepared):
        yield late
    if prepared.transcript:
        yield from map(sentence, prepared.transcript.warnings)


def _effect(effect: Effect | None) -> Iterator[Part]:
    if effect is None:
        yield Paragraph(wording.EFFECT_UNKNOWN, Tone.QUIET)
        return
    yield Paragraph(wording.effect(effect.tried, len(effect.answered)))
    for question, card in effect.answered[:EXAMPLES_MAX]:
        yield Paragraph(wording.answered_by(question, card), Tone.QUIET)


def _best(prepared: Prepared) -> Iterator[Part]:
    if lines := tuple(map(excerpt_line, by_worth(prepared.made)[:BEST])):
        yield Choices(wording.best_of(prepared.origin), lines)


def _actions(loaded: Loaded) -> Iterator[Button]:
    if not loaded.live:
        yield Button(wording.PUBLISH_BUTTON, f"publish {loaded.name} {loaded.number}", main=True)
    yield Button(wording.EXCERPTS_BUTTON, f"excerpts {loaded.name}")
    if loaded.origin is Origin.TRANSCRIPT:
        yield Button(wording.DETAILS_BUTTON, f"details {loaded.name}")
    if not loaded.live:
        yield Button(wording.DISCARD_BUTTON, f"discard {loaded.name} {loaded.number}", grave=True)

"""Every sentence the mentor says."""

from collections.abc import Sequence

from knowledge.cards import Card, Episode, Person, Subject

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

OTHER_SIDE = "{speaker} sees it differently:"
MORE_CARDS = "Also on this"
ALL_SHOWN = "That is all I have on this."
NEAREST = "The closest topics"
ALL_TOPICS = "{count} topics. Type a name, or a number."
CARDS_COUNTED = {1: "1 card"}

NO_WORDS = "I can only read words. Type a question, or a keyword such as burnout."
NOT_COVERED = "{episodes} does not cover that, so I won't guess."
NOT_COVERED_SUBJECT = "That sounds like a question about {subject}. {episodes} does not go into it."
NOTHING_THERE = "There is nothing more behind that. Ask a question, or type topics."
CRISIS = (
    "That is more important than any career question, and I am only a program. Please talk to somebody now: "
    "a person you trust, your local emergency number, or a crisis line (findahelpline.com lists free and "
    "confidential ones in most countries). You do not have to carry this alone."
)
NO_SUCH_CARD = "I don't have that card, or not any more. Ask again, or look through the topics."

HELP = """\
Type a question in your own words, or a keyword:
  staff, burnout, first job, wlb, EM

topics      all topics
more        more advice on what you asked last
1, 2, 3     open what has that number
help        this page
quit        leave"""

ASK_TITLE = "Ask the mentor"
ASK_FIELD = "Your question, or what is on your mind"

MORE_BUTTON = "More"
TOPICS_BUTTON = "Topics"
HELP_BUTTON = "Help"


def introduction(episodes: Sequence[Episode]) -> str:
    """What the mentor is, in two sentences."""
    return INTRODUCTION.format(episodes=_named(episodes))


def not_covered(subject: Subject | None, episodes: Sequence[Episode]) -> str:
    """That nothing fits, and why if that is known."""
    if subject and subject.nearest:
        return NOT_COVERED_SUBJECT.format(subject=_lowered(subject.name), episodes=_named(episodes))
    return NOT_COVERED.format(episodes=_named(episodes))


def introduced(card: Card) -> str:
    """Who said it, with the names that the card may use for them: "Kevin Ball (Kball)"."""
    people = {person.name: person for person in card.episode.people}
    return " and ".join(_with_nickname(people[name]) for name in card.speakers)


def place(episode: Episode, turns: tuple[int, int]) -> str:
    """Where in an episode something was said: "JS Party 286, turns 82 to 83"."""
    first, last = turns
    return f"{episode.name}, turn {first}" if first == last else f"{episode.name}, turns {first} to {last}"


def cards_counted(count: int) -> str:
    """How many cards there are."""
    return CARDS_COUNTED.get(count, f"{count} cards")


def _with_nickname(person: Person) -> str:
    unlike = [name for name in person.nicknames if name not in person.name]
    return f"{person.name} ({unlike[0]})" if unlike else person.name


def _named(episodes: Sequence[Episode]) -> str:
    match len(episodes):
        case 1 | 2:
            return " and ".join(episode.name for episode in episodes)
        case count:
            return f"the {count} episodes I know"


def _lowered(name: str) -> str:
    """A heading inside a sentence: "Salary figures" becomes "salary figures", "CV wording" stays."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]

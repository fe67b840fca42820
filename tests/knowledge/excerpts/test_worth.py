"""What is worth sending is told from what is not, in episodes of which nothing was learned."""

import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.excerpts.cutting import Passage, cut
from knowledge.excerpts.worth import WEIGHTS, signs, worth
from knowledge.transcripts.reading import read_transcript
from tests.knowledge.transcripts.real import transcripts

UNSEEN = "backstage-11"
LABELS = Path(__file__).parents[3] / "benchmarks" / "episodes" / "worth" / f"{UNSEEN}.json"

ADVICE = (
    "If you want to be promoted, talk to your manager long before the review. People often wait until "
    "somebody notices their work, and that is a mistake. You should write down what you did, ask what is "
    "expected at the next level, and then agree on a plan that you both look at every month. It takes the "
    "pressure off, because nobody has to guess, and when they say no, you at least know why."
)
SPONSOR = (
    "This episode is brought to you by Acme Cloud, the place to deploy your apps in seconds. Head over to "
    "acme.example/party and use the code PARTY for twenty dollars of free credit. Again, that link is in the "
    "show notes, acme.example/party. Our thanks to Acme Cloud for their support of the show."
)
GREETING = (
    "Hello everybody, and welcome back to the show. I'm Alex, and with me today are Sam and Robin. How are "
    "you doing, Sam? We have a great episode for you today, so let's get right into it."
)
BANTER = "Ha, yeah, no, I watched that last night, too, and the cat was on the keyboard again. [laughter]"
NARRATION = (
    "So version 2 of the compiler came out in March, and then we moved the parser from Rust to WebAssembly, "
    "and the cache is now in Redis, with a server that runs on Linux, and the next release has support for "
    "TypeScript there, so we're excited about that, and you can read about it on GitHub."
)


def passage(text):
    return Passage("t1", (1, 1), 1, "", "", text, "", None, (text,), ())


@pytest.fixture(scope="module")
def unseen(shared):
    """The passages of an episode of which nothing was learned."""
    for name, data in transcripts(shared):
        if Path(name).stem == UNSEEN:
            return cut(read_transcript(data, name))
    pytest.skip(f"{UNSEEN} is not among the real transcripts")


@pytest.mark.parametrize("other", [SPONSOR, GREETING, BANTER, NARRATION])
def test_advice_is_worth_more_than_what_only_fills_an_episode(other):
    assert worth(passage(ADVICE)) > 0.3
    assert worth(passage(other)) < 0.2


def test_most_of_the_best_of_an_unseen_episode_is_advice_and_hardly_any_of_the_worst(unseen):
    labels = json.loads(LABELS.read_text(encoding="utf-8"))
    ranked = [it.main for it in sorted(unseen, key=worth, reverse=True)]
    best, worst = ranked[:20], ranked[-20:]
    assert sum(turn in labels["2"] for turn in best) >= 14
    assert sum(turn in labels["2"] for turn in worst) <= 1


def test_an_episode_is_judged_in_a_moment(unseen):
    began = process_time()
    for it in unseen:
        worth(it)
    assert process_time() - began < 0.05 * max(1, len(unseen) / 150)


def test_what_surrounds_a_passage_does_not_change_its_worth():
    alone = passage(ADVICE)
    amid = Passage("t2b", (1, 3), 2, "Sam", GREETING, ADVICE, BANTER, 60, (GREETING, ADVICE), ("A", "B", "C"))
    assert worth(alone) == worth(amid)


@pytest.mark.parametrize(
    "chapter",
    ["Sponsor: Acme Cloud", "Ad break", "sponsors", "Sponsored by Acme", "Ad \u2013 Acme", "Intro", "OUTRO"],
)
def test_what_stands_in_a_sponsors_chapter_is_hardly_worth_anything(chapter):
    assert worth(passage(ADVICE), chapter) < 0.25 * worth(passage(ADVICE))


@pytest.mark.parametrize(
    "chapter",
    ["", "Sponsors: who speaks for you", "Intro to management", "Advice", "Adding a team", "Sponsorship"],
)
def test_a_chapter_that_is_about_something_takes_nothing_away(chapter):
    assert worth(passage(ADVICE), chapter) == worth(passage(ADVICE))


@given(st.text())
def test_any_text_has_a_worth(text):
    assert 0 <= worth(passage(text)) <= 1


def test_every_weight_belongs_to_a_sign_that_a_text_can_have():
    names = json.loads(WEIGHTS.read_text(encoding="utf-8"))["signs"]
    form = {name for name in signs("") if name.startswith("#")}
    assert all(name in form or name in signs(name) for name in names)


def test_the_weights_stay_small_enough_to_be_read_at_every_start():
    assert WEIGHTS.stat().st_size < 60_000

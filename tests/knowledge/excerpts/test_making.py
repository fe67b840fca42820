"""How much of a transcript gets vectors, and what the rest is compared by."""

from dataclasses import replace

from knowledge.cards import Chapter
from knowledge.excerpts.making import PIECES_MAX, Maker
from knowledge.transcripts.reading import read_transcript
from tests.bot.talks import VTT
from tests.knowledge.encoders import CountingEncoder
from tests.knowledge.excerpts.talks import episode, transcript

ADVICE = "You should write down what you learn in your first week, since you never see as much again. "


class Model(CountingEncoder):
    """One that has a name, as models have."""

    fingerprint = "counts"


def test_of_what_never_ends_only_the_best_gets_vectors_and_all_can_be_found(library):
    names = "Ada Bird", "Mel Ott"
    said = [ADVICE * (1 + turn % 4) + f"That was number {turn}." for turn in range(PIECES_MAX + 500)]
    long = transcript(*((names[turn % 2], text) for turn, text in enumerate(said)))
    edition = Maker(library, model := Model(), CountingEncoder()).make(long, episode())
    assert len(model.asked) <= PIECES_MAX
    assert len(edition.vectors) == PIECES_MAX
    assert len(edition.excerpts) > PIECES_MAX + 400
    without = [it.worth for it in edition.excerpts if not it.pieces]
    assert max(without) <= min(it.worth for it in edition.excerpts if it.pieces)


def test_what_is_said_in_a_sponsors_chapter_ranks_behind_what_is_said_in_the_next(library):
    maker, talk = Maker(library, None), read_transcript(VTT, "talk.vtt")
    chapters = (Chapter("Sponsor: Acme", 170), Chapter("Noise", 290))
    plain, sponsored = (maker.make(talk, replace(episode(), chapters=it)) for it in ((), chapters))
    before, after = ({it.main: it.worth for it in edition.excerpts} for edition in (plain, sponsored))
    assert before[4] > before[6]
    assert after.get(4, 0) < 0.3 * before[4]
    assert after[6] == before[6]

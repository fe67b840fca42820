"""Where transcripts are cut."""

from itertools import takewhile
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from knowledge.excerpts.cutting import AROUND_MAX, PART_MAX, PIECE_MAX, REPLY_MIN, cut, parted
from knowledge.excerpts.cutting import sentences as bounds_of
from tests.knowledge.excerpts.talks import transcript, words

SECONDS_MAX = 20
"""Of the processor: twenty times what is taken; to begin anew at each sentence takes minutes."""

QUESTION = "How do you say no to a good idea, when everybody loves it?"
ANSWER = f"You say what it would cost, and who would pay for it. {words(30)}"
REPLY = "That is what I should have said last year, to everybody. And then I would have left."

sentences = st.lists(
    st.tuples(st.integers(1, 60), st.sampled_from([". ", "? ", "! ", '." ', "\u2026 ", ".\n\n"])), min_size=1
)


def test_a_passage_has_the_question_before_it_and_the_reply_behind_it():
    talk = transcript(("Ada", f"{words(90)} {QUESTION}"), ("Ben", ANSWER), ("Ada", REPLY))
    passage = cut(talk)[1]
    assert passage.shown() == f"Ada: {QUESTION}\n\nBen: {ANSWER}\n\nAda: {REPLY}"
    assert (passage.id, passage.turns, passage.main, passage.speaker) == ("t2", (1, 3), 2, "Ben")


def test_the_next_question_is_not_shown_with_the_answer_to_the_one_before():
    talk = transcript(
        ("Ada", QUESTION), ("Ben", ANSWER), ("Ada", f"{REPLY} So who asked \u201cwhy?\u201d And then?")
    )
    assert cut(talk)[1].after == REPLY

    talk = transcript(("Ada", QUESTION), ("Ben", ANSWER), ("Ada", QUESTION))
    assert (cut(talk)[1].after, cut(talk)[1].turns) == ("", (1, 2))


def test_a_nod_is_not_shown_and_its_turn_not_cited():
    passage = cut(transcript(("Ada", "Right, exactly."), ("Ben", ANSWER), ("Ada", "Yeah.")))[0]
    assert (passage.shown(), passage.turns) == (ANSWER, (2, 2))


def test_a_noise_is_no_passage():
    assert cut(transcript(("Ada", "Yeah, yeah, totally."), ("Ben", "Oh really?"))) == ()


def test_what_a_break_parts_is_not_shown_together():
    talk = transcript(("Ada", QUESTION), ("Break", "\\[10:00\\]"), ("Ben", ANSWER))
    assert [passage.shown() for passage in cut(talk)] == [QUESTION, ANSWER]


def test_a_long_turn_becomes_parts_that_are_named_and_about_as_long():
    told = " ".join(words(20) for _ in range(20))
    passages = cut(transcript(("Ada", QUESTION), ("Ben", told), ("Ada", REPLY)))[1:-1]
    assert [passage.id for passage in passages] == ["t2a", "t2b", "t2c"]
    assert " ".join(passage.text for passage in passages) == told
    assert [passage.turns for passage in passages] == [(1, 2), (2, 2), (2, 3)]
    assert {len(passage.text.split()) for passage in passages} <= {120, 140}


def test_a_part_begins_at_the_last_time_before_it():
    told = f"{words(150)} \\[05:10\\] {words(150)}"
    passages = cut(transcript(("Ada", f"\\[04:00\\] {words(20)}"), ("Ben", told)))
    assert [passage.start for passage in passages] == [240, 240, 310]


def test_a_closing_quote_stays_with_its_sentence():
    first, second = 'She said "I will leave."', "And then she stayed."
    text = f"{first} {second}"
    bounds = parted(f"{text} {words(PART_MAX)}")
    assert text[bounds[0][0] : bounds[0][0] + len(first)] == first
    assert not any(f"{text} {words(PART_MAX)}"[begin:].startswith('"') for begin, _ in bounds)


@given(sentences)
def test_no_word_of_a_turn_is_lost_or_said_twice(told):
    text = "".join(f"{words(count)[:-1]}{end}" for count, end in told).strip()
    parts = [text[first:last] for first, last in parted(text)]
    assert " ".join(parts).split() == text.split()


@given(sentences)
def test_pieces_hold_all_that_is_said_and_none_is_too_long_for_a_vector(told):
    text = "".join(f"{words(count)[:-1]}{end}" for count, end in told).strip()
    for passage in cut(transcript(("Ada", text))):
        assert " ".join(passage.pieces).split() == passage.text.split()
        assert max(len(piece.split()) for piece in passage.pieces) <= 2 * PIECE_MAX


def test_around_a_passage_there_is_no_more_than_people_skim():
    talk = transcript(("Ada", words(AROUND_MAX + 1)), ("Ben", ANSWER), ("Ada", words(AROUND_MAX)))
    passage = cut(talk)[1]
    assert (passage.before, passage.after) == ("", words(AROUND_MAX))


@given(sentences)
def test_around_a_passage_are_as_many_whole_sentences_as_people_skim(told):
    text = "".join(f"{words(count)[:-1]}{end}" for count, end in told).strip()
    talk = transcript(("Ada", text), ("Ben", ANSWER), ("Ada", text))
    around, bounds = talk.turns[0].text, bounds_of(talk.turns[0].text)
    tails = [around[first:] for first, _ in bounds]
    answered = takewhile(lambda it: "?" not in around[slice(*it)], bounds)
    heads = [around[:last] for _, last in answered][::-1]
    [passage] = [it for it in cut(talk) if it.main == 2]
    assert (passage.before, passage.after) == (_first_short(tails), _first_short(heads))


def _first_short(texts):
    short = next((it for it in texts if len(it.split()) <= AROUND_MAX), "")
    return short if len(short.split()) >= REPLY_MIN else ""


def test_what_has_no_points_is_cut_between_words():
    said = " ".join(f"word{number}" for number in range(1900))
    passages = cut(transcript(("Ada", QUESTION), ("Ben", said)))[1:]
    assert " ".join(it.text for it in passages) == said
    assert {len(it.text.split()) for it in passages} <= {158, 159}


@given(st.lists(st.integers(1, 3 * PART_MAX), min_size=1))
def test_however_long_sentences_are_a_part_is_bounded(counts):
    text = " ".join(map(words, counts))
    parts = [text[first:last] for first, last in parted(text)]
    assert " ".join(parts) == text
    assert max(len(part.split()) for part in parts) <= 2 * PART_MAX


def test_a_turn_without_times_begins_at_the_last_one_before_it():
    said = words(20)
    talk = transcript(("Ada", f"\\[04:00\\] {said} \\[05:00\\]"), ("Ben", said), ("Ada", said))
    assert [passage.start for passage in cut(talk)] == [240, 300, 300]


def test_around_a_passage_endless_short_sentences_are_counted_once():
    said = "I see. " * 60_000
    talk = transcript(("Ada", said), ("Ben", ANSWER), ("Ada", said))
    begun = process_time()
    [passage] = [it for it in cut(talk) if it.main == 2]
    assert process_time() - begun < SECONDS_MAX
    assert passage.before == passage.after == " ".join(["I see."] * (AROUND_MAX // 2))

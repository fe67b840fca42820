"""Curated episodes are written so that the same is read again."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.cards import COMMUNITY_EPISODE, Chapter, Provenance
from knowledge.curation import (
    ASKED_MAX,
    CARDS_MAX,
    SUBJECT_QUESTIONS_MAX,
    Curation,
    CurationError,
    asked_in,
    curation_in,
    read_curation,
)
from knowledge.export import written
from knowledge.facts import facts_in
from knowledge.library import EPISODES
from tests.bot.talks import CURATED

LINES = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=70).filter(
    lambda it: it == it.strip()
)


def test_what_is_shipped_comes_back_whole_and_is_still_good_enough_to_be_shipped(library, tmp_path):
    [shipped] = library.curations
    copy = tmp_path / f"{shipped.episode.slug}.toml"
    copy.write_bytes(written(shipped))
    assert read_curation(copy, library.topics) == shipped


def test_the_chapters_of_an_episode_come_back_in_order(library):
    curation = curation_in(CURATED, "tea-time-7.toml", library.topics)
    chapters = (Chapter("Before \u201cit\u201d", 0), Chapter("On call", 59), Chapter("Bye", 7384))
    episode = replace(curation.episode, chapters=chapters)
    data = written(replace(curation, episode=episode))
    assert curation_in(data, "tea-time-7.toml", library.topics).episode == episode
    first, last = b'{title = "On call", start = "00:59"}', b'{title = "Bye", start = "2:03:04"}'
    assert first in data
    turned = data.replace(first, b"<>").replace(last, first).replace(b"<>", last)
    assert curation_in(turned, "tea-time-7.toml", library.topics).episode == episode


def test_a_card_of_a_community_may_have_one_question_and_its_episode_no_page(library):
    curation = curation_in(CURATED, "tea-time-7.toml", library.topics)
    assert curation.cards[0].questions == ("how do I prepare for being on call?",)
    assert curation_in(written(curation), "tea-time-7.toml", library.topics) == curation


@given(title=LINES, advice=LINES, question=LINES, name=LINES)
def test_whatever_is_written_in_a_card_comes_back(library, title, advice, question, name):
    curation = curation_in(CURATED, "tea-time-7.toml", library.topics)
    [card] = curation.cards
    episode = replace(curation.episode, title=name, licence=name)
    card = replace(
        card, episode=episode, title=title, advice=(advice * 60)[:600].strip(), questions=(question,)
    )
    changed = replace(curation, episode=episode, cards=(card,))
    if len(card.advice) >= 60:
        assert curation_in(written(changed), "it", library.topics) == changed


@pytest.mark.parametrize(
    "page", ["https://tea.example/7/", "http://tea.example", "https://tea.example/?ep=7"]
)
def test_any_page_that_can_be_told_of_a_transcript_comes_back(library, page):
    curation = curation_in(CURATED, "tea-time-7.toml", library.topics)
    episode = replace(curation.episode, url=facts_in({"page": page}).page)
    changed = replace(curation, episode=episode, cards=(replace(curation.cards[0], episode=episode),))
    assert curation_in(written(changed), "it", library.topics).episode.url.startswith(page)


def test_cards_that_cite_nobody_come_back_without_an_episode(library):
    [card] = curation_in(CURATED, "tea-time-7.toml", library.topics).cards
    own = replace(card, episode=COMMUNITY_EPISODE, speakers=(), turns=(0, 0), provenance=Provenance.COMMUNITY)
    whole = Curation(COMMUNITY_EPISODE, (own,), (), ())
    assert b"turns" not in written(whole)
    assert curation_in(written(whole), "community.toml", library.topics) == whole


@pytest.mark.parametrize("claim", [b'speaker = "Ann"', b"turns = [1, 2]"])
def test_cards_of_the_community_itself_cite_nobody(library, claim):
    cards = CURATED.split(b"[[cards]]")[1]
    cards = cards.replace(b'speaker = "Noor Haddad"\nturns = [4, 4]', claim)
    with pytest.raises(CurationError, match="cards 'shadow-a-night'"):
        curation_in(b'[episode]\nslug = "community"\n[[cards]]' + cards, "it", library.topics)


def test_two_cards_of_a_community_may_answer_one_question(library):
    curation = curation_in(CURATED, "tea-time-7.toml", library.topics)
    [card] = curation.cards
    changed = replace(curation, cards=(card, replace(card, id="another")))
    assert curation_in(written(changed), "it", library.topics) == changed


def test_a_family_of_emoji_comes_back(library):
    curation = curation_in(CURATED, "tea-time-7.toml", library.topics)
    family = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL} at work"
    changed = replace(curation, cards=(replace(curation.cards[0], title=family),))
    assert curation_in(written(changed), "it", library.topics) == changed


TOO_MUCH = {
    "title": (b'title = "Pagers"', b'title = "' + b"a" * 151),
    "name": (b'name = "Noor Haddad"', b'name = "' + b"a" * 61),
    "licence": (b"turns = 7", b'turns = 7\nlicence = "' + b"a" * 81),
    "attribution": (b"turns = 7", b'turns = 7\nattribution = "' + b"a" * 301),
    "chapter": (b"turns = 7", b'turns = 7\nchapters = [{start = "0:00", title = "' + b"a" * 101 + b'"}] #'),
    "show": (b"turns = 7", b'turns = 7\nshow = "' + b"a" * 81),
    "url": (b"turns = 7", b'turns = 7\nurl = "https://tea.example/' + b"a" * 500),
    "ask": (b'ask = ["how', b'ask = ["' + b"a" * 301 + b'", "how'),
}


@pytest.mark.parametrize(("old", "new"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_is_longer_than_can_be_shown_is_refused(library, old, new):
    assert old in CURATED
    new += b"" if b"ask" in new else b'"'
    with pytest.raises(CurationError, match=r"should have at most \d+ characters"):
        curation_in(CURATED.replace(old, new), "tea-time-7.toml", library.topics)


def test_there_is_an_end_to_the_cards_of_one_episode(library):
    head, cards = CURATED.split(b"[[cards]]")
    many = (b"[[cards]]" + cards.replace(b"shadow-a-night", b"card-%d" % it) for it in range(CARDS_MAX + 1))
    with pytest.raises(CurationError, match=f"cards: .* at most {CARDS_MAX}"):
        curation_in(head + b"".join(many), "tea-time-7.toml", library.topics)


def test_there_is_an_end_to_the_questions_of_one_episode(library):
    subject = b'\n[[not_covered]]\nid = "s-%d"\nname = "Tea"\nask = [%b]\n'

    def asking(subjects):
        ask = b", ".join(b'"how is tea %d?"' % it for it in range(SUBJECT_QUESTIONS_MAX))
        return CURATED + b"".join(subject % (it, ask) for it in range(subjects))

    most = ASKED_MAX // SUBJECT_QUESTIONS_MAX
    read = curation_in(asking(most - 1), "tea-time-7.toml", library.topics)
    assert asked_in(asking(most - 1)) == sum(len(it.questions) for it in (*read.cards, *read.not_covered))
    with pytest.raises(CurationError, match="6,001 questions in all, and up to 6,000 fit; leave some out"):
        curation_in(asking(most), "tea-time-7.toml", library.topics)


def test_ours_are_held_to_more(tmp_path, library):
    file = tmp_path / "tea-time-7.toml"
    file.write_bytes(CURATED)
    with pytest.raises(CurationError) as refused:
        read_curation(file, library.topics)
    assert {it.split(": ")[-2] for it in refused.value.problems} >= {
        "ask",
        "stages",
        "reflect",
        "show",
        "url",
    }


def test_all_mistakes_are_named(library):
    wrong = CURATED.replace(b'"learning"', b'"knitting"').replace(b"[4, 4]", b"[4, 9]")
    with pytest.raises(CurationError) as refused:
        curation_in(wrong, "tea-time-7.toml", library.topics)
    where = "tea-time-7.toml: cards 'shadow-a-night': "
    assert refused.value.problems == (
        f"{where}topics: no topic is called 'knitting'",
        f"{where}turns: at most 3 turns, so that a reader knows where to listen",
        f"{where}turns: the episode has 7 turns, not 9",
    )


def test_the_shipped_files_are_where_they_are_read_from():
    assert sorted(EPISODES.glob("*.toml"))

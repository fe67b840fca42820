"""Curated episodes are written so that the same is read again."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.curation import CurationError, curation_in, read_curation
from knowledge.export import written
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

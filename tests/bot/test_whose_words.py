"""Under each card it stands whose words these are, and nobody is cited for what they did not say."""

from dataclasses import replace

import pytest

from adapters.discord.render import render as in_discord
from adapters.drawing import READ_IT
from adapters.slack.render import render as in_slack
from bot import wording
from bot.asking import advice
from bot.message import Message
from knowledge.cards import Provenance


@pytest.fixture
def card(library):
    return library.card("js-party-286/testing-job-as-a-way-in")


@pytest.fixture
def excerpt(card):
    return replace(card, provenance=Provenance.VERBATIM)


@pytest.fixture
def community(card):
    return replace(card, speakers=(), turns=(0, 0), start=None, provenance=Provenance.COMMUNITY)


@pytest.fixture
def homeless(excerpt):
    """An excerpt of an episode of which nobody told anything."""
    episode = replace(excerpt.episode, show="", number=0, title="tea-7", url="", attribution="", people=())
    return replace(excerpt, episode=episode, start=377)


def test_a_card_is_told_from_an_excerpt(card, excerpt):
    assert advice(card).speaker == "Kevin Ball (Kball)"
    assert advice(excerpt).speaker == "Kevin Ball (Kball), in their own words"
    assert wording.voice(excerpt) == "Kevin Ball, in their own words"


def test_what_a_community_wrote_cites_no_episode(community):
    drawn = advice(community)
    assert f"{drawn.speaker}, {drawn.source.place}" == "From your community, not from an episode"


def test_who_is_not_named_is_not_left_out_silently(excerpt):
    nobody = replace(excerpt, speakers=())
    assert advice(nobody).speaker == "Somebody who is not named, in their own words"


def test_an_episode_without_a_page_has_no_link(homeless):
    source = advice(homeless).source
    assert (source.place, source.turn_url, source.audio_url) == ("tea-7, turn 7", "", "")
    assert source.audio_from == "06:17"


@pytest.mark.parametrize("render", [in_slack, in_discord])
def test_it_is_drawn_without_a_link_that_leads_nowhere(render, excerpt, homeless):
    drawn, whole = (repr(render(Message((advice(it),)))) for it in (homeless, excerpt))
    assert READ_IT in whole
    assert READ_IT not in drawn
    assert "in their own words" in drawn

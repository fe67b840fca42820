"""Which question comes in a week, and how it reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wording
from bot.message import Advice
from bot.model import Channel, Member, Nudge, Progress, Reflection
from bot.prompts import QUOTED_MAX, choose, for_recipient, goodbye_page, prompt_page, ritual_page, shortened
from knowledge.cards import Stage
from tests.bot.visitor import ADA, MONDAY, buttons_of, labels, paragraphs, pressable, words

WEEK = "2026-W48"


@pytest.fixture
def newcomer():
    return Progress(ADA)


def test_at_least_sixty_prompts_come_from_the_cards(library):
    assert len({card.reflect for card in library.cards if card.reflect}) >= 60


def test_over_a_year_nobody_gets_the_same_prompt_twice(library, newcomer):
    prompted = []
    for week in range(1, 53):
        card = choose(library, newcomer, prompted, f"2026-W{week:02}")
        assert card.reflect
        prompted.append(card.ref)

    assert len(set(prompted)) == 52


def test_prompts_never_answered_come_before_others(library, newcomer):
    left = library.cards[41]
    progress = newcomer
    for card in library.cards:
        if card is not left:
            progress = progress.with_saved(card.ref, MONDAY).with_reflected(card.ref, MONDAY)

    for week in range(1, 20):
        assert choose(library, progress, [left.ref], f"2026-W{week:02}") is left


def test_when_all_were_answered_there_is_still_one(library, newcomer):
    progress = newcomer
    for card in library.cards:
        progress = progress.with_reflected(card.ref, MONDAY)

    assert choose(library, progress, [card.ref for card in library.cards], WEEK)


def test_of_those_never_answered_ones_never_asked_come_first(library, newcomer):
    new = library.cards[41]
    progress = newcomer.with_verdict(new.ref, helpful=False)
    prompted = [card.ref for card in library.cards if card is not new]

    assert choose(library, progress, prompted, WEEK) is new


def test_saved_cards_come_before_those_for_the_stage(library):
    saved = next(card for card in library.cards if Stage.DIRECTOR not in card.stages)
    progress = Progress(ADA, stage=Stage.DIRECTOR).with_saved(saved.ref, MONDAY)

    assert choose(library, progress, (), WEEK) is saved


@pytest.mark.parametrize("stage", list(Stage))
def test_cards_for_the_stage_come_before_others(library, stage):
    fitting = {card.ref for card in library.cards if stage in card.stages}
    progress = Progress(ADA, stage=stage)

    chosen = {choose(library, progress, (), f"2026-W{week:02}").ref for week in range(1, 53)}

    assert not fitting or chosen <= fitting


def test_cards_near_to_what_was_read_come_before_others(library, newcomer):
    read = library.cards[0]

    for week in range(1, 20):
        card = choose(library, newcomer.with_seen(read.ref, MONDAY), (), f"2026-W{week:02}")
        assert card.topics[0] == read.topics[0]


def test_unhelpful_cards_come_last_of_those_that_are_left(library):
    progress = Progress(ADA, stage=Stage.SENIOR)
    disliked = [card for card in library.cards if Stage.SENIOR in card.stages]
    for card in disliked:
        progress = progress.with_verdict(card.ref, helpful=False)
    others = [card.ref for card in library.cards if card not in disliked]

    for week in range(1, 20):
        assert choose(library, progress, (), f"2026-W{week:02}").ref in others
    assert choose(library, progress, others, WEEK) in disliked


def test_the_prompt_of_a_member_and_week_is_always_the_same(library, newcomer):
    assert choose(library, newcomer, (), WEEK) is choose(library, Progress(ADA), frozenset(), WEEK)


def test_chance_differs_between_members_and_weeks(library):
    members = {choose(library, Progress(Member("slack:T1", str(id))), (), WEEK).ref for id in range(40)}
    weeks = {choose(library, Progress(ADA), (), f"2026-W{week:02}").ref for week in range(1, 41)}

    assert len(members) > 10
    assert len(weeks) > 10


def test_the_same_id_in_another_workspace_is_somebody_else(library):
    chosen = {choose(library, Progress(Member(f"slack:T{n}", "U1")), (), WEEK).ref for n in range(40)}

    assert len(chosen) > 10


def test_cards_that_are_not_there_any_more_do_not_disturb(library, newcomer):
    progress = newcomer.with_saved("old/card", MONDAY).with_seen("old/card", MONDAY)

    assert choose(library, progress, ["old/card"], WEEK)


# How it reads


def test_a_nudge_shows_prompt_card_and_ways_out(library):
    card = library.cards[0]
    message = prompt_page(card, Nudge(ADA, WEEK, MONDAY, card=card.ref))

    assert card.reflect in paragraphs(message)
    assert [part.title for part in message.parts if isinstance(part, Advice)] == [card.title]
    assert labels(message) == [
        wording.REFLECT_BUTTON,
        wording.SKIP_BUTTON,
        wording.SNOOZE_BUTTON,
        wording.STOP_BUTTON,
    ]
    assert [it.label for it in buttons_of(message) if it.main] == [wording.REFLECT_BUTTON]
    assert [it.command for it in pressable(message)][:2] == [
        f"reflect {card.ref} {WEEK}",
        f"nudges skip {WEEK}",
    ]


def test_a_channel_sees_nothing_of_anybody(library):
    card = library.cards[0]
    somebodys = Reflection(ADA, "0" * 12, MONDAY, "a secret thought")
    message = for_recipient(Channel("terminal", "general"), card, Nudge(ADA, WEEK, MONDAY), somebodys)

    assert message == ritual_page(card)
    assert "secret" not in words(message)
    assert labels(message) == [wording.REFLECT_BUTTON]
    assert wording.RITUAL_PRIVATE in paragraphs(message)


def test_the_goodbye_has_one_way_back():
    assert labels(goodbye_page()) == [wording.NUDGES_AGAIN_BUTTON]


@given(st.text(max_size=1000), st.integers(20, QUOTED_MAX))
def test_a_shortened_text_is_one_line_that_fits(text, most):
    short = shortened(text, most)

    assert len(short) <= most
    assert short.split() == short.split(" ") or not short
    whole = " ".join(text.split())
    assert short == whole or (short.endswith("…") and whole.startswith(short[:-1]))

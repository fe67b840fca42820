"""What a channel gets to see: what is asked where others read, and cards that members share there."""

from dataclasses import replace

import pytest

from adapters.storage.memory import MemoryStore
from bot import wording
from bot.catalogue import Catalogue
from bot.mentor import Mentor, look_up
from bot.message import Audience
from bot.model import Channel, Member
from bot.ports import StoreError
from tests.bot.visitor import (
    ADA,
    BOB,
    Visitor,
    buttons_of,
    cards_of,
    choices_of,
    labels,
    paragraphs,
    words,
)

GENERAL = Channel("terminal", "general")
QUESTION = "how do I get credibility in a new technology?"
NOTICE = "I could not reach you."

ASKED = (
    "", "thanks", "help", "?", "topics", "staff", "burnout", QUESTION, "how do I grow?", "12", "save", "ask",
    "how do I fix a leaking tap?", "open CARD", "open no/card", "another CARD: burnout",
)  # fmt: skip
"""What needs no memory; alone, the mentor says more to whom it knows."""

PRIVATE = (
    "home", "save CARD", "unsave CARD", "helpful CARD", "saved", "stage", "stage senior", "progress",
    "reflect", "reflect CARD", "prompt", "journal", "journal search thought", "nudges", "nudges on",
    "nudges on monday 9:00 Berlin", "data", "data export", "data delete", "rituals", "gaps", "admins",
)  # fmt: skip


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def mentor(search, store):
    return Mentor(Catalogue(search), store)


@pytest.fixture
def card(library):
    return next(card for card in library.cards if not library.other_sides(card))


@pytest.fixture
async def ada(mentor, store, card):
    """A member in a channel who has a stage, saved and read cards, and a notice that waits for them."""
    ada = Visitor(mentor, channel=GENERAL)
    await ada.says("stage tech lead")
    for line in (f"open {card.ref}", f"save {card.ref}", "burnout", "staff", QUESTION):
        await ada.says(line)
    await ada.writes("reflect free", "A thought of mine.")
    async with store.transaction() as records:
        before = await records.progress(ADA)
        await records.keep(before, replace(before, notice=NOTICE))
    return ada


@pytest.fixture
def stranger(mentor):
    return Visitor(mentor, Member("terminal", "somebody"), channel=GENERAL)


async def progress_of(store, member=ADA):
    async with store.reading() as records:
        return await records.progress(member)


# Asked in front of others


@pytest.mark.parametrize("line", ASKED)
async def test_what_others_read_is_what_a_stranger_would_be_told(ada, stranger, card, line):
    ada.overheard = stranger.overheard = True
    line = line.replace("CARD", card.ref)

    assert await ada.says(line) == await stranger.says(line)

    assert ada.last.audience is Audience.ASKING


@pytest.mark.parametrize("line", PRIVATE)
async def test_what_is_about_the_member_is_for_them_alone(ada, card, line):
    ada.overheard = True

    message = await ada.says(line.replace("CARD", card.ref))

    assert message.audience is Audience.MEMBER
    assert message.answered is None


async def test_a_private_command_does_the_same_where_others_read(ada, store, card):
    ada.overheard = True

    assert "A thought of mine." in words(await ada.says("journal"))
    await ada.says(f"unsave {card.ref}")
    await ada.says("data delete", word="delete")

    assert wording.NOTHING_HELD in words(await ada.says("data"))
    assert not (await progress_of(store)).marks


async def test_what_was_read_in_front_of_others_counts_as_read(stranger, store, library):
    stranger.overheard = True
    [shown, *_] = cards_of(await stranger.says(QUESTION))

    kept = await progress_of(store, stranger.member)

    assert shown.title in {library.card(ref).title for ref in kept.seen}
    assert kept.used_at == stranger.now


async def test_where_one_stands_is_asked_only_once_alone(stranger):
    stranger.overheard = True
    assert wording.STAGE_QUESTION not in words(await stranger.says(QUESTION))

    stranger.overheard = False

    assert wording.STAGE_QUESTION in words(await stranger.says(QUESTION))


@pytest.mark.parametrize("line", [QUESTION, "topics", "journal", "share CARD"])
async def test_a_notice_waits_until_the_member_is_alone(ada, card, line):
    ada.overheard = not line.startswith("share")
    assert NOTICE not in words(await ada.says(line.replace("CARD", card.ref)))

    ada.overheard = False

    assert paragraphs(await ada.says("topics"))[:1] == [NOTICE]


async def test_another_goes_on_though_nothing_is_known_of_who_asks(ada, search):
    ada.overheard = True
    fitting = {match.card.title for match in search.ask("burnout").matches}
    shown = [card.title for card in cards_of(await ada.says("burnout"))]

    while len(shown) < len(fitting):
        shown += [card.title for card in cards_of(await ada.presses(wording.ANOTHER_BUTTON))]

    assert set(shown) == fitting


async def test_a_question_without_an_answer_is_kept_wherever_it_was_asked(mentor, stranger):
    admin = Visitor(mentor, BOB, admin=True)
    await admin.says("questions keep")
    stranger.overheard = True

    await stranger.says("how do I fix a leaking tap?")

    assert "how do I fix a leaking tap?" in words(await admin.says("gaps"))


@pytest.mark.parametrize("overheard", [True, False])
async def test_a_cry_for_help_is_answered_to_the_member_alone(ada, overheard):
    ada.overheard = overheard

    message = await ada.says("I want to die")

    assert paragraphs(message) == [wording.CRISIS]
    assert message.audience is Audience.MEMBER


def test_a_cry_for_help_from_nobody_in_particular_is_for_them_alone(search):
    assert look_up(search, "I want to die").audience is Audience.MEMBER


# Shared


@pytest.mark.parametrize("line", [QUESTION, "staff", "open CARD", "another a/b: burnout"])
async def test_every_card_that_is_shown_whole_can_be_shared(ada, card, line):
    assert wording.SHARE_BUTTON in labels(await ada.says(line.replace("CARD", card.ref)))


@pytest.mark.parametrize(("channel", "overheard"), [(GENERAL, True), (None, False)])
@pytest.mark.parametrize("line", [QUESTION, "staff", "another a/b: burnout"])
async def test_nothing_can_be_shared_where_there_is_no_channel_or_all_read_it_anyway(
    ada, line, channel, overheard
):
    ada.channel, ada.overheard = channel, overheard

    assert cards_of(await ada.says(line))
    assert wording.SHARE_BUTTON not in labels(ada.last)


async def test_a_shared_card_is_for_all_who_read_the_channel(ada, card):
    await ada.says(f"open {card.ref}")

    message = await ada.presses(wording.SHARE_BUTTON)

    assert message.audience is Audience.CHANNEL
    assert [shown.title for shown in cards_of(message)] == [card.title]
    assert "#transcript-" in cards_of(message)[0].source.turn_url
    assert labels(message) == [wording.SAVE_BUTTON, wording.REFLECT_BUTTON, wording.ASK_BUTTON]
    assert [it.label for it in buttons_of(message) if it.main] == [wording.ASK_BUTTON]


async def test_a_shared_card_says_nothing_about_who_shared_it(ada, stranger, card):
    line = f"share {card.ref}"
    shared = await ada.says(line)
    ada.waits(minutes=61)
    stranger.waits(minutes=61)

    assert replace(await stranger.says(line), posting=shared.posting) == shared


async def test_a_card_is_posted_once_an_hour_whoever_shares_it(ada, stranger, card, library):
    other = next(it for it in library.cards if it != card)
    await ada.says(f"share {card.ref}")

    again = await stranger.says(f"share {card.ref}")

    assert wording.SHARED_BEFORE in words(again)
    assert again.audience is not Audience.CHANNEL
    assert (await stranger.says(f"share {other.ref}")).audience is Audience.CHANNEL
    ada.waits(minutes=61)
    assert (await ada.says(f"share {card.ref}")).audience is Audience.CHANNEL


async def test_a_card_that_could_not_be_posted_can_be_shared_again_at_once(ada, mentor, card):
    shared = await ada.says(f"share {card.ref}")

    await mentor.unposted(shared)

    assert (await ada.says(f"share {card.ref}")).audience is Audience.CHANNEL
    assert wording.SHARED_BEFORE in words(await ada.says(f"share {card.ref}"))


async def test_that_a_card_was_shared_before_gives_nobody_another_try(ada, mentor, card):
    await ada.says(f"share {card.ref}")

    await mentor.unposted(await ada.says(f"share {card.ref}"))

    assert wording.SHARED_BEFORE in words(await ada.says(f"share {card.ref}"))


async def test_who_shares_a_card_that_they_never_read_leaves_nothing_behind(stranger, store, card):
    await stranger.says(f"share {card.ref}")

    async with store.reading() as records:
        assert not dict((await records.holdings(stranger.member)).counts())


async def test_what_is_pressed_under_a_shared_card_is_for_who_presses_it(ada, mentor, store, card):
    bob = Visitor(mentor, BOB, channel=GENERAL)
    bob.last = await ada.says(f"share {card.ref}")

    await bob.presses(wording.SAVE_BUTTON)

    assert bob.last.audience is Audience.ASKING
    assert (await progress_of(store, BOB)).saved == (card.ref,)
    bob.last = ada.last
    await bob.presses(wording.REFLECT_BUTTON)
    await bob.fills(text="Bob's own thought.")
    assert "Bob's own thought." in words(await bob.says("journal"))
    assert "Bob" not in words(await ada.says("journal"))


async def test_a_card_can_be_shared_by_a_line_that_all_read(ada, card):
    ada.overheard = True

    message = await ada.says(f"share {card.ref}")

    assert message.audience is Audience.CHANNEL
    assert [shown.title for shown in cards_of(message)] == [card.title]


async def test_without_a_channel_to_share_in_a_card_is_not_shared(ada, card):
    ada.channel = None

    message = await ada.says(f"share {card.ref}")

    assert wording.SHARE_WHERE in words(message)
    assert message.audience is Audience.ASKING
    assert not cards_of(message)


async def test_a_card_that_is_not_there_is_not_shared(ada):
    message = await ada.says("share no/card")

    assert wording.NO_SUCH_CARD in words(message)
    assert message.audience is Audience.ASKING


# A memory that fails


class Away(MemoryStore):
    """A store that cannot be reached."""

    def transaction(self):
        raise StoreError("There is no route to the host.")


@pytest.fixture
def forgetful(search):
    return Visitor(Mentor(Catalogue(search), Away()), channel=GENERAL)


async def test_a_channel_is_not_told_that_the_memory_is_away(forgetful, stranger, card):
    line = f"share {card.ref}"

    assert await forgetful.says(line) == replace(await stranger.says(line), posting=None)


async def test_what_could_not_be_kept_comes_back_to_the_member_alone(forgetful):
    forgetful.overheard = True

    message = await forgetful.writes("reflect free", "A thought of mine.")

    assert "A thought of mine." in words(message)
    assert message.audience is Audience.MEMBER


async def test_a_question_is_answered_in_front_of_others_while_the_memory_is_away(forgetful):
    forgetful.overheard = True

    assert cards_of(await forgetful.says(QUESTION))
    assert "I can't reach my memory" in paragraphs(forgetful.last)[-1]
    assert not [it for it in choices_of(forgetful.last) if it.command.startswith("stage")]

"""What every store promises about what admins bring, whatever it keeps things in."""

import asyncio
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.episodes import (
    EVERYBODY,
    FORGOTTEN,
    OPERATOR,
    Contents,
    Deed,
    Event,
    Feed,
    Loaded,
    Origin,
    OwnCard,
    Tally,
)
from bot.model import Member, Rules
from bot.ports import StoreError
from knowledge.cards import Kind, Stage
from tests.adapters.storage.conftest import do, look

pytestmark = pytest.mark.parametrize("kind", ["memory", "sqlite", "postgresql"])

NOW = datetime(2026, 11, 30, 8, 0, 0, 123_457, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HERE, THERE = "slack:T1", "slack:T2"
ANN, BEN = Member(HERE, "U1"), Member(HERE, "U2")
ODD = 'Zoë\0 "<@U1>" \ud83d\u2028{}'
"""What people call things: no database takes all of it as it is."""


def edition(name="js-party-104", number=1, owner=HERE, **more):
    return Loaded(
        f"{owner}/{name}/{number}",
        owner,
        name,
        number,
        **{
            "origin": Origin.TRANSCRIPT,
            "title": "JS Party 104",
            "source": "js-party-104.md",
            "digest": f"{number:064}",
            "excerpts": 12,
            "by": "U1",
            "at": NOW + number * MINUTE,
            **more,
        },
    )


def contents(it, size=1000):
    """Bytes of their own for each edition, which do not compress to nothing."""
    chance = Random(it.id)
    return Contents(chance.randbytes(size), chance.randbytes(size))


async def load(store, *editions):
    for it in editions:
        await do(store, "add_edition", it, contents(it))


async def publish(store, it, at=NOW):
    await do(store, "go_live", it, at)


async def revision(store, owner=HERE):
    return (await look(store, "revisions")).get(owner, 0)


def is_no_default(value):
    """Whether every field that may be left out says something, so that one that is not kept is missed."""
    return all(getattr(value, it.name) for it in fields(value))


# Editions


WHOLE = edition(
    "js-party-104.toml",
    3,
    origin=Origin.CURATED,
    details={"licence": ODD, "show": "JS Party"},
    sketch=(0, 1, 2**63 - 1, 2**64 - 1),
)


async def test_an_edition_comes_back_whole(store):
    await load(store, WHOLE)
    assert await look(store, "edition", HERE, WHOLE.id) == WHOLE
    await publish(store, WHOLE, NOW + DAY)
    live = replace(WHOLE, live=True, published_at=NOW + DAY)
    assert is_no_default(live)
    assert await look(store, "edition", HERE, WHOLE.id) == live
    assert await look(store, "editions", [HERE], sketched=True) == (live,)
    assert await look(store, "editions", [HERE], WHOLE.name, sketched=True) == (live,)


async def test_a_list_of_editions_comes_without_what_only_comparing_needs(store):
    await load(store, WHOLE)
    await publish(store, WHOLE)
    listed = replace(WHOLE, live=True, published_at=NOW, sketch=())
    assert await look(store, "live_editions", HERE) == (listed,)
    assert await look(store, "editions", [HERE]) == (listed,)
    assert await look(store, "editions", [HERE], WHOLE.name) == (listed,)


async def test_an_edition_with_the_least_comes_back_too(store):
    least = edition(title="", source="", digest="", excerpts=0, by=OPERATOR)
    await do(store, "add_edition", least, Contents(b"", b""))
    assert await look(store, "editions", [HERE]) == (least,)
    assert await look(store, "contents", [least.id]) == {least.id: Contents(b"", b"")}


async def test_a_file_comes_back_to_the_byte_whatever_is_in_it(store):
    text = "Mel: Hello. Zoë: Hi!\r\n".encode("utf-16") * 5000
    whole = Contents(text, bytes(range(256)) * 40)
    await do(store, "add_edition", edition(), whole)
    id = edition().id
    assert await look(store, "contents", [id, "nowhere"]) == {id: whole}
    assert await look(store, "packed", [id, "nowhere"]) == {id: whole.packed}
    assert await look(store, "contents", []) == await look(store, "packed", []) == {}


async def test_many_are_opened_at_once(store):
    all_of_them = [edition(f"show-{number}") for number in range(60)]
    async with store.transaction() as records:
        for it in all_of_them:
            await records.add_edition(it, contents(it))
    found = await look(store, "packed", [it.id for it in all_of_them])
    assert found == {it.id: contents(it).packed for it in all_of_them}


async def test_a_new_edition_does_not_answer_whatever_it_says_of_itself(store):
    await load(store, edition(live=True, published_at=NOW))
    assert await look(store, "live_editions", HERE) == ()
    assert await look(store, "editions", [HERE]) == (edition(),)
    assert await revision(store) == 0


async def test_editions_are_of_their_owners_by_name_and_the_newest_first(store):
    mine = [edition(name, number) for name in ("zebra", "Ape", "ape") for number in (1, 2, 10)]
    await load(store, *mine, edition("ape", 1, THERE), edition("ape", 11, EVERYBODY))

    found = await look(store, "editions", [HERE])
    assert [(it.name, it.number) for it in found] == [
        (name, number) for name in ("Ape", "ape", "zebra") for number in (10, 2, 1)
    ]
    with_all = await look(store, "editions", {HERE, EVERYBODY}, "ape")
    assert [(it.owner, it.number) for it in with_all] == [(EVERYBODY, 11), (HERE, 10), (HERE, 2), (HERE, 1)]
    assert await look(store, "edition_names", [HERE, THERE]) == ("Ape", "ape", "zebra")
    assert await look(store, "edition_names", []) == ()
    assert await look(store, "edition_count", HERE) == len(mine)
    assert await look(store, "edition_count", "slack:T3") == 0
    assert await look(store, "editions", [HERE], "nothing") == ()
    assert await look(store, "editions", []) == ()
    assert await look(store, "edition", THERE, mine[0].id) is None


async def test_the_newest_edition_of_an_owner_is_the_one_that_was_kept_last(store):
    slow = edition(number=2, at=NOW - HOUR)
    for_all = edition(number=1, owner=EVERYBODY, at=NOW)
    await load(store, edition(number=1), slow, for_all, edition(number=2, owner=EVERYBODY, at=NOW + DAY))
    found = await look(store, "editions", {HERE, EVERYBODY}, slow.name)
    assert [(it.owner, it.number) for it in found] == [(EVERYBODY, 2), (EVERYBODY, 1), (HERE, 2), (HERE, 1)]


async def test_of_a_name_one_edition_answers_at_most(store):
    first, second = edition(number=1), edition(number=2)
    others = edition("go-time-82"), edition(owner=THERE), edition(owner=EVERYBODY)
    await load(store, first, second, *others)
    for it in (*others, first, second):
        await publish(store, it)
    assert [it.id for it in await look(store, "live_editions", HERE)] == [others[0].id, second.id]
    await publish(store, first, NOW + HOUR)
    assert [it.id for it in await look(store, "live_editions", HERE)] == [others[0].id, first.id]
    for it in others[1:]:
        assert [live.id for live in await look(store, "live_editions", it.owner)] == [it.id]
    again, before = await look(store, "editions", [HERE], first.name), NOW
    assert [(it.live, it.published_at) for it in again] == [(False, before), (True, NOW + HOUR)]


async def test_what_answers_already_begins_no_second_time(store):
    await load(store, edition())
    await publish(store, edition())
    await publish(store, edition(), NOW + DAY)
    assert [it.published_at for it in await look(store, "live_editions", HERE)] == [NOW]
    assert await revision(store) == 1


async def test_what_was_removed_meanwhile_is_not_published_and_what_answers_goes_on(store):
    await load(store, edition(number=2))
    await publish(store, edition(number=2))
    with pytest.raises(StoreError, match=r"js-party-104 was removed in the meantime.*Load it again"):
        await publish(store, edition(number=1))
    assert [it.number for it in await look(store, "live_editions", HERE)] == [2]
    assert await revision(store) == 1


async def test_a_retired_edition_is_kept_and_answers_no_longer(store):
    await load(store, edition(), edition("go-time-82"))
    for it in (edition(), edition("go-time-82")):
        await publish(store, it)
    assert await do(store, "retire", HERE, "js-party-104")
    assert not await do(store, "retire", HERE, "js-party-104")
    assert not await do(store, "retire", THERE, "go-time-82")
    assert [it.name for it in await look(store, "live_editions", HERE)] == ["go-time-82"]
    [kept] = await look(store, "editions", [HERE], "js-party-104")
    assert kept == replace(edition(), published_at=NOW)
    assert await look(store, "contents", [kept.id]) == {kept.id: contents(kept)}


async def test_what_is_removed_leaves_nothing_and_others_stay(store):
    mine, other = [edition(number=number) for number in (1, 2, 3)], edition("go-time-82")
    theirs = edition(owner=THERE)
    await load(store, *mine, other, theirs)
    await publish(store, mine[1])
    assert await do(store, "remove_editions", HERE, "js-party-104") == 3
    assert await do(store, "remove_editions", HERE, "js-party-104") == 0
    assert await look(store, "editions", [HERE, THERE]) == (other, theirs)
    left = await look(store, "contents", [it.id for it in (*mine, other, theirs)])
    assert set(left) == {other.id, theirs.id}
    await load(store, mine[0])


async def test_of_two_that_are_loaded_at_once_under_one_number_the_second_is_told(store):
    await load(store, edition())
    with pytest.raises(StoreError, match="Somebody else loaded js-party-104 at the same time"):
        await do(store, "add_edition", replace(edition(), id="another"), Contents(b"", b""))
    assert await look(store, "editions", [HERE]) == (edition(),)
    assert await look(store, "contents", ["another"]) == {}


async def test_a_load_that_fails_leaves_nothing_behind(store):
    async def failing():
        async with store.transaction() as records:
            await records.add_edition(edition(number=2), Contents(b"", b""))
            await records.go_live(edition(number=2), NOW)
            await records.keep_own_card(CARD)
            await records.hide(HERE, "e/c")
            await records.keep_feed(FEED)
            await records.note_deed(DEED)
            await records.count(Event.ANSWERED, ANN, HERE, "2026-W49")
            raise ZeroDivisionError

    await load(store, edition())
    await publish(store, edition())
    before = await look(store, "editions", [HERE])
    with pytest.raises(ZeroDivisionError):
        await failing()
    assert await look(store, "editions", [HERE]) == before
    assert await look(store, "contents", [edition(number=2).id]) == {}
    for method in ("own_cards", "hidden", "feeds"):
        assert not await look(store, method, HERE)
    assert await look(store, "deeds", HERE, 9) == await look(store, "tallies", HERE, "") == ()
    assert await look(store, "revisions") == {HERE: 1}


async def test_a_reader_sees_no_edition_that_is_half_loaded(store):
    await load(store, edition())
    await publish(store, edition())
    async with store.transaction() as records:
        await records.add_edition(edition(number=2), Contents(b"", b""))
        await records.go_live(edition(number=2), NOW)
        assert [it.number for it in await look(store, "live_editions", HERE)] == [1]
        assert await revision(store) == 1
    assert [it.number for it in await look(store, "live_editions", HERE)] == [2]
    assert await revision(store) == 2


async def test_of_many_who_publish_at_once_one_is_left_and_every_one_was_counted(store):
    editions = [edition(number=number) for number in range(1, 9)]
    await load(store, *editions)
    await asyncio.gather(*(publish(store, it) for it in editions))
    assert len(await look(store, "live_editions", HERE)) == 1
    assert await revision(store) == len(editions)


async def test_who_publishes_while_somebody_removes_is_told_or_came_first(store):
    for number in range(1, 6):
        await load(store, edition(number=number))
        outcomes = await asyncio.gather(
            publish(store, edition(number=number)),
            do(store, "remove_editions", HERE, "js-party-104"),
            return_exceptions=True,
        )
        assert outcomes[0] is None or "removed in the meantime" in str(outcomes[0])
        assert outcomes[1] == 1
        assert await look(store, "editions", [HERE]) == ()


async def test_an_edition_that_somebody_publishes_at_this_moment_is_not_taken_for_an_idle_one(store):
    await load(store, edition())
    async with store.transaction() as records:
        await records.go_live(edition(), NOW)
        removing = asyncio.create_task(do(store, "remove_edition", HERE, edition().id))
        await asyncio.sleep(0.1)
    assert not await removing
    assert [it.id for it in await look(store, "live_editions", HERE)] == [edition().id]
    assert set(await look(store, "contents", [edition().id])) == {edition().id}


# Revisions


CARD = OwnCard(
    HERE,
    "community/ask",
    "Ask early",
    "Ask after an hour.",
    ("mentors", "junior"),
    "U1",
    NOW,
    ("When do I ask?", ODD),
    (Stage.JUNIOR, Stage.MID),
    Kind.CAUTION,
    "Whom could you ask?",
    ("Zoë", ODD),
    (7, 9),
)
FEED = Feed(
    HERE,
    "https://changelog.com/jsparty/feed",
    "JS Party",
    trusted=True,
    by="U1",
    added_at=NOW,
    due_at=NOW,
    looked_at=NOW - HOUR,
    trouble="It does not answer.",
    tag='W/"abc"',
    seen=frozenset({"e1", "e2"}),
    failing={"e3": NOW - DAY},
)
DEED = Deed(HERE, NOW, "U1", "publish", "js-party-104", "12 excerpts")

CHANGES = {
    "an edition that begins": [("go_live", edition(number=2), NOW)],
    "the one before, again": [("go_live", edition(number=1), NOW)],
    "an edition that ends": [("retire", HERE, "js-party-104")],
    "an edition that is removed": [
        ("go_live", edition(number=1), NOW),
        ("remove_editions", HERE, "js-party-104"),
    ],
    "a card": [("keep_own_card", CARD)],
    "another card of that ref": [("keep_own_card", replace(CARD, title="Ask late"))],
    "no card any more": [("drop_own_card", HERE, CARD.ref)],
    "something hidden": [("hide", HERE, "e/c")],
    "something shown": [("show", HERE, "e/c")],
}


async def test_whatever_changes_what_a_workspace_is_answered_from_makes_its_number_grow(store):
    await load(store, edition(number=1), edition(number=2))
    for what, steps in CHANGES.items():
        for step in steps:
            before = await revision(store)
            await do(store, *step)
            assert await revision(store) > before, what
    assert set(await look(store, "revisions")) == {HERE}


async def test_what_changes_nothing_leaves_the_number_alone(store):
    await load(store, edition(number=1), edition(number=2))
    await publish(store, edition(number=2))
    await do(store, "hide", HERE, "e/c")
    before = await look(store, "revisions")
    for method, *arguments in [
        ("go_live", edition(number=2), NOW),
        ("retire", HERE, "go-time-82"),
        ("retire", THERE, "js-party-104"),
        ("remove_editions", HERE, "go-time-82"),
        ("drop_own_card", HERE, "e/c"),
        ("hide", HERE, "e/c"),
        ("show", HERE, "e/d"),
        ("show", THERE, "e/c"),
        ("keep_feed", FEED),
        ("drop_feed", HERE, FEED.url),
        ("note_deed", DEED),
        ("count", Event.ANSWERED, ANN, HERE, "2026-W49"),
        ("add_edition", edition(number=3), Contents(b"", b"")),
        ("erase_workspace", THERE),
    ]:
        await do(store, method, *arguments)
        assert await look(store, "revisions") == before, method


async def test_an_unpublished_draft_is_removed_without_anybody_noticing(store):
    await load(store, edition())
    await do(store, "remove_editions", HERE, "js-party-104")
    assert await look(store, "revisions") == {}


async def test_a_number_never_comes_again_not_even_in_a_workspace_that_was_erased(store):
    numbers = []
    for _ in range(3):
        await load(store, edition())
        await publish(store, edition())
        numbers.append(await revision(store))
        await do(store, "erase_workspace", HERE)
        numbers.append(await revision(store))
    assert sorted(set(numbers)) == numbers
    assert await look(store, "live_editions", HERE) == ()


async def test_of_many_changes_at_once_every_one_is_counted(store):
    await asyncio.gather(
        *(do(store, "hide", owner, f"e/{number}") for number in range(15) for owner in (HERE, THERE)),
    )
    assert await look(store, "revisions") == {HERE: 15, THERE: 15}


# Cards


async def test_an_own_card_comes_back_whole(store):
    assert is_no_default(CARD)
    least = OwnCard(HERE, "e/c", "", "", (), OPERATOR, NOW)
    for it in (replace(CARD, title="Ask late"), CARD, least, replace(CARD, owner=THERE)):
        await do(store, "keep_own_card", it)
    assert await look(store, "own_cards", HERE) == (CARD, least)
    assert await do(store, "drop_own_card", HERE, CARD.ref)
    assert not await do(store, "drop_own_card", HERE, CARD.ref)
    assert await look(store, "own_cards", HERE) == (least,)
    assert len(await look(store, "own_cards", THERE)) == 1


async def test_what_is_hidden_is_so_until_it_is_shown_and_only_there(store):
    for owner, ref in [(HERE, "e/c"), (HERE, "e/d"), (HERE, "e/c"), (THERE, "e/c")]:
        await do(store, "hide", owner, ref)
    assert await look(store, "hidden", HERE) == {"e/c", "e/d"}
    assert await do(store, "show", HERE, "e/c")
    assert not await do(store, "show", HERE, "e/c")
    assert await look(store, "hidden", HERE) == {"e/d"}
    assert await look(store, "hidden", THERE) == {"e/c"}


# Deeds


async def test_deeds_are_an_owners_the_latest_first(store):
    for number in (1, 3, 2, 3):
        await do(store, "note_deed", replace(DEED, at=NOW + number * HOUR, note=f"{number}"))
    await do(store, "note_deed", replace(DEED, owner=THERE))
    found = await look(store, "deeds", HERE, 3)
    assert [it.note for it in found] == ["3", "3", "2"]
    assert (await look(store, "deeds", HERE, 9))[-1] == replace(DEED, at=NOW + HOUR, note="1")


async def test_of_deeds_at_one_time_the_later_one_comes_first(store):
    for verb in ("publish", "rollback", "remove"):
        await do(store, "note_deed", replace(DEED, verb=verb))
    assert [it.verb for it in await look(store, "deeds", HERE, 2)] == ["remove", "rollback"]


# Feeds


async def test_a_feed_comes_back_whole(store):
    assert is_no_default(FEED)
    least = Feed(HERE, "https://a.example", "", trusted=False, by=OPERATOR, added_at=NOW, due_at=NOW)
    for it in (FEED, least, replace(FEED, owner=THERE, seen=frozenset({"e9"}))):
        await do(store, "keep_feed", it)
    assert await look(store, "feeds", HERE) == (least, FEED)
    assert await look(store, "feed", HERE, FEED.url) == FEED
    assert await look(store, "feed", HERE, "https://b.example") is None


async def test_of_a_feed_what_was_seen_is_what_was_kept_last(store):
    for seen in ({"e1", "e2"}, {"e2", "e3"}, {"x" * 5000}, set(), {"e1"}):
        await do(store, "keep_feed", replace(FEED, seen=frozenset(seen)))
        assert (await look(store, "feed", HERE, FEED.url)).seen == seen


async def test_of_a_feed_what_fails_is_what_was_kept_last(store):
    for failing in ({"e3": NOW}, {"e3": NOW - DAY, "e1": NOW}, {}):
        kept = replace(FEED, seen=frozenset({"e1", "e2"} - failing.keys()), failing=failing)
        await do(store, "keep_feed", kept)
        assert await look(store, "feed", HERE, FEED.url) == kept


async def test_a_dropped_feed_is_forgotten_with_what_was_seen_of_it(store):
    await do(store, "keep_feed", FEED)
    await do(store, "keep_feed", replace(FEED, owner=THERE))
    assert await do(store, "drop_feed", HERE, FEED.url)
    assert not await do(store, "drop_feed", HERE, FEED.url)
    await do(store, "keep_feed", replace(FEED, seen=frozenset(), failing={}))
    again = await look(store, "feed", HERE, FEED.url)
    assert (again.seen, again.failing) == (frozenset(), {})
    assert (await look(store, "feed", THERE, FEED.url)).seen == FEED.seen


async def test_the_feed_that_is_due_longest_is_claimed_until_its_lease_ends(store):
    for minutes, url in ((0, "b"), (-5, "a"), (5, "c")):
        await do(store, "keep_feed", replace(FEED, url=url, due_at=NOW + minutes * MINUTE))
    claimed = [await do(store, "claim_feed", NOW, 10 * MINUTE) for _ in range(3)]
    assert claimed == [replace(FEED, url=it, due_at=NOW + 10 * MINUTE) for it in "ab"] + [None]
    assert await do(store, "claim_feed", NOW + 5 * MINUTE, HOUR)
    assert await do(store, "claim_feed", NOW + 10 * MINUTE - timedelta(microseconds=1), HOUR) is None
    assert {(await do(store, "claim_feed", NOW + 10 * MINUTE, HOUR)).url for _ in range(2)} == {"a", "b"}


async def test_the_feeds_of_who_removed_the_mentor_rest_until_they_are_back(store):
    await do(store, "keep_feed", FEED)
    await do(store, "keep_rules", Rules(FEED.owner, left_at=NOW))
    assert await do(store, "claim_feed", FEED.due_at, HOUR) is None
    await do(store, "keep_rules", Rules(FEED.owner))
    assert await do(store, "claim_feed", FEED.due_at, HOUR)


async def test_who_looked_says_when_to_look_again(store):
    await do(store, "keep_feed", FEED)
    claimed = await do(store, "claim_feed", NOW, MINUTE)
    await do(store, "keep_feed", replace(claimed, looked_at=NOW, due_at=NOW + DAY))
    assert await do(store, "claim_feed", NOW + HOUR, MINUTE) is None
    assert (await do(store, "claim_feed", NOW + DAY, MINUTE)).looked_at == NOW


async def test_many_workers_claim_each_feed_once(store):
    async with store.transaction() as records:
        for number in range(12):
            await records.keep_feed(replace(FEED, url=f"https://{number}.example"))

    async def worker():
        found = []
        while feed := await do(store, "claim_feed", NOW, HOUR):
            found.append(feed.url)
        return found

    found = [url for urls in await asyncio.gather(*(worker() for _ in range(5))) for url in urls]
    assert len(found) == len(set(found)) == 12


async def test_whoever_claims_waits_for_nobody(store, kind):
    if kind != "postgresql":
        pytest.skip("here, one transaction waits for the other")
    await do(store, "keep_feed", FEED)
    await do(store, "keep_feed", replace(FEED, url="https://other.example", due_at=NOW + MINUTE))
    async with store.transaction() as records, asyncio.timeout(5):
        first = await records.claim_feed(NOW + HOUR, HOUR)
        second = await do(store, "claim_feed", NOW + HOUR, HOUR)
    assert {first.url, second.url} == {FEED.url, "https://other.example"}


# Counts


async def test_tallies_count_how_often_and_how_many_people(store):
    for week, event, member, times in [
        ("2026-W48", Event.ANSWERED, ANN, 3),
        ("2026-W48", Event.ANSWERED, BEN, 2),
        ("2026-W48", Event.HELPFUL, BEN, 1),
        ("2026-W49", Event.ANSWERED, Member(THERE, "U1"), 1),
        ("2026-W49", Event.ANSWERED, ANN, 1),
        ("2026-W47", Event.NUDGED, ANN, 1),
    ]:
        for _ in range(times):
            await do(store, "count", event, member, HERE, week)
    await do(store, "count", Event.ANSWERED, ANN, THERE, "2026-W48")
    assert await look(store, "tallies", HERE, "2026-W48") == (
        Tally("2026-W48", Event.ANSWERED, 5, 2),
        Tally("2026-W48", Event.HELPFUL, 1, 1),
        Tally("2026-W49", Event.ANSWERED, 2, 2),
    )
    assert await look(store, "tallies", THERE, "") == (Tally("2026-W48", Event.ANSWERED, 1, 1),)
    assert await look(store, "tallies", "slack:T3", "") == ()


async def test_counts_are_forgotten_by_their_week_wherever_they_were_made(store):
    for week in ("2025-W52", "2026-W01", "2026-W02"):
        for place in (HERE, THERE):
            await do(store, "count", Event.ANSWERED, ANN, place, week)
    assert await do(store, "forget_counts", "2026-W02") == 4
    assert await look(store, "tallies", HERE, "") == (Tally("2026-W02", Event.ANSWERED, 1, 1),)
    assert await do(store, "forget_counts", "2026-W02") == 0


async def test_of_many_counts_at_once_none_is_lost(store):
    await asyncio.gather(*(do(store, "count", Event.ANSWERED, ANN, HERE, "2026-W49") for _ in range(20)))
    assert await look(store, "tallies", HERE, "") == (Tally("2026-W49", Event.ANSWERED, 20, 1),)


# People and workspaces


async def brought_by(store, member, owner):
    """Everything that can bear a member's name in an owner's workspace."""
    mine = {"owner": owner, "by": member.id}
    it = edition(**mine)
    async with store.transaction() as records:
        await records.add_edition(it, contents(it))
        await records.go_live(it, NOW)
        await records.keep_own_card(replace(CARD, **mine))
        await records.keep_feed(replace(FEED, **mine))
        await records.note_deed(replace(DEED, **mine))
        await records.count(Event.ANSWERED, member, owner, "2026-W49")


async def everything_of(store, owner):
    return [
        await look(store, "editions", [owner]),
        await look(store, "own_cards", owner),
        await look(store, "feeds", owner),
        await look(store, "deeds", owner, 9),
    ]


async def test_what_somebody_did_is_told_to_them(store):
    await brought_by(store, ANN, HERE)
    held = (await look(store, "holdings", ANN)).tables
    [loaded], [card], [feed], [deed], [count] = (
        held[name] for name in ("editions", "own_cards", "feeds", "deeds", "counts")
    )
    assert (loaded["workspace"], loaded["name"], loaded["by"], loaded["live"]) == (
        HERE,
        WHOLE.name[:-5],
        "U1",
        True,
    )
    assert (card["ref"], card["advice"], card["turns"], card["topics"]) == (
        CARD.ref, CARD.advice, CARD.turns, CARD.topics,
    )  # fmt: skip
    assert (feed["url"], feed["trusted"], feed["added_at"]) == (FEED.url, True, NOW)
    assert (deed["verb"], deed["about"], deed["at"]) == ("publish", "js-party-104", NOW)
    assert dict(count) == {
        "workspace": HERE,
        "member": "U1",
        "place": HERE,
        "week": "2026-W49",
        "event": "answered",
        "times": 1,
    }


async def test_an_erased_members_name_is_taken_out_and_what_they_did_stays(store):
    await brought_by(store, ANN, HERE)
    await do(store, "note_deed", replace(DEED, by="U2"))
    before, revisions = await everything_of(store, HERE), await look(store, "revisions")

    erased = await do(store, "erase", ANN)

    assert {"editions", "own_cards", "feeds", "deeds", "counts"} <= dict(erased.counts()).keys()
    after = await everything_of(store, HERE)
    assert after == [
        tuple(replace(it, by=FORGOTTEN if it.by == "U1" else it.by) for it in those) for those in before
    ]
    assert await look(store, "tallies", HERE, "") == ()
    assert dict((await look(store, "holdings", BEN)).counts()) == {"deeds": 1}
    assert await look(store, "revisions") == revisions


async def test_people_of_a_whole_platform_are_found_wherever_they_did_something(store):
    person, other = Member("discord:@me", "42"), Member("discord:@me", "43")
    for owner in ("discord:1", "discord:2", "discordant:1"):
        await brought_by(store, person, owner)
    await brought_by(store, other, "discord:3")
    await brought_by(store, Member(HERE, "42"), HERE)
    await brought_by(store, replace(person, id=" "), EVERYBODY)

    held = await look(store, "holdings", person)

    assert {row["workspace"] for row in held.tables["editions"]} == {"discord:1", "discord:2"}
    assert [len(held.tables[name]) for name in ("own_cards", "feeds", "deeds")] == [2, 2, 2]
    assert {row["place"] for row in held.tables["counts"]} == {"discord:1", "discord:2", "discordant:1"}
    await do(store, "erase", person)
    assert not dict((await look(store, "holdings", person)).counts())
    for owner in ("discordant:1", HERE):
        assert {it.by for it in await look(store, "editions", [owner])} == {"42"}
    assert len(await look(store, "tallies", HERE, "")) == 1
    assert {it.by for it in await look(store, "editions", ["discord:1", "discord:2"])} == {FORGOTTEN}
    assert set(dict((await look(store, "holdings", other)).counts()).values()) == {1}


async def test_an_erased_workspace_takes_along_what_is_counted_there_and_of_its_people(store):
    guest, away = Member(THERE, "U1"), "slack:T3"
    await do(store, "count", Event.ANSWERED, guest, HERE, "2026-W49")
    await do(store, "count", Event.ANSWERED, ANN, HERE, "2026-W49")
    await do(store, "count", Event.ANSWERED, ANN, away, "2026-W49")
    await do(store, "count", Event.ANSWERED, guest, away, "2026-W49")
    assert await do(store, "erase_workspace", HERE) == 3
    assert await look(store, "tallies", HERE, "") == ()
    assert await look(store, "tallies", away, "") == (Tally("2026-W49", Event.ANSWERED, 1, 1),)
    assert dict((await look(store, "holdings", guest)).counts()) == {"counts": 1}


async def test_an_erased_workspace_has_nothing_that_admins_brought(store):
    for owner in (HERE, THERE, EVERYBODY):
        await brought_by(store, ANN, owner)
        await do(store, "hide", owner, "e/c")
    others = [await everything_of(store, owner) for owner in (THERE, EVERYBODY)]
    await do(store, "erase_workspace", HERE)
    assert await everything_of(store, HERE) == [()] * 4
    assert await look(store, "hidden", HERE) == frozenset()
    assert await look(store, "contents", [edition().id]) == {}
    assert [await everything_of(store, owner) for owner in (THERE, EVERYBODY)] == others
    await do(store, "keep_feed", replace(FEED, seen=frozenset(), failing={}))
    again = await look(store, "feed", HERE, FEED.url)
    assert (again.seen, again.failing) == (frozenset(), {})


async def test_a_workspace_is_known_by_what_its_admins_brought(store):
    await load(store, edition(owner="discord:1"), edition(owner=EVERYBODY))
    await do(store, "keep_own_card", replace(CARD, owner="discord:2"))
    await do(store, "keep_feed", replace(FEED, owner="discord:3"))
    await do(store, "count", Event.ANSWERED, ANN, "discord:4", "2026-W49")
    assert await look(store, "known_workspaces", "discord") == {"discord:1", "discord:2", "discord:3"}
    assert await look(store, "known_workspaces", EVERYBODY) == {EVERYBODY}

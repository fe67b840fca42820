"""Admins load episodes in a conversation: from a file to an answer, and back."""

import json
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters import program
from adapters.settings import Settings
from adapters.storage.memory import MemoryStore
from bot import feeding, shelves, wording
from bot import shelf_wording as said
from bot.asking import NOBODY
from bot.commands import parse
from bot.episodes import EVERYBODY, FORGOTTEN, OPERATOR, Contents, Deed, Feed, OwnCard
from bot.gathering import Gatherer
from bot.loading import Loader
from bot.mentor import Mentor
from bot.message import Audience, Someone
from bot.model import Channel, Member, Request, Upload
from bot.shelf_commands import CheckFeeds
from bot.shelving import Keeper
from bot.visit import Visit
from knowledge.cards import Chapter
from knowledge.curation import REF_MAX, curation_in
from tests.bot.talks import (
    ADVICE,
    CURATED,
    MARKDOWN,
    OTHER_VTT,
    QUESTION,
    VTT,
    Web,
    conversation,
    upload,
)
from tests.bot.visitor import (
    ADA,
    BOB,
    Visitor,
    buttons_of,
    cards_of,
    choices_of,
    entries_of,
    errors_of,
    file_of,
    form_of,
    labels,
    paragraphs,
    values_of,
    words,
)
from tests.knowledge.transcripts.conversations import in_webvtt

GENERAL = Channel("terminal", "General")
FACTS = {
    "title": "Pagers",
    "show": "Tea Time",
    "number": "7",
    "page": "https://tea.example/7",
    "licence": "CC BY 4.0",
}
FEED = "https://tea.example/rss"
RSS = b"""<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>
<title>Tea Time</title>%b</channel></rss>"""
ITEM = b"""<item><guid>e%d</guid><title>No. %d</title>
<podcast:transcript url="https://tea.example/%d.vtt" type="text/vtt"/></item>"""


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def catalogue(shipped, store):
    return program.open_catalogue(Settings(), shipped, store)


@pytest.fixture
def web():
    items = b"".join(ITEM % (it, it, it) for it in range(5))
    return Web(
        {
            "https://tea.example/7.vtt": Upload("7.vtt", VTT, url="https://tea.example/7.vtt"),
            FEED: Upload("rss", RSS % items, url=FEED),
            "https://tea.example/bare": Upload("bare", RSS % b"<item><guid>e</guid></item>"),
            "https://tea.example/page": Upload("page", b"<!DOCTYPE html><html><body>Hi</body></html>"),
        }
    )


@pytest.fixture
def mentor(catalogue, store, library, maker, web):
    return Mentor(catalogue, store, loader=Loader(library, maker, web))


@pytest.fixture
def admin(mentor):
    return Visitor(mentor, admin=True, channel=GENERAL)


@pytest.fixture
def member(mentor):
    return Visitor(mentor, BOB, channel=GENERAL)


async def answers(member, catalogue, question=QUESTION):
    """What a member gets, once the mentor has looked at what was published."""
    await catalogue.refresh()
    return cards_of(await member.says(question))


# From a file to an answer


async def test_an_episode_is_loaded_reviewed_published_and_cited(admin, member, catalogue):
    report = await admin.brings(upload())
    assert "It answers nothing before you publish it" in words(report)
    assert labels(report)[-4:] == ["Publish", "Read excerpts", "Details", "Discard"]
    assert await answers(member, catalogue) == []

    assert "Done: tea-time-7 answers from now on" in words(await admin.presses("Publish"))
    [card, *_] = await answers(member, catalogue)
    assert ADVICE in card.text
    assert card.speaker == "Noor Haddad, in their own words"
    assert card.source.place == "tea-time-7, turns 3 to 4"
    assert (card.source.turn_url, card.source.audio_from) == ("", "03:00")
    assert card.source.attribution == "From tea-time-7"


async def test_the_report_tells_what_was_understood(admin):
    gap = conversation(("", "Some music, which nobody plays."), ("Mel Ott", ADVICE), ("Speaker 2", ADVICE))
    told = dict(entries_of(await admin.brings(upload(data=in_webvtt(gap).encode()))))
    assert told["name"] == "tea-time-7, edition 1"
    assert told["format"] == "WebVTT, utf-8, English"
    assert told["turns"].startswith("3 turns, with ")
    assert told["people"] == "Mel Ott 49 %, Speaker 2 49 %, nobody named 3 %"
    assert "from 00:00" in told["times"]
    assert told["breaks"] == "none"
    assert said.LOOK_AT in paragraphs(admin.last)
    assert "Not everybody is called by name: Speaker 2" in words(admin.last)


async def test_the_best_excerpts_of_the_report_can_be_read_before_anything_is_published(admin):
    report = await admin.brings(upload())
    best = choices_of(report)[0]
    assert best.detail.startswith("The best thing you can do before your first week on call")
    assert best.detail.endswith("(Noor Haddad, turns 3 to 4)")
    [card] = cards_of(await admin.says(best.command))
    assert card.text.startswith("Mel Ott: What would you tell")
    assert labels(admin.last) == ["Make a card of it", "Hide", "Read excerpts"]
    listed = await admin.presses("Read excerpts")
    assert choices_of(listed)[0] == best
    assert "does not answer yet" in words(listed)


async def test_an_address_is_loaded_like_a_file(admin, web):
    report = await admin.says("load https://tea.example/7.vtt")
    assert web.fetched == ["https://tea.example/7.vtt"]
    assert dict(entries_of(report))["name"] == "episode-7, edition 1" or "edition 1" in words(report)
    assert "Publish" in labels(report)
    await admin.says("load <https://tea.example/7.vtt|tea.example/7.vtt>")
    assert "This is here already, as edition 1" in words(admin.last)


async def test_what_cannot_be_had_or_read_is_told_with_what_to_do(admin):
    assert "nothing at that address (404)" in words(await admin.says("load https://tea.example/8.vtt"))
    assert "nobody says anything" in words(await admin.brings(upload(data=b"WEBVTT\n\n")))
    assert "closed to me" in words(await admin.brings(Upload("a.vtt", trouble="That file is closed to me.")))
    assert "no topic is called 'tea'" in words(
        await admin.brings(upload("it.toml", CURATED.replace(b"learning", b"tea")))
    )
    assert "No episode was loaded here yet" in words(await admin.says("episodes"))


async def test_the_form_for_an_episode_takes_a_file_or_an_address(admin):
    form = form_of(await admin.says("load"))
    assert [it.name for it in form.fields] == ["file", "url"]
    assert list(errors_of(await admin.fills())) == ["file"]
    assert "Publish" in labels(await admin.fills(url="https://tea.example/7.vtt"))


async def test_the_same_file_twice_changes_nothing(admin, member, catalogue):
    await admin.brings(upload())
    assert "It answers nothing before you publish it" in words(await admin.brings(upload()))
    await admin.presses("Publish")
    again = await admin.brings(upload())
    assert "as edition 1, and it answers. Nothing has changed." in words(again)
    assert [it for it in labels(again) if it in {"Publish", "Discard"}] == []
    assert "answers already" in words(await admin.says("publish tea-time-7"))
    assert await answers(member, catalogue)


async def test_a_copy_and_a_namesake_are_pointed_out(admin):
    await admin.brings(upload())
    copy = words(await admin.brings(upload("the-pager-talk.vtt")))
    assert "Much of it is word for word in tea-time-7" in copy
    namesake = words(await admin.brings(upload(data=OTHER_VTT)))
    assert "hardly anything in common" in namesake
    assert "give the file another name" in namesake


async def test_cards_that_are_there_are_mentioned(admin):
    report = words(await admin.brings(upload("js-party-286.md", MARKDOWN)))
    assert "js-party-286 has cards already" in report


async def test_excerpts_that_answer_already_are_no_cards(admin):
    await admin.brings(upload())
    await admin.presses("Publish")
    assert "has cards already" not in words(await admin.brings(upload(data=OTHER_VTT)))


async def test_a_curated_file_is_loaded_too(admin, member, catalogue):
    report = await admin.brings(upload("pagers.toml", CURATED))
    assert dict(entries_of(report))["use"] == "1 card as written"
    assert "Details" not in labels(report)
    await admin.presses("Publish")
    [card, *_] = await answers(member, catalogue, "how do I prepare for being on call?")
    assert (card.title, card.speaker) == ("Shadow somebody for a night before you are on call", "Noor Haddad")


async def test_what_it_would_change_for_questions_without_an_answer_is_told(admin, member, catalogue):
    assert said.EFFECT_UNKNOWN in paragraphs(await admin.brings(upload("other-1.vtt", OTHER_VTT)))
    await admin.says("questions keep")
    for question in (QUESTION, QUESTION.upper(), "who won the cup final?"):
        assert await answers(member, catalogue, question) == []
    told = paragraphs(await admin.brings(upload()))
    assert "Of 2 questions that found no answer here, it would answer 1:" in told
    assert any(it.startswith(f"\u201c{QUESTION.upper()}\u201d: ") for it in told)
    told = paragraphs(await admin.brings(upload("other-2.vtt", OTHER_VTT + b"\n")))
    assert "Of 2 questions that found no answer here, it would answer none." in told
    assert await answers(member, catalogue) == []


# Details


async def test_missing_details_are_asked_for_and_make_an_edition(admin, member, catalogue):
    report = await admin.brings(upload())
    assert "I don't know its title, page address and licence" in words(report)
    await admin.presses("Publish")
    await admin.says("details tea-time-7")
    assert values_of(admin.last) == dict.fromkeys(FACTS, "")
    report = await admin.fills(**FACTS)
    assert dict(entries_of(report))["cited as"] == "From Tea Time 7, CC BY 4.0"
    assert "I don't know" not in words(report)
    [card, *_] = await answers(member, catalogue)
    assert card.source.attribution == "From tea-time-7"

    await admin.says("publish tea-time-7")
    [card, *_] = await answers(member, catalogue)
    assert card.source.place == "Tea Time 7, turns 3 to 4"
    assert (card.source.turn_url, card.source.attribution) == (FACTS["page"], "From Tea Time 7, CC BY 4.0")
    assert values_of(await admin.says("details tea-time-7")) == FACTS
    assert "This is here already, as edition 2" in words(await admin.fills())


async def test_mistakes_in_details_are_told_at_their_fields_and_nothing_is_lost(admin):
    await admin.brings(upload())
    await admin.presses("Details")
    await admin.fills(title="Pagers", page="tea time dot example", number="seven")
    assert errors_of(admin.last) == {"page": said.NO_PAGE, "number": said.NO_NUMBER}
    assert values_of(admin.last)["title"] == "Pagers"
    assert "edition 2" not in words(await admin.says("episode tea-time-7"))


async def test_details_of_an_edition_that_is_removed_meanwhile_are_not_kept(catalogue, library, maker, web):
    class Removing(MemoryStore):
        """A store in which editions go between two looks."""

        @asynccontextmanager
        async def reading(self):
            async with super().reading() as records:
                records.contents = self.nothing
                yield records

        async def nothing(self, _):
            return {}

    mentor = Mentor(catalogue, Removing(), loader=Loader(library, maker, web))
    admin = Visitor(mentor, admin=True, channel=GENERAL)
    await admin.brings(upload())
    told = words(await admin.says("details tea-time-7", **FACTS))
    assert "Somebody else has changed tea-time-7 in the meantime" in told


async def test_details_of_a_curated_file_stand_in_the_file(admin):
    await admin.brings(upload("it.toml", CURATED))
    for fields in ({}, FACTS):
        assert "its details stand in it" in words(await admin.says("details tea-time-7.toml", **fields))


# Who may


@pytest.mark.parametrize(
    "line",
    ["load https://tea.example/7.vtt", "load", "episodes", "publish tea-time-7", "remove tea-time-7 yes",
     "details tea-time-7", "excerpts tea-time-7", "hide tea-time-7/t4", "card tea-time-7/t4", "log", "cards",
     "export tea-time-7", "feeds", f"feeds add {FEED}", "hidden", "rollback tea-time-7"],
)  # fmt: skip
async def test_others_may_not_and_nothing_is_fetched_for_them(admin, member, web, line):
    await admin.brings(upload())
    for message in (await member.says(line), await member.says(line, **FACTS)):
        assert words(message) == words(await member.says("admins"))
    assert web.fetched == []
    assert "nothing of it answers" in words(await admin.says("episodes"))


@pytest.mark.parametrize(
    "line", ["remove self-doubt", "publish open-source", "card work/life", "/career hide my/past"]
)
async def test_what_names_nothing_that_is_here_is_a_members_question(admin, member, line):
    await admin.brings(upload())
    asked = await member.says(line)
    assert asked.answered is not None
    assert "Only those who run" not in words(asked)
    assert (await admin.says(line)).answered is None


async def test_a_member_who_runs_the_place_by_its_command_asks_nothing(member, mentor):
    assert "Only those who run" in words(await member.says("/career-admin remove self-doubt"))
    running = Visitor(mentor, BOB, channel=GENERAL, running=True)
    assert "Only those who run" in words(await running.says("remove self-doubt"))


async def test_who_was_named_is_told_that_an_episode_is_not_here(admin, member):
    await admin.says("admins add <@bob>")
    assert "No episode was loaded here yet" in words(await member.says("remove self-doubt"))


async def test_a_file_from_somebody_who_may_not_is_not_read(member, admin):
    assert "Only those who run" in words(await member.brings(upload()))
    assert member.read == 0
    assert "No episode was loaded here yet" in words(await admin.says("episodes"))


async def test_who_was_named_may(admin, member):
    await admin.says("admins add <@bob>")
    assert "Publish" in labels(await member.brings(upload()))
    await member.presses("Publish")
    log = entries_of(await admin.says("log"))
    assert [who for who, _ in log] == [Someone(BOB.id), Someone(BOB.id)]


async def test_what_is_arranged_where_others_read_is_told_to_the_admin_alone(mentor):
    overheard = Visitor(mentor, admin=True, channel=GENERAL, overheard=True)
    assert (await overheard.brings(upload())).audience is Audience.MEMBER


async def test_a_mentor_that_cannot_load_says_so(catalogue, store):
    alone = Visitor(Mentor(catalogue, store), admin=True, channel=GENERAL)
    assert paragraphs(await alone.brings(upload())) == [said.NO_LOADER]


async def test_what_a_workspace_loads_answers_there_alone(admin, mentor, catalogue):
    await admin.brings(upload())
    await admin.presses("Publish")
    elsewhere = Visitor(mentor, BOB, channel=Channel("slack:T9", "C1"))
    assert await answers(elsewhere, catalogue) == []


async def test_a_name_that_is_not_the_files_is_explained_once(admin):
    report = words(await admin.brings(upload("quitting.txt", MARKDOWN)))
    assert "It goes by episode-quitting here, since a name needs a dash" in report
    await admin.presses("Publish")
    assert "answers from now on" in words(admin.last)
    for again in (upload("quitting.txt", MARKDOWN), upload("quitting.txt", MARKDOWN + b"\n"), upload()):
        assert "It goes by" not in words(await admin.brings(again))


async def test_missing_details_are_told_with_the_command_that_takes_them(admin):
    report = await admin.brings(upload())
    assert "nobody who gets one can credit it. To tell me: details tea-time-7." in words(report)


# Back again


async def test_rolling_back_brings_back_what_answered_before(admin, member, catalogue):
    await admin.brings(upload())
    await admin.presses("Publish")
    await admin.says("details tea-time-7", **FACTS)
    published = await admin.presses("Publish")
    assert "in the place of edition 1" in words(published)
    assert (await answers(member, catalogue))[0].source.turn_url
    await admin.says("publish tea-time-7")
    await admin.says("rollback tea-time-7")
    assert "edition 1 in the place of edition 2" in words(admin.last)
    assert "the one loaded on Monday 23 November, 10:00, UTC." in words(admin.last)
    assert not (await answers(member, catalogue))[0].source.turn_url
    assert "edition 2 answers no more" in words(await admin.says("episodes"))


async def test_an_episode_that_is_unpublished_can_be_published_again(admin, member, catalogue):
    await admin.brings(upload())
    await admin.presses("Publish")
    await admin.presses("Unpublish")
    assert await answers(member, catalogue) == []
    await admin.presses("Publish again")
    assert await answers(member, catalogue)


async def test_what_is_published_without_what_credits_it_is_said_to_be(admin):
    await admin.brings(upload())
    published = await admin.presses("Publish")
    told = "I don't know its title, page address and licence. To tell me: details tea-time-7."
    assert told in words(published)
    await admin.presses("Details")
    await admin.fills(**FACTS)
    assert "credited" not in words(await admin.presses("Publish"))
    assert "Details" not in labels(admin.last)
    assert "not credited properly" in words(await admin.says("rollback tea-time-7"))


async def test_unpublishing_says_which_cards_rest_with_an_episode(carded):
    assert "1 card of your own rests with it" in words(await carded.says("unpublish tea-time-7"))


async def test_removing_asks_first_and_says_what_is_lost(admin, member, catalogue):
    await admin.brings(upload())
    await admin.presses("Publish")
    asked = await admin.says("remove tea-time-7")
    assert "Delete tea-time-7 for good, 1 edition with the files? People get answers" in words(asked)
    assert [it.grave for it in buttons_of(asked)] == [True, False]
    assert await answers(member, catalogue)
    await admin.presses("Remove all of it")
    assert await answers(member, catalogue) == []
    assert "No episode was loaded here yet" in words(await admin.says("episodes"))


async def test_discarding_asks_first_and_takes_that_edition_alone(admin):
    await admin.brings(upload())
    await admin.presses("Publish")
    await admin.says("details tea-time-7", **FACTS)
    assert "Delete edition 2 of tea-time-7 for good?" in words(await admin.presses("Discard"))
    assert "Delete edition 2 of tea-time-7 for good?" in words(await admin.says("discard tea-time-7"))
    await admin.presses("Discard it")
    assert [term for term, _ in entries_of(await admin.says("episode tea-time-7"))] == ["edition 1"]
    assert "answers now, so I keep it" in words(await admin.says("discard tea-time-7 1"))


# Finding one's way


async def test_from_what_could_not_be_done_there_is_a_way_to_try_again(admin):
    assert labels(await admin.says("load https://tea.example/nothing")) == ["Load", "Episodes"]
    assert labels(await admin.says("feeds add https://tea.example/nothing")) == ["Feeds"]


async def test_a_name_with_a_slip_brings_those_that_are_near(admin):
    await admin.brings(upload())
    await admin.says("publish tea-tiem-7")
    assert [it.command for it in choices_of(admin.last)] == ["publish tea-time-7"]
    await admin.presses("tea-time-7")
    assert "answers from now on" in words(admin.last)


async def test_a_verb_alone_asks_which_episode_of_those_that_it_can_be_done_to(admin):
    async def offered(verb):
        return [it.command for it in choices_of(await admin.says(verb))]

    await admin.brings(upload())
    assert await offered("publish") == ["publish tea-time-7"]
    assert await offered("excerpts") == ["excerpts tea-time-7"]
    assert "nothing to take back" in words(await admin.says("unpublish"))
    await admin.says("publish tea-time-7")
    assert await offered("unpublish") == ["unpublish tea-time-7"]
    assert "nothing to publish" in words(await admin.says("publish"))
    assert "No episode has an edition that answered before" in words(await admin.says("rollback"))
    assert labels(admin.last) == ["Episodes"]
    await admin.says("details tea-time-7", **FACTS)
    await admin.says("publish tea-time-7")
    assert await offered("rollback") == ["rollback tea-time-7"]


async def test_of_an_episode_that_the_operator_has_too_ones_own_is_listed(admin, store, library, maker):
    loader = Loader(library, maker, Web())
    async with store.transaction() as records:
        keeper = Keeper(records, EVERYBODY, OPERATOR, admin.now)
        for data in (VTT, VTT + b"\n"):
            await keeper.keep(loader.prepare(upload(data=data)))
        await keeper.publish("tea-time-7")
        await keeper.keep(loader.prepare(upload("other-1.vtt", OTHER_VTT)))
    listed = {it.command: it.detail for it in choices_of(await admin.says("episodes"))}
    assert "edition 2 answers" in listed["episode tea-time-7"]

    await admin.brings(upload())
    listed = {it.command: it.detail for it in choices_of(await admin.says("episodes"))}
    assert list(listed) == ["episode other-1", "episode tea-time-7"]
    assert "nothing of it answers yet; edition 1" in listed["episode tea-time-7"]
    assert [name for name, _ in entries_of(await admin.says("episode tea-time-7"))] == ["edition 1"]


async def test_a_long_list_of_episodes_comes_in_pages(admin):
    for number in range(11):
        data = in_webvtt(conversation(("Mel Ott", f"{ADVICE} {number} {number}"))).encode()
        await admin.brings(upload(f"tea-{number:02}.vtt", data))
    first = await admin.says("episodes")
    assert len(choices_of(first)) == 10
    assert [it.command for it in choices_of(await admin.presses("Older"))] == ["episode tea-10"]


async def test_an_episode_says_how_each_edition_stands(admin):
    await admin.brings(upload())
    await admin.presses("Publish")
    admin.waits(days=1)
    await admin.says("details tea-time-7", **FACTS)
    told = dict(entries_of(await admin.says("episode tea-time-7")))
    assert told["edition 1"].startswith("answers since Monday 23 November; ")
    assert told["edition 2"].startswith("does not answer yet; ")
    assert told["edition 2"].endswith("from tea-time-7.vtt, loaded on Tuesday 24 November")


async def test_everything_that_is_done_is_in_the_log(admin):
    await admin.brings(upload())
    await admin.presses("Publish")
    admin.waits(minutes=5)
    await admin.says("hide tea-time-7/t4")
    assert entries_of(await admin.says("log")) == [
        (Someone(ADA.id), "hid tea-time-7/t4; Monday 23 November, 10:05, UTC"),
        (Someone(ADA.id), "published tea-time-7, edition 1; Monday 23 November, 10:00, UTC"),
        (Someone(ADA.id), "loaded tea-time-7, edition 1; Monday 23 November, 10:00, UTC"),
    ]


async def test_times_are_told_as_clocks_show_them_where_the_admin_is(admin):
    admin.zone = "Pacific/Auckland"
    await admin.brings(upload())
    await admin.presses("Publish")
    await admin.says("details tea-time-7", **FACTS)
    await admin.presses("Publish")
    await admin.presses("Roll back")
    assert "the one loaded on Monday 23 November, 23:00, Pacific/Auckland." in words(admin.last)
    admin.waits(hours=2)
    await admin.says("unpublish tea-time-7")
    _, latest = entries_of(await admin.says("log"))[0]
    assert latest.endswith("; Tuesday 24 November, 01:00, Pacific/Auckland")


async def test_the_log_tells_the_operator_from_whoever_had_their_data_deleted(admin, store):
    async with store.transaction() as records:
        for minute, by in enumerate((OPERATOR, FORGOTTEN)):
            at = admin.now + timedelta(minutes=minute)
            await records.note_deed(Deed("terminal", at, by, "publish", "tea-time-7"))
    who = [name for name, _ in entries_of(await admin.says("log"))]
    assert who == ["somebody whose data was deleted", "the operator"]


async def test_what_is_typed_is_completed_with_the_names_of_episodes(admin, mentor):
    await admin.brings(upload())

    async def offered(text, visitor):
        request = Request(visitor.member, text, visitor.now, channel=GENERAL, admin=visitor.admin)
        return [it.command for it in await mentor.suggestions(request)]

    assert await offered("publish tea", admin) == ["publish tea-time-7"]
    assert (await offered("rollback ", admin))[0] == "rollback tea-time-7"
    assert "publish tea-time-7" not in await offered("publish tea", Visitor(mentor, BOB))


async def test_a_slip_in_a_command_about_an_episode_is_asked_about(admin):
    await admin.brings(upload())
    offered = choices_of(await admin.says("pubish tea-time-7"))
    assert [it.command for it in offered] == ["publish tea-time-7"]


# Excerpts and cards


async def test_what_is_hidden_answers_no_more_until_it_is_shown_again(admin, member, catalogue):
    await admin.brings(upload())
    await admin.presses("Publish")
    [before, *_] = await answers(member, catalogue)
    await admin.says("hide tea-time-7/t4")
    assert before not in await answers(member, catalogue)
    assert "was hidden before" in words(await admin.says("hide tea-time-7/t4"))
    assert [it.command for it in choices_of(await admin.says("hidden"))] == ["unhide tea-time-7/t4"]
    await admin.presses("tea-time-7/t4")
    assert before in await answers(member, catalogue)
    assert "Nothing is hidden here" in words(await admin.says("hidden"))
    assert "There is no card or excerpt tea-time-7/t99" in words(await admin.says("hide tea-time-7/t99"))


CARD = {
    "title": "Shadow a night before you carry the pager",
    "advice": "Watch a night of somebody else's, and note each step, before you carry the pager yourself.",
    "topics": "learning, Getting in",
    "stages": "junior",
    "questions": "how do I prepare for on call? what if I cannot sleep before my first week on call?",
}


@pytest.fixture
async def carded(admin):
    """An admin who made a card of an excerpt."""
    await admin.brings(upload())
    await admin.presses("Publish")
    await admin.says("details tea-time-7", **FACTS)
    await admin.presses("Publish")
    await admin.says("excerpt tea-time-7/t4")
    await admin.presses("Make a card")
    await admin.fills(**CARD)
    return admin


async def test_an_excerpt_becomes_a_card_that_comes_before_it(carded, member, catalogue):
    assert "Kept, and before excerpts where both fit" in words(carded.last)
    [card, *_] = await answers(member, catalogue)
    assert (card.title, card.text) == (CARD["title"], CARD["advice"])
    assert card.speaker == "Noor Haddad, retold by those who run this place"
    assert card.source.place == "Tea Time 7, turns 3 to 4"
    assert card.source.attribution == "Based on Tea Time 7, CC BY 4.0"


async def test_the_form_for_a_card_begins_with_what_was_said(admin):
    await admin.brings(upload())
    values = values_of(await admin.says("card tea-time-7/t4"))
    assert values["advice"] == ADVICE[: len(values["advice"])]
    assert values["advice"].endswith(".")
    assert len(values["advice"]) <= 600


async def test_of_a_card_only_the_stages_may_be_left_out(admin):
    await admin.brings(upload())
    form = form_of(await admin.says("card tea-time-7/t4"))
    assert [it.name for it in form.fields if it.optional] == ["stages"]
    blank = {it.name: "" for it in form.fields}
    await admin.fills(**blank)
    assert list(errors_of(admin.last)) == ["title", "advice", "topics", "questions"]


async def test_mistakes_in_a_card_are_told_at_their_fields(admin):
    await admin.brings(upload())
    await admin.says("card tea-time-7/t4")
    wrong = {"title": "", "advice": "Sleep.", "topics": "knitting", "stages": "wizard", "questions": " \n "}
    await admin.fills(**wrong)
    assert list(errors_of(admin.last)) == ["title", "advice", "topics", "stages", "questions"]
    await admin.fills(topics="", questions="?\n" * 20 + "\n".join(f"what about {it}?" for it in range(20)))
    assert "one topic at least" in errors_of(admin.last)["topics"]
    assert "up to 12 fit" in errors_of(admin.last)["questions"]
    assert "There is no card of your own yet" in words(await admin.says("cards"))


async def test_a_card_is_changed_in_its_place_and_deleted_when_asked_twice(carded, member, catalogue):
    [line] = choices_of(await carded.says("cards"))
    assert line.label == CARD["title"]
    await carded.says(line.command)
    assert values_of(carded.last)["questions"].splitlines() == [
        "how do I prepare for on call?",
        "what if I cannot sleep before my first week on call?",
    ]
    await carded.fills(title="Shadow somebody for a night")
    assert [it.label for it in choices_of(await carded.says("cards"))] == ["Shadow somebody for a night"]
    assert (await answers(member, catalogue))[0].title == "Shadow somebody for a night"
    ref = line.command.removeprefix("card ")
    assert "for good?" in words(await carded.says(f"drop {ref}"))
    await carded.presses("Delete it")
    assert (await answers(member, catalogue))[0].speaker.endswith("in their own words")


async def test_two_cards_of_one_title_have_two_names_and_one_sent_twice_has_one(carded):
    await carded.says("card tea-time-7/t4", **CARD)
    await carded.says("card tea-time-7/t6", **CARD)
    assert len(choices_of(await carded.says("cards"))) == 2


async def test_a_card_on_an_episode_with_a_long_name_has_a_name_that_fits_into_a_button(admin):
    await admin.brings(upload(f"{'tea-time-' * 7}.vtt"))
    [slug] = {choice.command.split()[1].partition("/")[0] for choice in choices_of(admin.last)}
    await admin.says(f"card {slug}/t4", **CARD)
    await admin.says(f"card {slug}/t6", **CARD | {"title": "t12345678901234567890 is no excerpt"})
    refs = [it.command.removeprefix("card ") for it in choices_of(await admin.says("cards"))]
    assert [len(it) <= REF_MAX and slug in it for it in refs] == [True, True]
    assert all("/card-t1" in it or "/shadow-a" in it for it in refs)


async def test_cards_of_others_are_hidden_and_not_changed(admin, library):
    ref = library.cards[0].ref
    assert "You can hide it" in words(await admin.says(f"card {ref}"))
    assert "is hidden" in words(await admin.says(f"hide {ref}"))


async def test_removing_an_episode_takes_the_cards_on_it_along(carded, member, catalogue):
    assert "1 card of your own that cites it" in words(await carded.says("remove tea-time-7"))
    await carded.presses("Remove all of it")
    assert "There is no card of your own yet" in words(await carded.says("cards"))
    assert await answers(member, catalogue) == []


async def test_a_shipped_card_stays_hidden_when_what_was_loaded_of_its_episode_is_removed(
    admin, catalogue, library
):
    shipped = library.cards[0].ref
    await admin.says(f"hide {shipped}")
    await admin.brings(upload(f"{library.cards[0].episode.slug}.vtt"))
    await admin.presses("Publish")
    await catalogue.refresh()
    await admin.says("hide js-party-286/t4")
    await admin.says("remove js-party-286 yes")
    assert [it.command for it in choices_of(await admin.says("hidden"))] == [f"unhide {shipped}"]


async def test_a_card_that_was_loaded_is_hidden_no_more_once_it_is_removed(admin, catalogue):
    await admin.brings(upload("it.toml", CURATED))
    await admin.presses("Publish")
    await catalogue.refresh()
    await admin.says("hide tea-time-7/shadow-a-night")
    await admin.says("remove tea-time-7.toml yes")
    assert "Nothing is hidden here" in words(await admin.says("hidden"))


async def test_who_removes_an_episode_twice_is_offered_no_other_to_remove(admin):
    await admin.brings(upload("tea-time-7.vtt"))
    await admin.brings(upload("tea-time-8.vtt", OTHER_VTT))
    await admin.says("remove tea-time-7")
    await admin.says("remove tea-time-7 yes")
    again = await admin.says("remove tea-time-7 yes")
    assert "No episode that was loaded here is called tea-time-7" in words(again)
    assert choices_of(again) == []
    assert choices_of(await admin.says("remove tea-time-7"))


async def test_what_the_operator_brought_for_everybody_is_said_to_be_theirs(
    admin, store, library, maker, web
):
    prepared = Loader(library, maker, web).prepare(upload())
    async with store.transaction() as records:
        await Keeper(records, EVERYBODY, OPERATOR, admin.now).keep(prepared)
    assert said.FOR_EVERYBODY in words(await admin.says("remove tea-time-7"))


async def test_an_export_is_a_curated_file_that_loads_again(carded, library, member, catalogue):
    file = file_of(await carded.says("export tea-time-7"))
    assert file.name == "tea-time-7.toml"
    curation = curation_in(file.data, file.name, library.topics)
    assert [it.title for it in curation.cards] == [CARD["title"]]
    own = curation.cards[0].ref
    assert curation.episode.url == FACTS["page"]
    assert "card of your own" not in words(await carded.brings(upload(file.name, file.data)))
    report = await carded.brings(upload(file.name, file.data.replace(b"Watch a night", b"Watch two nights")))
    assert f"comes before it. To be answered with that of the file, delete yours: drop {own}." in words(
        report
    )
    await carded.presses("Publish")
    shown = [it.text for it in await answers(member, catalogue)]
    assert shown[0] == CARD["advice"]
    assert not any(it.startswith("Watch two nights") for it in shown)
    [whole] = curation_in(
        file_of(await carded.says("export tea-time-7.toml")).data, "it", library.topics
    ).cards
    assert whole.advice == CARD["advice"]
    await carded.says(f"drop {own} yes")
    assert (await answers(member, catalogue))[0].text.startswith("Watch two nights")


async def test_where_there_is_no_card_there_is_nothing_to_export(admin):
    await admin.brings(upload())
    assert "has no cards yet" in words(await admin.says("export tea-time-7"))
    assert "js-party-286 came with me" in words(await admin.says("export js-party-286"))
    assert "is called tea-time-9" in words(await admin.says("export tea-time-9"))


async def test_cards_of_the_community_are_a_file_of_their_own_that_another_one_can_load(
    admin, catalogue, store, mentor
):
    assert "To write one: gaps" in words(await admin.says("export community"))
    own = OwnCard(
        "terminal", "community/ask-early", CARD["title"], CARD["advice"], ("learning",), "ada", admin.now
    )
    async with store.transaction() as records:
        await records.keep_own_card(replace(own, questions=(QUESTION,)))
    await admin.says("cards")
    file = file_of(await admin.presses("Export"))
    assert file.name == "community.toml"
    assert "community/ask-early" in words(await admin.presses("Own cards"))

    there = Visitor(mentor, Member("slack:T9", "U9"), admin=True, channel=Channel("slack:T9", "C1"))
    report = await there.brings(upload(file.name, file.data))
    assert "Your community" in paragraphs(report)
    assert "turn 0" not in words(report)
    await there.presses("Publish")
    [card, *_] = await answers(there, catalogue)
    assert (card.text, card.speaker) == (CARD["advice"], wording.FROM_YOUR_COMMUNITY)
    assert CARD["advice"].encode() in file_of(await there.says("export community")).data
    assert "is hidden" in words(await there.says("hide community/ask-early"))


# Feeds


async def test_a_feed_is_looked_at_added_listed_and_removed(admin, store):
    assert "Added: Tea Time, with 5 episodes, 5 of them with a transcript" in words(
        await admin.says(f"feeds add {FEED}")
    )
    async with store.reading() as records:
        [feed] = await records.feeds("terminal")
    assert (feed.url, feed.trusted, feed.due_at) == (FEED, False, admin.now)
    assert len(feed.seen) == 2
    assert "not looked at yet" in words(await admin.says("feeds"))
    assert "among the feeds already" in words(await admin.says(f"feeds add {FEED} trusted"))
    assert "published at once" in words(await admin.says("feeds"))
    assert "those that were loaded stay" in words(await admin.presses("Tea Time"))
    assert "No feed was added yet" in words(await admin.says("feeds"))


async def test_a_feed_can_be_added_in_a_form(admin):
    await admin.says("feeds add")
    assert "They answer at once" in words(await admin.fills(url=FEED, trusted="yes"))


@pytest.mark.parametrize("line", ["load", "feeds add"])
async def test_an_address_that_is_none_comes_back_in_its_form_with_what_is_wrong(admin, line):
    await admin.says(line)
    more = {"trusted": "yes"} if "feeds" in line else {}
    form = form_of(await admin.fills(url="https://tea.example/nowhere", **more))

    assert form.command == line
    url = next(it for it in form.fields if it.name == "url")
    assert (url.value, "404" in url.error) == ("https://tea.example/nowhere", True)
    assert [it.value for it in form.fields if it.name in more] == [*more.values()]


async def test_what_is_no_feed_or_has_no_transcripts_is_not_added(admin):
    assert "names no transcript" in words(await admin.says("feeds add https://tea.example/bare"))
    assert "web page" in words(await admin.says("feeds add https://tea.example/page"))
    assert "404" in words(await admin.says("feeds add https://tea.example/nowhere"))
    assert "No feed was added yet" in words(await admin.says("feeds"))


def in_language(*spoken):
    """A feed of a German show, an episode of it in each language."""
    items = b"".join(
        (ITEM % (it, it, it)).replace(b'.vtt"', b'.vtt" language="%b"' % language.encode())
        for it, language in enumerate(spoken)
    )
    return Upload("rss", RSS % (b"<language>de</language>" + items), url=FEED)


async def test_a_feed_without_english_is_not_added_and_says_why(admin, web):
    web.pages[FEED] = in_language("", "de-AT", "sv")
    told = words(await admin.says(f"feeds add {FEED}"))
    assert "Tea Time has transcripts, but none in English (de, sv)" in told
    assert "No feed was added yet" in words(await admin.says("feeds"))


async def test_of_a_feed_in_several_languages_only_what_is_fetched_is_promised(admin, store, web):
    web.pages[FEED] = in_language("de", "eng", "English", "sv", "en-US", "eng", "de")
    assert "7 episodes, 4 of them with a transcript. I fetch the newest 3" in words(
        await admin.says(f"feeds add {FEED}")
    )
    async with store.reading() as records:
        [feed] = await records.feeds("terminal")
    assert feed.seen == {"e5", "e6"}


async def test_feeds_are_looked_at_when_somebody_wants_it(admin, store):
    await admin.says(f"feeds add {FEED}")
    async with store.transaction() as records:
        [feed] = await records.feeds("terminal")
        await records.keep_feed(replace(feed, looked_at=admin.now, due_at=admin.now + timedelta(hours=6)))
    assert "Nothing is fetched yet: 1 feed can be looked at now" in words(await admin.says("feeds check"))
    async with store.reading() as records:
        assert [it.due_at for it in await records.feeds("terminal")] == [admin.now]


async def test_whoever_wants_a_look_brings_back_nothing_that_was_changed_meanwhile(admin, store, library):
    class Late:
        """Records in which somebody sees feeds as they were before others changed them."""

        def __init__(self, records, feeds):
            self._records, self._feeds = records, feeds

        def __getattr__(self, name):
            return getattr(self._records, name)

        async def feeds(self, _):
            return self._feeds

    later = admin.now + timedelta(hours=6)
    feed = Feed("terminal", FEED, "Tea Time", trusted=True, by="ada", added_at=admin.now, due_at=later)
    async with store.transaction() as records:
        changed = replace(feed, trusted=False, seen=frozenset({"e1"}))
        await records.keep_feed(changed)
        late = Late(records, (replace(feed, url="https://gone.example"), feed))
        visit = Visit(Request(ADA, "feeds check", admin.now), NOBODY, late, library)
        await feeding.decided(CheckFeeds(), visit, Keeper(late, "terminal", "ada", admin.now), None)
        assert await records.feeds("terminal") == (replace(changed, due_at=admin.now),)


async def test_a_feed_that_becomes_trusted_says_which_of_its_episodes_still_wait(admin, web):
    for number, data in enumerate((VTT, OTHER_VTT)):
        url = f"https://tea.example/{number}.vtt"
        web.pages[url] = Upload(f"tea-time-{number}.vtt", data, url=url)
    await admin.says(f"feeds add {FEED}")
    await admin.brings(upload("not-of-it-1.vtt", MARKDOWN))
    await admin.says("load https://tea.example/0.vtt")
    await admin.says("load https://tea.example/1.vtt")
    assert "wait" not in words(await admin.says(f"feeds add {FEED}"))

    told = await admin.says(f"feeds add {FEED} trusted")

    assert "2 episodes that came from it before still wait for somebody to publish them: publish." in words(
        told
    )
    waiting = choices_of(await admin.presses("Publish"))
    await admin.says(next(it.command for it in waiting if "tea-time-0" in it.command))
    await admin.says("unpublish tea-time-0")
    told = await admin.says(f"feeds add {FEED} trusted")
    assert "1 episode that came from it before still waits for somebody to publish it: publish." in words(
        told
    )


async def test_what_opens_a_feed_is_shown_to_nobody(admin, store, web):
    private = f"{FEED}?auth=s3cret"
    web.pages[private] = web.pages[FEED]
    said_of_it = [
        await admin.says(line)
        for line in (f"feeds add {private}", "feeds", f"feeds remove {FEED}z?auth=s3cret", "log")
    ]
    assert "s3cret" not in "".join(map(words, said_of_it))
    assert FEED in words(said_of_it[-1])
    async with store.reading() as records:
        assert [it.url for it in await records.feeds("terminal")] == [private]
    await admin.says("feeds")
    assert "Removed" in words(await admin.presses("Tea Time"))


async def test_of_feeds_that_look_alike_the_one_that_is_named_whole_is_removed(admin, store, web):
    private = [f"{FEED}?auth={it}" for it in "ab"]
    for it in private:
        web.pages[it] = web.pages[FEED]
        await admin.says(f"feeds add {it}")
    assert "more than one feed at https://tea.example/rss" in words(await admin.says(f"feeds remove {FEED}"))
    await admin.says(f"feeds remove {private[0]}")
    async with store.reading() as records:
        assert [it.url for it in await records.feeds("terminal")] == private[1:]


@pytest.mark.parametrize(
    "spelled", ["https://tea.example/my feed.xml", " HTTPS://Tea.example/my%20feed.xml#new"]
)
async def test_however_its_address_is_spelled_a_feed_is_one_and_can_be_removed(admin, store, web, spelled):
    web.pages |= dict.fromkeys((spelled, spelled.strip()), web.pages[FEED])
    await admin.says("feeds add")
    await admin.fills(url=spelled, trusted="no")
    async with store.reading() as records:
        assert [it.url for it in await records.feeds("terminal")] == ["https://tea.example/my%20feed.xml"]
    web.pages["https://tea.example/my%20feed.xml"] = web.pages[FEED]
    again = await admin.says("feeds add https://tea.example/my%20feed.xml")
    assert "among the feeds already" in words(again)
    await admin.says("feeds")
    assert "Removed: Tea Time" in words(await admin.presses("Tea Time"))


async def test_a_feed_is_removed_by_whatever_spelling_of_its_address(admin):
    await admin.says(f"feeds add {FEED}")
    assert "Removed: Tea Time" in words(await admin.says("feeds remove https://TEA.example:443/rss"))


async def test_a_feed_that_was_kept_as_it_was_typed_can_be_removed(admin, store):
    kept = Feed(
        "terminal", f"{FEED} 2", "Tea Time", trusted=True, by="ada", added_at=admin.now, due_at=admin.now
    )
    async with store.transaction() as records:
        await records.keep_feed(kept)
    await admin.says("feeds")
    assert "Removed: Tea Time" in words(await admin.presses("Tea Time"))


async def test_what_a_feed_tells_starts_from_where_it_has_moved_to(admin, store, web):
    item = b'<item><link>/%d</link><podcast:transcript url="%d.vtt" type="text/vtt"/></item>'
    items = b"".join(item % (it, it) for it in range(4))
    web.pages[FEED] = Upload("rss", RSS % items, url="https://moved.example/rss")
    await admin.says(f"feeds add {FEED}")
    async with store.reading() as records:
        [feed] = await records.feeds("terminal")
    assert (feed.url, feed.seen) == (FEED, {"https://moved.example/3"})


# Chapters


CHAPTERS = "https://tea.example/0.json"


@pytest.fixture
def chaptered(admin, store, library, maker, web):
    """Has the talk brought by a feed that tells of its chapters."""
    item = ITEM.replace(b"</item>", b'<podcast:chapters url="%s"/></item>' % CHAPTERS.encode())
    web.pages[FEED] = Upload("rss", RSS % (item % (0, 0, 0)), url=FEED)
    web.pages["https://tea.example/0.vtt"] = Upload("0.vtt", VTT)

    async def gather(*chapters):
        listed = [{"startTime": at, "title": title} for at, title in chapters]
        web.pages[CHAPTERS] = Upload("0.json", json.dumps({"chapters": listed}).encode())
        await admin.says(f"feeds add {FEED} trusted")
        async with store.reading() as records:
            [feed] = await records.feeds("terminal")
        [loaded] = (await Gatherer(store, Loader(library, maker, web), lambda: admin.now).look(feed)).loaded
        return loaded.name

    return gather


async def test_an_excerpt_says_which_chapter_it_is_from(chaptered, member, catalogue):
    await chaptered((0, "Hello"), (170, "On <!channel> call"), (290, "Noise"), (9999, "Bonus"))
    [card, *_] = await answers(member, catalogue)
    assert ADVICE in card.text
    assert card.source.place == "Tea Time, turns 3 to 4, in the chapter \u201cOn <!channel> call\u201d"


async def test_before_the_first_chapter_an_excerpt_is_from_none(chaptered, member, catalogue):
    await chaptered((181, "Noise"))
    [card, *_] = await answers(member, catalogue)
    assert (ADVICE in card.text, "chapter" in card.source.place) == (True, False)


async def test_the_chapters_of_an_episode_are_listed_and_not_more_of_them_than_can_be_read(chaptered, admin):
    name = await chaptered(*((60 * at, f"Part {at}") for at in range(99)))
    page = await admin.says(f"episode {name}")
    listed = [it for it in entries_of(page) if it[1].startswith("Part")]
    assert (listed[0], listed[-1]) == (("00:00", "Part 0"), ("19:00", "Part 19"))
    assert "And 79 more." in paragraphs(page)


async def test_new_details_keep_the_chapters_and_the_report_counts_them(chaptered, admin, member, catalogue):
    name = await chaptered((0, "Hello"), (170, "On call"), (9000, "Bonus"))
    await admin.says(f"details {name}")
    report = await admin.fills(**FACTS)
    assert dict(entries_of(report))["chapters"] == "3, from 00:00 to 2:30:00"
    assert "1 chapter begins after the last time in it, 06:06." in words(report)
    await admin.presses("Publish")
    [card, *_] = await answers(member, catalogue)
    assert card.source.place == "Tea Time 7, turns 3 to 4, in the chapter \u201cOn call\u201d"


async def test_a_card_made_of_an_excerpt_and_its_file_keep_the_chapter(chaptered, admin, library):
    name = await chaptered((170, "On call"))
    await admin.says(f"card {name}/t4")
    await admin.fills(**CARD)
    exported = file_of(await admin.says(f"export {name}"))
    assert curation_in(exported.data, exported.name, library.topics).episode.chapters == (
        Chapter("On call", 170),
    )


async def test_how_an_episode_stands_is_told_even_where_it_cannot_be_read(chaptered, admin, store):
    name = await chaptered((170, "On call"))
    async with store.transaction() as records:
        [loaded] = await records.editions(["terminal"], name)
        unreadable = replace(loaded, id="newer", number=2, live=False)
        await records.add_edition(unreadable, Contents(VTT, b"career edition 9"))
    page = await admin.says(f"episode {name}")
    assert "edition 2" in dict(entries_of(page))
    assert "On call" not in words(page)


# Nobody waits for whoever looks


@pytest.mark.parametrize(
    "line", ["episode tea-time-7", "excerpts tea-time-7", "excerpt tea-time-7/t4", "export tea-time-7"]
)
async def test_what_is_in_an_edition_is_opened_once_the_transaction_is_over(carded, store, library, line):
    async with store.transaction() as records:
        visit = Visit(Request(ADA, line, carded.now, admin=True), NOBODY, records, library)
        reply = await shelves.answer(parse(line, {}), visit, None)
    assert reply.message.parts == ()
    assert reply.later().parts == (await carded.says(line)).parts


# What files say is text


async def test_what_a_file_says_is_never_taken_for_a_command_or_too_long_to_show(admin):
    nasty = conversation(("<!channel> `rm`", f"@everyone {ADVICE} <@U1>"), ("b" * 200, ADVICE))
    report = await admin.brings(upload("@everyone " * 40 + ".vtt", in_webvtt(nasty).encode()))
    assert all(len(it.label) <= 80 for it in choices_of(report))
    assert all(len(value) < 600 for _, value in entries_of(report))
    assert wording.DID_YOU_MEAN not in words(report)

"""What people see of the mentor in Discord, in each place where it shows itself."""

import io

import pytest
from PIL import Image
from simcord import ChannelHandle, GuildHandle

from adapters.discord.app import INTENTS
from adapters.discord.commands import CHOICE_MAX
from bot import wording
from tests.office import FIRST_CARD, SECRET_WORD, SOURCE
from tests.simulation.people import Person
from tests.simulation.world import Simulation

LONG = (
    "Should I become a manager although I love to write code, and nobody in my team wants to be one? Or not?"
)
"""A question that is longer than an id can be."""

CRY = "I want to kill myself"

MARKUP = f"**{SECRET_WORD}** @everyone <@1> ||x|| [free](https://example.com) `code` > - # <#2> ~~no~~"


def words_in(person: Person, channel: ChannelHandle) -> list[str]:
    """What somebody reads of the mentor's in a channel, a text for each message."""
    return [seen.words for seen in person.timeline(channel)]


# Commands


def test_an_answer_to_a_command_is_for_whoever_typed_it_alone(
    ada: Person, bob: Person, channel: ChannelHandle
):
    assert SOURCE in ada.command("staff", at=channel)
    assert [seen.ephemeral for seen in ada.timeline(channel)] == [True]
    assert bob.timeline() == []


def test_what_is_longer_than_a_message_comes_in_several(ada: Person, channel: ChannelHandle):
    ada.command("reflect free", at=channel)
    ada.fill_in("*" * 3000)
    ada.command("journal", at=channel)
    before = len(ada.timeline(channel))

    seen = ada.press("Monday 23 November")

    assert seen.count("*") == 3000
    assert [page.ephemeral for page in ada.timeline(channel)[before:]] == [True, True]


def test_progress_is_a_picture_that_says_what_it_shows(ada: Person, channel: ChannelHandle):
    ada.command("staff", at=channel)

    assert "Cards read: 1 of" in ada.command("progress", at=channel)
    [(name, data)] = ada.files()
    assert name == "progress.png"
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "PNG"


# What is suggested while one types


def test_commands_and_topics_are_suggested_before_anything_is_typed(ada: Person, channel: ChannelHandle):
    lines = [line for _, line in ada.complete("", at=channel)]

    assert {"progress", "journal", "help"} <= set(lines)
    assert len(lines) == 25


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("nud", "nudges"),
        ("burn", "burnout"),
        ("developer rel", "devrel"),
        ("nudges on mon", "nudges on monday"),
        ("nudges on monday 9", "nudges on monday 09:00"),
        ("nudges on monday 9:00 ber", "nudges on monday 09:00 Europe/Berlin"),
        ("When is it time", "When is it time"),
    ],
)
def test_what_is_typed_is_completed(ada: Person, channel: ChannelHandle, typed: str, line: str):
    assert line in [suggested for _, suggested in ada.complete(typed, at=channel)]


def test_saved_cards_are_suggested_by_their_titles_and_opened(ada: Person, channel: ChannelHandle):
    ada.command("staff", at=channel)
    ada.press("Save")

    [line] = [line for label, line in ada.complete("saved staff", at=channel) if label.startswith(FIRST_CARD)]

    assert SOURCE in ada.command(line, at=channel)


def test_what_was_typed_is_no_suggestion_once_it_is_too_long_for_one(ada: Person, channel: ChannelHandle):
    assert ada.complete("x" * CHOICE_MAX, at=channel) == [("x" * CHOICE_MAX,) * 2]
    assert ada.complete("x" * (CHOICE_MAX + 1), at=channel) == []


def test_admins_lines_are_suggested_to_admins_alone(ada: Person, boss: Person, channel: ChannelHandle):
    assert "ritual on" in [line for _, line in boss.complete("ritual", at=channel, name="career-admin")]
    assert "ritual on" not in [line for _, line in ada.complete("ritual", at=channel)]


# Buttons, menus and forms


def test_every_button_of_an_answer_leads_somewhere(ada: Person, channel: ChannelHandle):
    ada.command("staff", at=channel)
    [card] = ada.timeline(channel)

    assert wording.GLAD_IT_HELPED in ada.press("Helpful", on=card)
    assert wording.SORRY_IT_DID_NOT in ada.press("Not helpful", on=card)
    assert SOURCE in ada.press("Another", on=card)
    assert wording.STAGE_SET.format(stage="staff") in ada.press("staff", on=card)
    assert "Burnout" in ada.press("Topics", on=card)
    assert SOURCE in ada.press("Burnout")
    assert wording.REFLECT_TITLE in ada.press("Reflect", on=card)


def test_a_button_never_changes_the_message_that_it_is_on(ada: Person, channel: ChannelHandle):
    ada.command("staff", at=channel)
    [card] = ada.timeline(channel)

    ada.press("Save", on=card)

    assert ada.timeline(channel)[0].components == card.components
    assert ada.timeline(channel)[0].message.edited_at is None


@pytest.mark.parametrize("question", ["staff", LONG])
def test_buttons_outlive_the_process_that_sent_them(
    simulation: Simulation, ada: Person, channel: ChannelHandle, question: str
):
    seen = ada.command(question, at=channel)

    simulation.restart()

    another = ada.press("Another")
    assert SOURCE in another
    assert seen != another


def test_a_form_can_be_sent_in_to_another_process(
    simulation: Simulation, ada: Person, channel: ChannelHandle
):
    ada.command("reflect free", at=channel)

    simulation.restart()

    assert wording.KEPT in ada.fill_in(f"Written while a {SECRET_WORD} restarted.")
    assert SECRET_WORD in ada.command("journal", at=channel)


def test_what_is_wrong_is_told_and_what_was_typed_stands_in_the_form_again(
    simulation: Simulation, ada: Person, channel: ChannelHandle
):
    ada.command("nudges on monday 9:00 Berlin", at=channel)
    ada.command("nudges pause", at=channel)

    seen = ada.fill_in("yesterday, perhaps")

    assert wording.NO_DATE in seen
    assert "yesterday, perhaps" in seen
    simulation.restart()
    ada.reopen()
    assert list(ada.modal.values.values()) == ["yesterday, perhaps"]
    assert "Paused until Monday 7 December" in ada.fill_in("in 2 weeks")


def test_a_time_that_is_set_stands_in_the_form(ada: Person, channel: ChannelHandle):
    ada.command("nudges on friday 16:45 Tokyo", at=channel)

    ada.command("nudges on", at=channel)

    assert list(ada.modal.values.values()) == ["Friday", "16:45", "Asia/Tokyo"]


# Messages of others


def test_a_message_is_asked_about_for_whoever_does_so_alone(ada: Person, bob: Person, channel: ChannelHandle):
    bob.say("When is it time to try management?", at=channel)

    assert SOURCE in ada.ask_about(channel.last_message, at=channel)
    assert [seen.ephemeral for seen in ada.timeline(channel)] == [True]
    assert bob.timeline() == []


def test_what_somebody_else_wrote_is_not_kept_as_a_question(
    ada: Person, bob: Person, boss: Person, channel: ChannelHandle
):
    boss.command("questions keep", at=channel)
    bob.say("how much salary should I ask for?", at=channel)

    assert "salary" in ada.ask_about(channel.last_message, at=channel)

    assert "salary" not in boss.command("gaps", at=channel)
    ada.command("how much salary should I ask for?", at=channel)
    assert "salary" in boss.command("gaps", at=channel)


def test_people_in_a_message_are_asked_about_by_name(ada: Person, bob: Person, channel: ChannelHandle):
    bob.say(f"{ada.user.mention} wonders: {LONG}", at=channel)

    seen = ada.ask_about(channel.last_message, at=channel)

    assert "@Ada wonders: Should I become a manager" in seen
    assert ada.id not in seen


# Mentions


def test_the_mentor_needs_no_intent_that_discord_has_to_approve():
    asked_for = {name for name, wanted in INTENTS if wanted}

    assert asked_for.isdisjoint({"message_content", "members", "presences"})


def test_a_mention_is_answered_below_it_for_all_to_read(ada: Person, bob: Person, channel: ChannelHandle):
    assert SOURCE in ada.mention("staff", at=channel)

    [seen] = bob.timeline(channel)
    [asked] = [message for message in channel.history() if message.author.id == ada.user.id]
    assert seen.message.reference.message_id == asked.id
    assert not seen.ephemeral


@pytest.mark.parametrize("line", ["{mentor} staff", "  {mentor}, staff", "staff {mentor}", "<@!{id}>: staff"])
def test_a_mention_may_stand_anywhere(simulation: Simulation, ada: Person, channel: ChannelHandle, line: str):
    mentor = simulation.env.bot.user

    assert FIRST_CARD in ada.say(line.format(mentor=mentor.mention, id=mentor.id), at=channel)


def test_a_mention_tells_others_nothing_about_whoever_asked(ada: Person, bob: Person, channel: ChannelHandle):
    ada.command("staff")
    ada.press("Save")

    seen = ada.mention("staff", at=channel)

    assert wording.STAGE_QUESTION not in seen
    [seen] = bob.timeline(channel)
    labels = [it.label for it in seen.pressables]
    assert "Save" in labels
    assert "Remove" not in labels


@pytest.mark.parametrize(
    ("line", "private"),
    [
        ("progress", wording.PROGRESS_TITLE),
        ("journal", wording.JOURNAL_EMPTY),
        ("saved", "not saved"),
        (CRY, wording.CRISIS),
    ],
)
def test_what_is_private_is_answered_in_the_direct_messages(ada, bob, channel, line, private):
    assert private in ada.mention(line, at=channel)

    assert [private in seen.words for seen in ada.direct()] == [True]
    assert bob.timeline() == []


@pytest.mark.parametrize(
    ("line", "said"), [("progress", wording.CLOSED_TO_ME), (CRY, wording.CRISIS)], ids=["progress", "cry"]
)
def test_where_those_are_closed_others_read_only_that_or_where_to_find_help(
    simulation: Simulation, ada: Person, bob: Person, channel: ChannelHandle, *, line: str, said: str
):
    ada.command("staff", at=channel)
    simulation.fail("POST", f"/channels/{ada.user.dm_channel.id}/messages", status=403, code=50007)

    ada.mention(line, at=channel)

    assert words_in(bob, channel) == [said]
    assert ada.direct() == []


def test_a_mention_that_is_gone_is_answered_all_the_same(simulation, ada, bob, channel):
    simulation.fail("POST", f"/channels/{channel.id}/messages", status=400, code=50035)

    assert SOURCE in ada.mention("staff", at=channel)
    assert [seen.message.reference for seen in bob.timeline(channel)] == [None]


def test_both_answers_to_a_message_that_is_brought_twice_bear_one_nonce(simulation, ada, channel):
    ada.mention("staff", at=channel)
    simulation.bring_again()

    answers = [it.json for it in simulation.requests if it.path == f"/channels/{channel.id}/messages"]
    assert len({answer["nonce"] for answer in answers}) == 1
    assert [answer["enforce_nonce"] for answer in answers] == [True, True]


def test_what_is_not_said_to_the_mentor_is_not_answered(ada: Person, bob: Person, channel: ChannelHandle):
    ada.say("When is it time to try management?", at=channel)
    ada.mention("staff", at=channel)
    [answer] = ada.timeline(channel)

    bob.say("That is what I thought.", at=channel, under=answer)
    bob.say(f"What do you think, {ada.user.mention}?", at=channel)

    assert ada.timeline(channel) == [answer]


def test_programs_are_not_answered(simulation: Simulation, server: GuildHandle, ada: Person, channel):
    other = simulation.person("Other mentor", server, bot=True)

    other.mention("staff", at=channel)

    assert ada.timeline() == []


# Direct messages


def test_a_direct_message_is_answered_where_it_was_written(ada: Person):
    assert FIRST_CARD in ada.say("staff")
    assert wording.PROGRESS_TITLE in ada.say("progress")
    assert [seen.ephemeral for seen in ada.direct()] == [False, False]


def test_commands_and_buttons_in_direct_messages_leave_something_to_come_back_to(ada: Person):
    ada.command("staff")
    ada.press("Save")

    assert [seen.ephemeral for seen in ada.direct()] == [False, False]


def test_there_is_nothing_to_share_where_nobody_else_reads(ada: Person):
    seen = ada.command("staff")

    assert SOURCE in seen
    assert "Share" not in seen


def test_a_message_of_any_length_is_answered(ada: Person):
    story = "My lead quit in May and since then I report to the steering group and chase the other teams. "

    assert SOURCE in ada.say(story * (2000 // len(story)))


# Sharing


def test_a_shared_card_is_for_all_in_the_channel_and_names_nobody(ada, bob, channel):
    ada.command("staff", at=channel)

    ada.press("Share")

    [seen] = bob.timeline(channel)
    assert wording.SHARED in seen.words
    assert FIRST_CARD in seen.words
    assert ada.user.name not in seen.words
    assert ada.id not in str(seen.components)


def test_a_card_is_shared_as_the_mentors_own_message_and_in_nobodys_name(
    simulation: Simulation, ada: Person, channel: ChannelHandle
):
    ada.command("staff", at=channel)

    assert wording.SHARED_THERE in ada.press("Share")

    posted = [it.path for it in simulation.env.http_requests if it.method == "POST"]
    assert f"/channels/{channel.id}/messages" in posted
    assert wording.SHARED_BEFORE in ada.command("share js-party-286/staff-is-a-different-job", at=channel)


def test_who_may_not_write_in_a_channel_cannot_have_the_mentor_do_it(
    simulation: Simulation, server: GuildHandle, ada: Person, bob: Person
):
    rules = simulation.channel(server, "rules", silent=ada)
    ada.command("staff", at=rules)

    assert wording.SHARE_MUTE in ada.press("Share")
    assert bob.timeline(rules) == []


def test_what_one_may_not_share_another_may(
    simulation: Simulation, server: GuildHandle, ada: Person, bob: Person
):
    rules = simulation.channel(server, "rules", silent=ada)
    for person in (ada, bob):
        person.command("staff", at=rules)
        seen = person.press("Share")

    assert wording.SHARED_THERE in seen
    assert [wording.SHARED in it.words for it in bob.timeline(rules) if not it.ephemeral] == [True]


def test_where_the_mentor_may_not_write_what_is_shared_answers_who_shares_it(
    simulation: Simulation, server: GuildHandle, ada: Person, bob: Person
):
    quiet = simulation.channel(server, "quiet", mute=True)
    ada.command("staff", at=quiet)

    ada.press("Share")

    assert wording.SHARED in bob.timeline(quiet)[-1].words


def test_where_the_mentor_may_not_write_a_mention_is_answered_in_private(
    simulation: Simulation, server: GuildHandle, ada: Person, bob: Person
):
    quiet = simulation.channel(server, "quiet", mute=True)

    assert FIRST_CARD in ada.mention("staff", at=quiet)
    assert [FIRST_CARD in seen.words for seen in ada.direct()] == [True]
    assert bob.timeline(quiet) == []


def test_no_ritual_is_promised_where_the_mentor_may_not_write(
    simulation: Simulation, server: GuildHandle, boss: Person
):
    quiet = simulation.channel(server, "quiet", mute=True)

    assert wording.RITUAL_MUTE in boss.command("ritual on monday 9:00 Berlin", name="career-admin", at=quiet)
    boss.mention("ritual on monday 9:00 Berlin", at=quiet)
    assert wording.RITUAL_MUTE in boss.direct()[-1].words


def test_others_press_the_buttons_of_a_shared_card_for_themselves(
    simulation: Simulation, ada: Person, bob: Person, channel: ChannelHandle
):
    ada.command("staff", at=channel)
    ada.press("Share")
    before = len(ada.timeline())
    simulation.restart()

    assert f"Saved: {FIRST_CARD}" in bob.press("Save")
    assert wording.REFLECT_TITLE in bob.press("Reflect")
    assert wording.KEPT in bob.fill_in(f"About a {SECRET_WORD}.")
    assert len(ada.timeline()) == before
    assert "You saved 1 card" in bob.command("saved", at=channel)
    assert wording.NOTHING_SAVED in ada.command("saved", at=channel)
    assert SECRET_WORD not in ada.command("journal", at=channel)


# Text


def test_what_is_written_comes_back_as_it_was_typed_and_does_nothing(ada: Person, channel: ChannelHandle):
    ada.command("reflect free", at=channel)
    ada.fill_in(MARKUP)

    assert MARKUP in ada.command("journal", at=channel)
    assert MARKUP not in str(ada.timeline(channel)[-1].components)


def test_markup_in_a_question_is_inert_wherever_that_is_shown(ada, boss, channel):
    boss.command("questions keep", at=channel)
    question = f"how much salary for a {MARKUP} ?"

    ada.mention(question, at=channel)
    ada.command(question, at=channel)
    ada.command("ask", at=channel)
    assert "won't guess" in ada.fill_in(question)

    assert SECRET_WORD in boss.command("gaps", at=channel)


def test_a_long_question_with_markup_goes_on_as_it_was_asked(ada: Person, channel: ChannelHandle):
    question = f"{LONG} {MARKUP}"

    assert question in ada.command(question, at=channel)
    assert question in ada.press("Another")


def test_nobody_is_pinged_whatever_is_said(simulation: Simulation, ada: Person, channel: ChannelHandle):
    for line in ("staff", "progress", MARKUP):
        ada.command(line, at=channel)
        ada.mention(line, at=channel)

    bodies = [request.json for request in simulation.requests if isinstance(request.json, dict)]
    messages = [body for it in bodies if "components" in (body := it.get("data") or it)]
    allowed = [body["allowed_mentions"] for body in messages if "title" not in body]
    assert allowed
    assert all(it["parse"] == [] and not it.get("replied_user") for it in allowed)

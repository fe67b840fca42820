"""What members see of the mentor in Slack, in each place where it shows itself."""

import io
import json
import zipfile

import pytest
from PIL import Image

from bot import wording
from tests.adapters.slack.acts import (
    answers,
    ask,
    direct,
    files,
    fill_in,
    home_shows,
    labels,
    open_home,
    press,
)
from tests.doubles.slack.server import Person, Slack
from tests.doubles.slack.triggers import URL_SECONDS, URL_USES
from tests.doubles.slack.words import words
from tests.office import FIRST_CARD, FIRST_NUDGE, MODES, SECRET_WORD, SOURCE, Office, install

RIGHT_TO_LEFT = "כשאני מוביל את הצוות, متى أصبح قائدا؟"

both_modes = pytest.mark.parametrize("mode", MODES, indirect=True)


# Buttons


@pytest.mark.parametrize("mode", ["http"], indirect=True)
def test_a_button_survives_a_restart_of_the_mentor(office: Office, ada: Person, channel: str):
    ask(ada, "staff", channel)

    office.mentor.stop()
    office.mentor.start()

    assert f"Saved: {FIRST_CARD}" in press(ada, "Save")


def use_up(slack: Slack) -> None:
    for url in slack.urls.given.values():
        url.uses = URL_USES


def let_expire(slack: Slack) -> None:
    slack.let_pass(URL_SECONDS + 1)


@pytest.mark.parametrize("spend", [use_up, let_expire])
def test_an_answer_comes_to_one_alone_though_its_address_is_spent(office: Office, ada, bob, channel, spend):
    office.slack.fail("users.info", delay=0.3)
    ada.command("/career", "progress", channel=channel)
    spend(office.slack)

    assert wording.PROGRESS_TITLE in ada.wait()
    assert [seen.ephemeral for seen in answers(ada, channel)] == [True]
    assert answers(bob, channel) == []


def test_where_the_mentor_is_not_and_the_address_is_spent_the_answer_comes_directly(
    office: Office, ada: Person, far_channel: str
):
    office.slack.fail("users.info", delay=0.3)
    ada.command("/career", "progress", channel=far_channel)
    use_up(office.slack)

    assert wording.PROGRESS_TITLE in ada.wait()
    assert answers(ada, far_channel) == []
    assert len(direct(ada)) == 1


def test_every_button_of_an_answer_leads_somewhere(ada: Person, channel: str):
    ask(ada, "staff", channel)
    [card] = answers(ada, channel)

    assert wording.GLAD_IT_HELPED in press(ada, "Helpful", card)
    assert wording.SORRY_IT_DID_NOT in press(ada, "Not helpful", card)
    assert SOURCE in press(ada, "Another", card)
    assert wording.STAGE_SET.format(stage="staff") in press(ada, "staff", card)
    assert "Burnout" in press(ada, "Topics", card)
    assert SOURCE in press(ada, "Burnout")
    assert wording.REFLECT_TITLE in press(ada, "Reflect", card)


# Shortcuts


@pytest.mark.parametrize("place", ["channel", "far_channel"])
def test_the_shortcut_on_a_message_answers_whoever_used_it_alone(ada, bob, place, request):
    channel = request.getfixturevalue(place)
    message = bob.say("When is it time to try management?", channel=channel)

    ada.shortcut_on("ask_about", message)

    assert SOURCE in ada.wait()
    assert [seen.ephemeral for seen in answers(ada, channel)] == [True]
    assert answers(bob, channel) == []


def test_the_shortcut_on_a_message_in_a_thread_answers_there(ada: Person, bob: Person, channel: str):
    begun = bob.say("Something on my mind", channel=channel)
    message = bob.say("When is it time to try management?", channel=channel, thread=begun)

    ada.shortcut_on("ask_about", message)

    ada.wait(SOURCE)
    assert [seen.thread_ts for seen in answers(ada, channel)] == [begun.ts]


def test_the_shortcut_from_anywhere_opens_a_reflection(ada: Person):
    ada.shortcut("reflect")

    assert wording.REFLECT_FREELY in ada.wait()
    assert wording.KEPT in fill_in(ada, "A quiet week.")


# Mentions


@both_modes
def test_a_mention_is_answered_in_its_thread_for_all_to_read(ada: Person, bob: Person, channel: str):
    ada.mention("staff", channel=channel)

    assert SOURCE in ada.wait()
    [seen] = answers(bob, channel)
    [begun] = [it for it in bob.timeline if it.channel == channel and it.user == ada.id]
    assert seen.thread_ts == begun.ts
    assert not seen.ephemeral


def test_a_mention_in_a_thread_is_answered_there(ada: Person, bob: Person, channel: str):
    begun = bob.say("Should I become a manager?", channel=channel)

    ada.mention("when is it time to try management?", channel=channel, thread=begun)

    ada.wait(SOURCE)
    assert [seen.thread_ts for seen in answers(bob, channel)] == [begun.ts]


def test_a_mention_tells_others_nothing_about_whoever_asked(ada: Person, bob: Person, channel: str):
    ask(ada, "staff", "dm")
    press(ada, "Save")

    ada.mention("staff", channel=channel)

    ada.wait(FIRST_CARD)
    [seen] = answers(bob, channel)
    assert "Save" in labels(seen)
    assert "Remove" not in labels(seen)


def test_a_mention_does_not_ask_in_public_where_somebody_stands(ada: Person, channel: str):
    ada.mention("staff", channel=channel)

    assert wording.STAGE_QUESTION not in ada.wait()


@pytest.mark.parametrize(
    ("line", "private"),
    [("progress", wording.PROGRESS_TITLE), ("journal", wording.JOURNAL_EMPTY), ("saved", "not saved")],
)
def test_what_is_private_is_shown_to_the_asker_alone_in_a_channel(ada, bob, channel, line, private):
    ada.mention(line, channel=channel)

    assert private in ada.wait()
    # In the channel itself: in a thread that is none yet, Slack shows nobody what is for them alone.
    assert [(seen.ephemeral, seen.thread_ts) for seen in answers(ada, channel)] == [(True, None)]
    assert answers(bob, channel) == []


def test_what_is_private_stays_in_the_thread_in_which_it_was_asked_for(ada, bob, channel):
    begun = bob.say("How far did you get?", channel=channel)

    ada.mention("progress", channel=channel, thread=begun)

    assert wording.PROGRESS_TITLE in ada.wait()
    assert [(seen.ephemeral, seen.thread_ts) for seen in answers(ada, channel)] == [(True, begun.ts)]
    assert answers(bob, channel) == []


def test_a_mention_cannot_show_others_a_file_or_a_picture(ada: Person, bob: Person, channel: str):
    ada.mention("data export", channel=channel)

    ada.wait(".zip")
    assert answers(bob, channel) == []


# A cry for help


CRY = "I want to kill myself"


@pytest.mark.parametrize(
    ("cry", "said"),
    [
        (lambda person, channel: person.mention(CRY, channel=channel), wording.CRISIS),
        (lambda person, channel: person.command("/career", CRY, channel=channel), wording.CRISIS),
        (
            lambda person, channel: person.shortcut_on("ask_about", person.say(CRY, channel=channel)),
            wording.CRISIS_OF_ANOTHER,
        ),
    ],
    ids=["by mention", "by command", "of another, by shortcut"],
)
def test_a_cry_for_help_in_a_channel_is_answered_to_that_person_alone(ada, bob, channel, cry, said):
    cry(ada, channel)

    assert said in ada.wait()
    assert [seen.ephemeral for seen in answers(ada, channel)] == [True]
    assert answers(bob, channel) == []


# Sharing


@pytest.mark.parametrize("place", ["channel", "far_channel"])
def test_a_shared_card_is_for_all_in_the_channel_and_names_nobody(ada, bob, place, request):
    channel = request.getfixturevalue(place)
    ask(ada, "staff", channel)

    ada.press("Share")

    assert wording.SHARED in bob.wait()
    [seen] = answers(bob, channel)
    assert FIRST_CARD in seen.words
    assert ada.name not in seen.words
    assert ada.id not in json.dumps(seen.blocks)


def test_others_press_the_buttons_of_a_shared_card_for_themselves(ada: Person, bob: Person, channel: str):
    ask(ada, "staff", channel)
    press(ada, "Share")
    bob.wait()
    before = len(ada.timeline)

    assert f"Saved: {FIRST_CARD}" in press(bob, "Save")
    assert wording.REFLECT_TITLE in press(bob, "Reflect")
    assert wording.KEPT in fill_in(bob, f"About a {SECRET_WORD}.")
    bob.close_modal()
    press(bob, "Ask a question", answers(bob, channel)[0])
    assert SOURCE in fill_in(bob, "How do I find a mentor?")
    assert len(ada.timeline) == before
    assert "You saved 1 card" in ask(bob, "saved", channel)


def test_a_card_in_a_modal_can_be_shared_where_that_was_opened(ada: Person, bob: Person, channel: str):
    ask(ada, "ask", channel)
    assert SOURCE in fill_in(ada, "staff")

    assert wording.SHARED_THERE in press(ada, "Share")
    assert [FIRST_CARD in seen.words for seen in answers(bob, channel)] == [True]


def test_a_modal_says_when_a_card_cannot_be_shared(ada: Person, bob: Person, far_channel: str):
    ask(ada, "ask", far_channel)
    fill_in(ada, "staff")

    assert wording.CANNOT_POST in press(ada, "Share")
    assert answers(bob, far_channel) == []


def test_what_could_not_be_shared_is_shared_once_the_mentor_was_invited(
    office: Office, ada: Person, bob: Person, far_channel: str
):
    ask(ada, "ask", far_channel)
    fill_in(ada, "staff")
    press(ada, "Share")
    ada.close_modal()
    office.workspace.channels[far_channel].bot_is_member = True

    ask(ada, "ask", far_channel)
    fill_in(ada, "staff")

    assert wording.SHARED_THERE in press(ada, "Share")
    assert [FIRST_CARD in seen.words for seen in answers(bob, far_channel)] == [True]


def test_there_is_nothing_to_share_where_nobody_else_reads(ada: Person):
    ada.dm("staff")

    assert "Share" not in ada.wait(SOURCE)


# The direct message


@both_modes
def test_a_direct_message_begins_a_thread_that_goes_on(ada: Person):
    begun = ada.dm("staff").payload["event"]["ts"]
    ada.wait(SOURCE)
    ada.dm("burnout", thread=direct(ada)[0])
    ada.wait(SOURCE)
    press(ada, "Another", direct(ada)[1])

    assert [seen.thread_ts for seen in direct(ada)] == [begun] * 3


def test_the_mentor_is_seen_to_think_about_a_direct_message(ada: Person):
    ada.dm("staff")

    ada.wait(SOURCE)
    assert ada.status == [wording.THINKING]


def test_prompts_are_suggested_that_fit_the_stage_and_each_is_answered(ada: Person):
    ada.open_messages()
    ada.wait()
    assert [prompt["title"] for prompt in ada.prompts] == list(wording.EXAMPLES)

    ada.dm("stage manager")
    ada.wait()
    ada.open_messages()
    ada.wait(wording.STAGE_EXAMPLES["manager"][0])

    assert 0 < len(ada.prompts) <= 4
    for prompt in ada.prompts:
        ada.press(prompt["title"])
        assert SOURCE in ada.wait(SOURCE)


def test_progress_is_a_picture_in_the_direct_message_and_words_elsewhere(ada: Person, channel: str):
    ask(ada, "staff", channel)
    ada.dm("progress")
    ada.wait(".png")

    [(picture, _)] = files(ada)
    assert "Cards read: 1 of" in picture.alt_text
    assert picture.title == wording.PROGRESS_TITLE
    with Image.open(io.BytesIO(picture.data)) as image:
        assert image.format == "PNG"
    seen = ask(ada, "progress", channel)
    assert "Cards read 1 of" in seen
    assert "png" not in seen


def test_a_very_long_message_is_answered(ada: Person):
    story = "My lead quit in May and since then I report to the steering group and chase the other teams. "

    ada.dm(story * (12_000 // len(story) + 1))

    assert SOURCE in ada.wait(SOURCE)
    assert SOURCE in press(ada, "Another")


# Home


def test_home_greets_and_shows_everything_of_ones_own(ada: Person):
    seen = open_home(ada)

    assert seen.startswith(wording.WELCOME)
    for part in (
        *wording.EXAMPLES,
        "Stage not said",
        "Cards read 0 of",
        wording.NUDGES_OFF,
        wording.NOTHING_SAVED,
        wording.JOURNAL_EMPTY,
        wording.WHO_SEES_WHAT,
    ):
        assert part in seen


def test_home_has_a_bar_for_each_topic_that_was_begun(ada: Person, channel: str):
    ask(ada, "staff", channel)

    assert "1 of 25 Staff and principal engineers" in open_home(ada)


def test_home_is_fresh_after_whatever_is_done_on_it(ada: Person):
    open_home(ada)

    press(ada, "Stage")
    press(ada, "tech lead")
    home_shows(ada, "Stage tech lead")
    ada.close_modal()
    press(ada, wording.STAGE_EXAMPLES["tech-lead"][0])
    home_shows(ada, "Cards read 1 of")
    press(ada, "Save")
    home_shows(ada, "You saved 1 card")
    ada.close_modal()
    press(ada, "Write")
    fill_in(ada, f"I dreamt of a {SECRET_WORD}.")
    home_shows(ada, "1 reflection, the last on Monday 23 November")
    assert SECRET_WORD not in words(ada.home.blocks)


@both_modes
def test_home_shows_when_the_next_prompt_comes_where_they_live(ada: Person):
    open_home(ada)

    press(ada, "Switch on")
    fill_in(ada, "Friday", "16:30", "Tokyo")
    home_shows(ada, "Friday 27 November, 16:30, Asia/Tokyo")
    ada.close_modal()
    press(ada, "Skip that one")
    home_shows(ada, "Friday 4 December, 16:30, Asia/Tokyo")


def test_home_is_fresh_after_a_command_and_a_direct_message(ada: Person, channel: str):
    open_home(ada)

    ask(ada, "staff", channel)
    press(ada, "Save")
    home_shows(ada, FIRST_CARD)
    ada.dm("stage founder")
    home_shows(ada, "Stage founder")


# Forms


@both_modes
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(ada: Person, channel: str):
    ask(ada, "nudges on monday 9:00 Berlin", channel)
    ask(ada, "nudges pause", channel)

    seen = fill_in(ada, "yesterday, perhaps")

    assert ada.errors == {wording.UNTIL_FIELD: wording.NO_DATE}
    assert "yesterday, perhaps" in seen
    assert "Paused until Monday 7 December" in fill_in(ada, "in 2 weeks")


def test_an_empty_reflection_is_refused_at_its_field(ada: Person, channel: str):
    ask(ada, "reflect free", channel)

    fill_in(ada, " \n ")

    assert ada.errors == {wording.REFLECT_FIELD: wording.NOTHING_WRITTEN}
    assert wording.KEPT in fill_in(ada, "Now there is something.")


@both_modes
def test_time_zones_are_proposed_while_they_are_typed(ada: Person, channel: str):
    ask(ada, "nudges on", channel)

    ada.fill({"Time zone": "sao p"})
    assert "America/Sao Paulo" in ada.screen()
    with pytest.raises(AssertionError, match="no option 'atlantis'"):
        ada.fill({"Time zone": "atlantis"})
    ada.fill({"Time zone": "kolk"})
    ada.submit()
    assert "Monday 30 November, 09:00, Asia/Kolkata" in ada.wait()


def test_the_time_zone_that_slack_knows_is_proposed(office: Office, channel: str):
    noor = office.newcomer(tz="Asia/Tokyo")

    assert "Asia/Tokyo" in ask(noor, "nudges on", channel)
    noor.submit()
    assert "Monday 30 November, 09:00, Asia/Tokyo" in noor.wait()


def test_everything_is_deleted_only_with_the_word(ada: Person, channel: str):
    ask(ada, "staff", channel)
    press(ada, "Save")
    open_home(ada)
    press(ada, "Delete everything")

    fill_in(ada, "yes please")
    assert ada.errors == {wording.DELETE_FIELD.format(word="delete"): wording.NOT_DELETED}
    home_shows(ada, "You saved 1 card")
    assert "are deleted" in fill_in(ada, "delete")

    home_shows(ada, wording.NOTHING_SAVED)
    ada.close_modal()
    assert wording.NOTHING_HELD in ask(ada, "data", channel)


# Files


def by_home(person: Person, _channel: str) -> None:
    open_home(person)
    person.press("Export")
    person.wait(wording.FILE_ELSEWHERE)


def by_command(person: Person, channel: str) -> None:
    person.command("/career", "data export", channel=channel)
    person.wait(wording.FILE_ELSEWHERE)


def by_message(person: Person, _channel: str) -> None:
    person.dm("data export")


@pytest.mark.parametrize("asked", [by_home, by_command, by_message])
def test_an_export_arrives_as_a_file_in_the_direct_message_and_nowhere_else(
    office: Office, ada: Person, channel: str, asked
):
    ask(ada, "reflect free", channel)
    fill_in(ada, f"A {SECRET_WORD} for the archive.")
    ada.close_modal()

    asked(ada, channel)

    office.slack.until(lambda: files(ada))
    [(file, where)] = files(ada)
    assert where == office.workspace.dm(ada.id).id
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        assert f"A {SECRET_WORD} for the archive." in archive.read("career-mentor.md").decode()


# Prompts


def test_a_weekly_prompt_is_a_direct_message_with_its_key(office: Office, ada: Person, bob: Person, channel):
    ask(ada, "nudges on monday 9:00 Berlin", channel)

    office.set_clock(FIRST_NUDGE)

    assert wording.PROMPT_HEADING in ada.screen()
    [seen] = direct(ada)
    metadata = office.workspace.messages[seen.channel, seen.ts].metadata
    assert metadata["event_type"] == "career_mentor_prompt"
    assert len(metadata["event_payload"]["key"]) == 24
    assert direct(bob) == []
    assert wording.REFLECT_TITLE in press(ada, "Reflect")
    assert wording.KEPT in fill_in(ada, f"Thinking of a {SECRET_WORD}.")


def test_a_ritual_is_for_the_channel_and_what_is_written_on_it_is_not(office: Office, bob: Person, channel):
    boss = office.newcomer(admin=True)
    ask(boss, "ritual on monday 9:00 Berlin", channel)

    office.set_clock(FIRST_NUDGE)

    [prompt] = answers(bob, channel)
    assert wording.RITUAL_HEADING in prompt.words
    press(bob, "Reflect", prompt)
    fill_in(bob, f"Thinking of a {SECRET_WORD}.")
    assert [seen.ephemeral for seen in answers(boss, channel)] == [True, False]
    assert direct(boss) == []
    ask(boss, "ritual off", channel)


def test_a_ritual_says_that_the_mentor_has_to_be_in_its_channel(office: Office, channel: str):
    boss = office.newcomer(admin=True)

    assert wording.RITUAL_INVITE in ask(boss, "ritual on monday 9:00 Berlin", channel)

    boss.mention("ritual on monday 9:00 Berlin", channel=channel)
    assert "gets a prompt a week" in boss.wait()
    assert wording.RITUAL_INVITE not in answers(boss, channel)[-1].words
    ask(boss, "ritual off", channel)


@pytest.mark.parametrize("line", ["ritual off", "/career-admin ritual off"])
def test_a_ritual_is_ended_from_elsewhere_by_the_name_of_its_channel(office: Office, channel: str, line: str):
    boss = office.newcomer(admin=True)
    ask(boss, "ritual on monday 9:00 Berlin", channel)
    elsewhere = office.workspace.channel(f"C{len(office.workspace.channels):04}").id

    boss.command("/career-admin", f"{line} #{office.workspace.channels[channel].name}", channel=elsewhere)

    seen = boss.wait()
    assert wording.RITUAL_OFF in seen
    assert channel in str(answers(boss, elsewhere)[-1].blocks)


def test_whom_to_name_stays_an_id_where_the_command_is_typed_once_more(
    office: Office, ada: Person, channel: str
):
    boss = office.newcomer(admin=True)

    boss.command("/career-admin", f"/career-admin admins add @{ada.username}", channel=channel)

    assert wording.ADMIN_NAMED in boss.wait()


# Who may do what


ADMINS_LINES = ("", "help", "rituals", "ritual on", "gaps", "questions keep", "admins", "admins add U0001")


@pytest.mark.parametrize("line", ADMINS_LINES)
def test_members_are_refused_what_those_who_run_the_workspace_may_do(ada: Person, channel: str, line: str):
    ada.command("/career-admin", line, channel=channel)

    assert wording.ADMINS_ONLY in ada.wait()


@pytest.mark.parametrize("office_held", ["admin", "owner"])
def test_admins_and_owners_see_what_they_may_do(office: Office, channel: str, office_held: str):
    boss = office.newcomer()
    setattr(boss, office_held, True)

    boss.command("/career-admin", channel=channel)

    assert wording.RUNNING in boss.wait()


@pytest.mark.parametrize("line", ["nonsense", "questions", "how much salary for me?"])
def test_what_an_admin_mistypes_is_no_question(office: Office, channel: str, line: str):
    boss = office.newcomer(admin=True)

    boss.command("/career-admin", line, channel=channel)

    assert "not searched for it" in boss.wait()
    assert wording.RUNNING in boss.screen()


def test_whom_an_admin_names_may_do_it_until_dismissed(
    office: Office, ada: Person, bob: Person, channel: str
):
    boss = office.newcomer(admin=True)

    boss.command("/career-admin", f"admins add @{ada.username}", channel=channel)
    assert wording.ADMIN_NAMED in boss.wait()
    ada.command("/career-admin", "gaps", channel=channel)
    assert "not kept here" in ada.wait()
    ada.command("/career-admin", f"admins add @{bob.username}", channel=channel)
    assert wording.OWNERS_ONLY in ada.wait()

    boss.mention(f"admins remove @{ada.username}", channel=channel)
    assert wording.ADMIN_DISMISSED in boss.wait()
    ada.command("/career-admin", "gaps", channel=channel)
    assert wording.ADMINS_ONLY in ada.wait()


@pytest.mark.parametrize("mode", ["http"], indirect=True)
def test_two_workspaces_know_nothing_of_each_other(office: Office):
    """Although people, and channels, can have the same ids in both."""
    other = office.slack.workspace("T2", installed=False)
    install(other)
    here, there = (team.person("U0042", admin=True) for team in (office.workspace, other))

    ask(here, "staff", "C0042")
    press(here, "Save")
    ask(here, "reflect free", "C0042")
    fill_in(here, f"A {SECRET_WORD} of the first team.")
    here.close_modal()
    ask(here, "questions keep", "C0042")
    ask(here, "how much salary should I ask for?", "C0042")

    assert there.timeline == []
    assert wording.NOTHING_HELD in ask(there, "data", "C0042")
    assert wording.NOTHING_SAVED in ask(there, "saved", "C0042")
    assert "not kept here" in ask(there, "gaps", "C0042")
    assert SECRET_WORD in ask(here, "journal", "C0042")
    assert "how much salary" in ask(here, "gaps", "C0042")


# Text


MARKUP = f"<!channel> {SECRET_WORD} &amp; <https://example.com|free money> @everyone <@U1> &lt;!here&gt;"


def test_what_is_written_comes_back_as_it_was_typed_and_does_nothing(ada: Person, channel: str):
    ask(ada, "reflect free", channel)
    fill_in(ada, MARKUP)
    ada.close_modal()

    seen = ask(ada, "journal", channel)

    assert MARKUP in seen
    [page] = answers(ada, channel)
    assert "<!channel>" not in json.dumps(page.blocks) + page.text
    assert "<https://example.com" not in json.dumps(page.blocks) + page.text


def test_markup_in_a_question_is_inert_wherever_that_is_shown(office: Office, ada: Person, channel: str):
    boss = office.newcomer(admin=True)
    ask(boss, "questions keep", channel)
    question = f"how much salary for a {SECRET_WORD} <!channel> &amp; <https://example.com|me>?"

    ada.dm(question)
    ada.wait("won't guess")
    ada.mention(question, channel=channel)
    ada.wait("won't guess")
    ask(ada, "ask", channel)
    assert "won't guess" in fill_in(ada, question)

    assert question in ask(boss, "gaps", channel)
    ask(boss, "questions forget yes", channel)


def test_right_to_left_text_is_kept_and_found_as_it_is(ada: Person, channel: str):
    ask(ada, "reflect free", channel)
    fill_in(ada, RIGHT_TO_LEFT)
    ada.close_modal()

    assert RIGHT_TO_LEFT in ask(ada, "journal", channel)
    assert RIGHT_TO_LEFT in ask(ada, "journal search قائدا", channel)
    ada.dm(RIGHT_TO_LEFT)
    assert ada.wait(wording.TOPICS_BUTTON)

"""The grammar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import shelf_commands as shelf
from bot.commands import (
    ANOTHER_MAX,
    Another,
    Ask,
    AskForQuestion,
    Command,
    DeleteData,
    DeleteReflection,
    DismissAdmin,
    EditReflection,
    ExportData,
    Greet,
    Jot,
    Judge,
    KeepQuestions,
    NameAdmin,
    OpenCard,
    OpenReflection,
    PauseNudges,
    Reflect,
    ResumeNudges,
    Save,
    SearchJournal,
    SetNudges,
    SetRitual,
    SetStage,
    Share,
    ShowAdmins,
    ShowData,
    ShowHelp,
    ShowHome,
    ShowJournal,
    ShowNudges,
    ShowProgress,
    ShowPrompt,
    ShowRituals,
    ShowRunning,
    ShowSaved,
    ShowStages,
    ShowStats,
    ShowTopics,
    SkipNudge,
    SnoozeNudge,
    StopNudges,
    StopRitual,
    Stray,
    Unsave,
    UnskipNudge,
    another,
    needs_asker,
    open_card,
    parse,
    reflect,
)
from bot.gap_commands import AnswerGap, ForgetAnswered, ForgetGap, OpenGap, ShowGaps
from knowledge.cards import Stage
from knowledge.library import Library

CARD = "js-party-286/start-large"

BUTTON_MAX = 2000
"""Characters that a button of Slack's can carry (Block Kit reference, button)."""


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("", Greet()),
        ("   ", Greet()),
        ("Hi!", Greet()),
        ("thank you", Greet()),
        ("topics", ShowTopics()),
        ("Topics ", ShowTopics()),
        ("help", ShowHelp()),
        ("?", ShowHelp()),
        ("ask", AskForQuestion()),
        ("ask how do I grow?", Ask("how do I grow?")),
        (f"open {CARD}", OpenCard(CARD)),
        (f"another {CARD}: burnout", Another("burnout", CARD)),
        ("another", Stray()),
        ("more", Stray()),
        ("99", Stray()),
        (f"share {CARD}", Share(CARD)),
        ("share", Stray()),
        (f"save {CARD}", Save(CARD)),
        (f"unsave {CARD}", Unsave(CARD)),
        ("unsave", ShowSaved()),
        ("saved", ShowSaved()),
        ("saved 2", ShowSaved(2)),
        (f"helpful {CARD}", Judge(CARD, helpful=True)),
        (f"unhelpful {CARD}", Judge(CARD, helpful=False)),
        ("stage", ShowStages()),
        ("stage Senior", SetStage(Stage.SENIOR)),
        ("stage tech lead", SetStage(Stage.TECH_LEAD)),
        ("stage none", SetStage(None)),
        ("progress", ShowProgress()),
        ("reflect", Reflect()),
        ("reflect free", Reflect(free=True)),
        (f"reflect {CARD}", Reflect(CARD)),
        (f"reflect {CARD} 2026-W49", Reflect(CARD, "2026-W49")),
        ("prompt", ShowPrompt()),
        ("prompt 2026-W49", ShowPrompt("2026-W49")),
        (f"prompt {CARD}", ShowPrompt(ref=CARD)),
        ("journal", ShowJournal()),
        ("journal 3", ShowJournal(3)),
        ("journal search promotion case", SearchJournal("promotion case")),
        ("journal open 0123abcd4567", OpenReflection("0123abcd4567")),
        ("journal edit 0123abcd4567", EditReflection("0123abcd4567")),
        ("journal delete 0123abcd4567", DeleteReflection("0123abcd4567")),
        ("journal I am tired", Jot("I am tired")),
        ("journal delete 0123abcd4567 yes", DeleteReflection("0123abcd4567", sure=True)),
        ("nudges", ShowNudges()),
        ("nudges on", SetNudges()),
        ("nudges on monday 9:00 Berlin", SetNudges("monday", "9:00", "Berlin", asked=True)),
        ("nudges on every Fri at 4 pm in New York", SetNudges("Fri", "4pm", "New York", asked=True)),
        ("nudges on monday", SetNudges("monday", "", "", asked=True)),
        ("nudges off", StopNudges()),
        ("nudges pause", PauseNudges()),
        ("nudges pause until 24 Dec", PauseNudges("24 dec")),
        ("nudges resume", ResumeNudges()),
        ("nudges skip", SkipNudge()),
        ("nudges unskip", UnskipNudge()),
        ("nudges unskip 2026-w49", UnskipNudge("2026-W49")),
        ("nudges snooze 2026-W49", SnoozeNudge("2026-W49")),
        ("rituals", ShowRituals()),
        ("ritual on monday 10:00 Berlin", SetRitual(SetNudges("monday", "10:00", "Berlin", asked=True))),
        ("ritual off", StopRitual()),
        ("ritual off C0123", StopRitual("C0123")),
        ("home", ShowHome()),
        ("data", ShowData()),
        ("data export", ExportData()),
        ("data delete", DeleteData()),
        ("gaps", ShowGaps()),
        ("gaps 2", ShowGaps(2)),
        ("gaps forget", ForgetAnswered()),
        ("gaps forget yes", ForgetAnswered(sure=True)),
        ("gap 0123456789abcdef", OpenGap("0123456789abcdef")),
        ("gap 0123456789abcdef answer", AnswerGap("0123456789abcdef")),
        ("gap 0123456789abcdef forget", ForgetGap("0123456789abcdef")),
        ("gap 0123456789abcdef forget yes", ForgetGap("0123456789abcdef", sure=True)),
        ("gap year before my first job", Ask("gap year before my first job")),
        ("gaps in my cv", Ask("gaps in my cv")),
        ("stats", ShowStats()),
        ("questions keep", KeepQuestions(keep=True)),
        ("questions forget", KeepQuestions(keep=False)),
        ("admin", ShowRunning()),
        ("admins", ShowAdmins()),
        ("admins add <@U1>", NameAdmin("U1")),
        ("Admins Add  <@U1|ada>", NameAdmin("U1")),
        ("admins add <@!80351110224678912>", NameAdmin("80351110224678912")),
        ("admins add U012AB3CD", NameAdmin("U012AB3CD")),
        ("admins add", NameAdmin()),
        ("admins add ada", NameAdmin()),
        ("admins add <@U1> <@U2>", NameAdmin()),
        ("admins remove <@U1>", DismissAdmin("U1")),
    ],
)
def test_a_verb_is_a_command(line: str, command: Command):
    assert parse(line, {}) == command


@pytest.mark.parametrize(
    ("line", "fields", "command"),
    [
        ("ask", {"question": " why? "}, Ask("why?")),
        ("reflect", {"text": "It went well."}, Reflect(text="It went well.")),
        ("reflect free", {"text": ""}, Reflect(text="", free=True)),
        (f"reflect {CARD} 2026-W49", {"text": "Yes."}, Reflect(CARD, "2026-W49", "Yes.")),
        ("journal edit 0123abcd4567", {"text": "No."}, EditReflection("0123abcd4567", "No.")),
        ("journal search", {"text": "lead"}, SearchJournal("lead")),
        (
            "nudges on",
            {"weekday": "monday", "time": "09:00", "zone": ""},
            SetNudges("monday", "09:00", "", asked=True),
        ),
        ("nudges pause", {"until": "in 3 weeks"}, PauseNudges("in 3 weeks")),
        ("data delete", {"word": "delete"}, DeleteData("delete")),
    ],
)
def test_a_form_brings_what_was_typed_into_it(line: str, fields: dict[str, str], command: Command):
    assert parse(line, fields) == command


@pytest.mark.parametrize(
    "line",
    [
        "help me get promoted",
        "topics for a one on one?",
        "open source burnout",
        "more money?",
        "more 5 years until staff?",
        "another job?",
        "another: is it worth it",
        "save money or change jobs?",
        "share what I earn with colleagues?",
        "home office or not?",
        "admin work eats my days",
        "admins who never answer tickets",
        "saved a release at night, who will notice?",
        "helpful feedback?",
        "stage fright before a talk",
        "stage 4 startup?",
        "progress without a promotion?",
        "reflect on my year with my manager?",
        "prompt engineering as a career",
        "journal or blog about what I learn?",
        "nudges from my manager every week",
        "ritual for a team that is remote?",
        "data engineering",
        "data science or backend?",
        "privacy engineering",
        "questions to ask in an interview",
        "staff",
    ],
)
def test_a_question_that_begins_with_a_verb_is_still_a_question(line: str):
    assert parse(line, {}) == Ask(line)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("/career staff", Ask("staff")),
        ("/career /career staff", Ask("staff")),
        ("/CAREER  nudges off", StopNudges()),
        ("/career", Greet()),
        ("/career-admin", ShowRunning()),
        ("/career-admin gaps", ShowGaps()),
        ("/career-admin staff", ShowRunning("staff")),
        ("/careers page?", Ask("/careers page?")),
    ],
)
def test_a_slash_command_that_was_typed_as_a_line_is_one(line: str, meant):
    assert parse(line, {}) == meant


@given(question=st.text(min_size=1).filter(lambda text: text.strip() == text and text))
def test_what_an_another_button_says_is_read_back(question: str):
    assert parse(another(question, CARD), {}) == Another(question, CARD)


@given(st.text(min_size=1, max_size=20))
def test_of_a_long_question_an_another_button_keeps_beginning_and_end(phrase: str):
    question, half = f"How {phrase * ANOTHER_MAX}?", (ANOTHER_MAX - len(" \u2026 ")) // 2

    again = parse(another(question, CARD), {})

    assert again == Another(f"{question[:half]} \u2026 {question[-half:]}", CARD)
    assert parse(another(again.question, CARD), {}) == again


def test_a_button_can_carry_another_for_every_card(library: Library):
    assert max(len(another("x" * 5000, card.ref)) for card in library.cards) <= BUTTON_MAX


@given(ref=st.from_regex(r"[a-z0-9-]+/[a-z0-9-]+", fullmatch=True))
def test_what_buttons_under_a_card_say_is_read_back(ref: str):
    assert parse(open_card(ref), {}) == OpenCard(ref)
    assert parse(reflect(ref), {}) == Reflect(ref)
    assert parse(reflect(ref, "2026-W01"), {}) == Reflect(ref, "2026-W01")


@pytest.mark.parametrize(
    "line",
    ["", "hi", "how do I grow?", "ask how do I grow?", "topics", f"open {CARD}", f"share {CARD}", "99"],
)
def test_a_question_can_be_answered_without_looking_up_who_asks(line: str):
    assert not needs_asker(line)


@pytest.mark.parametrize(
    "line",
    ["home", "nudges on", "prompt", "journal", "reflect", "rituals", "gaps", "admins", "data", "progress"],
)
def test_whatever_depends_on_who_asks_or_where_they_live_needs_to_know(line: str):
    assert needs_asker(line)


@pytest.mark.parametrize("line", ["", "how do I grow?", "99", "help", "gaps"])
def test_what_those_who_run_the_place_say_needs_to_know_whether_they_do(line: str):
    assert needs_asker(line, running=True)
    assert needs_asker(f"/career-admin {line}")


@given(st.text())
def test_any_line_is_some_command(line: str):
    parse(line, {})


@given(
    st.sampled_from([
        "another", "save", "stage", "reflect", "journal edit", "journal search", "nudges on", "nudges pause",
        "ritual on", "data delete", "prompt", "saved", "share", "admins add", "admins remove",
    ]),
    st.text(),
    st.dictionaries(st.sampled_from(["text", "word", "weekday", "time", "zone", "until"]), st.text()),
)  # fmt: skip
def test_anything_behind_a_verb_and_in_a_form_is_some_command(verb: str, rest: str, fields: dict[str, str]):
    parse(f"{verb} {rest}", fields)


# Episodes, cards and feeds


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("load", shelf.Load()),
        ("load https://tea.example/7.vtt", shelf.Load("https://tea.example/7.vtt")),
        ("load ftp://tea.example/7", shelf.Load("ftp://tea.example/7")),
        ("load tea-time-7.vtt", shelf.Load("tea-time-7.vtt")),
        ("load <https://tea.example/7.vtt|tea.example/7.vtt>", shelf.Load("https://tea.example/7.vtt")),
        ("episodes", shelf.ShowEpisodes()),
        ("episodes 2", shelf.ShowEpisodes(2)),
        ("episode JS-Party-104", shelf.ShowEpisode("js-party-104")),
        ("episode changelog--friends-23", shelf.ShowEpisode("changelog--friends-23")),
        ("publish js-party-104", shelf.Publish("js-party-104")),
        ("publish js-party-104.toml 2", shelf.Publish("js-party-104.toml", 2)),
        ("publish", shelf.ShowEpisodes(verb="publish")),
        ("unpublish js-party-104", shelf.Unpublish("js-party-104")),
        ("rollback js-party-104", shelf.RollBack("js-party-104")),
        ("discard js-party-104", shelf.Discard("js-party-104")),
        ("discard js-party-104 2", shelf.Discard("js-party-104", 2)),
        ("discard js-party-104 2 yes", shelf.Discard("js-party-104", 2, sure=True)),
        ("remove js-party-104", shelf.Remove("js-party-104")),
        ("remove js-party-104 yes", shelf.Remove("js-party-104", sure=True)),
        ("details js-party-104", shelf.EditDetails("js-party-104")),
        ("export js-party-104", shelf.Export("js-party-104")),
        ("export Community", shelf.Export("community")),
        ("excerpts js-party-104 3", shelf.ShowExcerpts("js-party-104", 3)),
        ("excerpt js-party-104/t57b", shelf.ShowExcerpt("js-party-104/t57b")),
        ("card js-party-104/t57b", shelf.WriteCard("js-party-104/t57b")),
        ("drop js-party-104/ask yes", shelf.DropCard("js-party-104/ask", sure=True)),
        ("cards", shelf.ShowCards()),
        ("hide js-party-104/t57", shelf.Hide("js-party-104/t57")),
        ("unhide js-party-104/t57", shelf.Unhide("js-party-104/t57")),
        ("hidden", shelf.ShowHidden()),
        ("log", shelf.ShowLog()),
        ("feeds", shelf.ShowFeeds()),
        ("feeds add", shelf.AddFeed()),
        ("feeds add https://tea.example/rss trusted", shelf.AddFeed("https://tea.example/rss", trusted=True)),
        ("feeds remove https://tea.example/rss", shelf.RemoveFeed("https://tea.example/rss")),
        ("feeds check", shelf.CheckFeeds()),
    ],
)
def test_what_is_done_with_episodes_is_read_from_a_line(line, command):
    assert parse(line, {}) == command
    assert parse(line, {}, running=True) == command
    assert parse(f"/career-admin {line}", {}) == command


@pytest.mark.parametrize(
    "question",
    ["publish papers", "load balancing", "how do I publish?", "remove impostor feelings", "card sorting",
     "hide my age", "export compliance as a career", "details matter", "episode", "drop out of college",
     "feeds my family", "publish js-party-104 soon", "rollback culture", "remove js-party-104 maybe"],
)  # fmt: skip
def test_questions_that_begin_like_them_stay_questions(question):
    assert parse(question, {}) == Ask(question)

"""What people do reaches an app on slack_bolt, and what it answers is what they see, in both modes."""

from collections.abc import Iterator
from typing import Any, Literal

import pytest

from tests.doubles.slack.bolt import Bolt
from tests.doubles.slack.people import Person
from tests.doubles.slack.server import Slack

QUIETLY = {"unfurl_links": False, "unfurl_media": False}


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def button(label: str, action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": text(label), **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def section(words: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}}


def asked_for(label: str, block_id: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": block_id, "label": text(label), "element": element, **more}


def options(*labels: str) -> list[dict[str, Any]]:
    return [{"text": text(label), "value": label.casefold()} for label in labels]


FORM = {
    "type": "modal",
    "callback_id": "times",
    "title": text("When"),
    "submit": text("Save"),
    "close": text("Cancel"),
    "private_metadata": "times in",
    "blocks": [
        asked_for(
            "Day", "day", {"type": "static_select", "action_id": "in", "options": options("Monday", "Friday")}
        ),
        asked_for("Time", "time", {"type": "timepicker", "action_id": "in", "initial_time": "09:00"}),
        asked_for("Where", "zone", {"type": "external_select", "action_id": "zones", "min_query_length": 2}),
        asked_for(
            "Note", "note", {"type": "plain_text_input", "action_id": "in", "max_length": 20}, optional=True
        ),
    ],
}


def listen(app: Any) -> None:
    """Let an app answer a little of everything."""
    listen_in_channels(app)
    listen_in_modals(app)
    listen_at_home(app)


def listen_in_channels(app: Any) -> None:
    @app.command("/career")
    async def career(ack, respond, command, client):
        await ack()
        if command["text"] == "form":
            await client.views_open(trigger_id=command["trigger_id"], view=FORM)
        else:
            chosen = {"type": "static_select", "action_id": "choose", "options": options("Lead", "Staff")}
            await respond(
                text="An answer",
                blocks=[
                    section(f"*About* {command['text']} <https://a.b|here>"),
                    actions(button("Save it", "save"), chosen),
                ],
            )

    @app.command("/silence")
    async def silence(ack):
        await ack()

    @app.action("save")
    async def save(ack, respond, body):
        await ack()
        await respond(text=f"Saved, {'message' in body}", replace_original=True)

    @app.action("choose")
    async def choose(ack, respond, action):
        await ack()
        await respond(text=f"Chose {action['selected_option']['value']}", replace_original=False)

    @app.event("message")
    @app.event("app_mention")
    async def heard(event, client):
        thread = event.get("thread_ts") or event["ts"]
        said = f"You said {event['text'].partition('> ')[2] or event['text']}"
        await client.chat_postMessage(channel=event["channel"], thread_ts=thread, text=said, **QUIETLY)


def listen_in_modals(app: Any) -> None:
    @app.options("zones")
    async def zones(ack, payload):
        found = [name for name in ("Europe/Berlin", "Europe/Paris") if payload["value"].title() in name]
        await ack(options=options(*found))

    @app.view("times")
    async def times(ack, body, client, view):
        values = view["state"]["values"]
        if values["note"]["in"]["value"] == "bad":
            await ack(response_action="errors", errors={"note": "Say something kind"})
            return
        await ack()
        said = [values["day"]["in"]["selected_option"]["value"], values["time"]["in"]["selected_time"]]
        said += [values["zone"]["zones"]["selected_option"]["value"], view["private_metadata"]]
        await client.chat_postMessage(channel=body["user"]["id"], text=" ".join(said), **QUIETLY)

    @app.shortcut("ask")
    async def ask(ack, shortcut, client):
        await ack()
        about = shortcut.get("message", {}).get("text", "anything")
        await client.views_open(
            trigger_id=shortcut["trigger_id"],
            view={"type": "modal", "title": text("Ask"), "blocks": [section(about)]},
        )


def listen_at_home(app: Any) -> None:
    @app.event("app_home_opened")
    async def opened(event, client):
        if event["tab"] == "messages":
            prompts = [{"title": "First job", "message": "How do I find my first job?"}]
            await client.assistant_threads_setSuggestedPrompts(channel_id=event["channel"], prompts=prompts)
        else:
            view = {"type": "home", "blocks": [section("Welcome"), actions(button("More", "more"))]}
            await client.views_publish(user_id=event["user"], view=view)

    @app.action("more")
    async def more(ack, body, client):
        await ack()
        view = {"type": "home", "blocks": [section("Welcome back")]}
        await client.views_publish(user_id=body["user"]["id"], view=view, hash=body["view"]["hash"])


@pytest.fixture(params=["socket", "http"], scope="module")
def slack(request: pytest.FixtureRequest) -> Iterator[Slack]:
    mode: Literal["socket", "http"] = request.param
    with Slack(mode=mode) as slack:
        bolt = Bolt(slack, slack.workspace("T1"))
        listen(bolt.app)
        with bolt:
            yield slack


@pytest.fixture
def ada(slack: Slack) -> Person:
    """Somebody new for each test."""
    return slack.workspace("T1").person(f"UADA{len(slack.workspace('T1').people)}", "Ada")


def test_an_answer_to_a_command_is_for_whoever_asked_alone(slack: Slack, ada: Person) -> None:
    bob = slack.workspace("T1").person("UBOB")
    delivery = ada.command("/career", "staff")
    assert 0 < delivery.ack_ms < 3000
    assert ada.wait() == "About staff here https://a.b Save it Lead Staff"
    assert [seen.ephemeral for seen in ada.timeline] == [True]
    assert bob.timeline == []


def test_a_pressed_button_can_replace_the_message_that_it_is_in(ada: Person) -> None:
    ada.command("/career", "staff")
    ada.wait()
    ada.press("Save")
    assert ada.wait() == "Saved, False"
    assert [seen.words for seen in ada.timeline] == ["Saved, False"]


def test_an_option_of_a_menu_can_be_pressed(ada: Person) -> None:
    ada.command("/career", "staff")
    ada.wait()
    delivery = ada.press("Staff")
    assert ada.wait() == "Chose staff"
    [values] = delivery.payload["state"]["values"].values()
    assert values["choose"]["selected_option"]["value"] == "staff"


def test_a_modal_is_filled_in_by_labels_or_in_order(ada: Person) -> None:
    for fill in ({"Where": "berlin", "Day": "Fri"}, ("Friday", "09:00", "berlin")):
        ada.command("/career", "form")
        assert "Day Monday Friday Time 09:00 Where Note Save Cancel" in ada.wait()
        ada.fill(fill) if isinstance(fill, dict) else ada.fill(*fill)
        assert "Europe/Berlin" in ada.screen()
        ada.submit()
        assert ada.modal is None
        assert ada.wait("times in") == "friday 09:00 europe/berlin times in"


def test_what_the_bot_finds_wrong_is_shown_and_what_was_typed_stays(ada: Person) -> None:
    ada.command("/career", "form")
    ada.wait()
    ada.fill_in("Monday", "10:30", "paris", "bad")
    assert ada.errors == {"Note": "Say something kind"}
    assert "Time 10:30 Where Europe/Paris Note bad Say something kind" in ada.wait()
    ada.fill_in({"Note": "good"})
    assert ada.wait("times in") == "monday 10:30 europe/paris times in"


def test_the_client_itself_refuses_what_is_missing_or_too_long(slack: Slack, ada: Person) -> None:
    ada.command("/career", "form")
    ada.wait()
    ada.fill({"Note": "x" * 21})
    before = len(slack.deliveries)
    assert ada.submit() is None
    assert set(ada.errors) == {"Day", "Where", "Note"}
    assert len(slack.deliveries) == before
    ada.press("Cancel")
    assert ada.modal is None


def test_an_option_that_nobody_offers_cannot_be_chosen(ada: Person) -> None:
    ada.command("/career", "form")
    ada.wait()
    with pytest.raises(AssertionError, match="no option 'atlantis'"):
        ada.fill({"Where": "atlantis"})
    with pytest.raises(AssertionError, match="before 2 characters"):
        ada.fill({"Where": "b"})


def test_home_is_published_and_changed_where_it_is_looked_at(ada: Person) -> None:
    ada.open_home()
    assert ada.wait() == "Welcome More"
    ada.press("More")
    assert ada.wait() == "Welcome back"
    ada.command("/career", "staff")
    assert "Welcome" not in ada.wait()


def test_a_suggested_prompt_is_a_message_to_the_bot(ada: Person) -> None:
    ada.open_messages()
    assert ada.wait() == "First job"
    ada.press("First")
    assert "You said How do I find my first job?" in ada.wait()


def test_a_message_begins_a_thread_and_goes_on_in_it(ada: Person) -> None:
    ada.dm("1 < 2 & so on")
    assert "You said 1 < 2 & so on" in ada.wait()
    [_, answer] = ada.timeline
    assert answer.thread_ts == ada.timeline[0].ts
    ada.dm("really?", thread=answer)
    ada.wait()
    assert {seen.thread_ts for seen in ada.timeline[1:]} == {answer.thread_ts}


def test_a_mention_is_answered_for_all_in_the_channel(slack: Slack, ada: Person) -> None:
    bob = slack.workspace("T1").person("UBOB")
    bob.command("/career", "nothing", channel="C9")
    bob.wait()
    ada.mention("hello", channel="C9")
    assert ada.wait() == "You said hello"
    assert bob.wait().endswith("You said hello")


def test_a_mention_where_the_bot_is_not_reaches_nobody(slack: Slack, ada: Person) -> None:
    slack.workspace("T1").channel("C8", bot_is_member=False)
    assert ada.mention("hello", channel="C8") is None
    assert "not in this channel" in ada.wait()


def test_shortcuts_come_from_anywhere_and_from_messages(ada: Person) -> None:
    ada.shortcut("ask")
    assert ada.wait() == "Ask anything"
    ada.close_modal()
    ada.shortcut_on("ask", "should I go?")
    assert ada.wait() == "Ask should I go?"
    message = ada.say("or stay?")
    ada.close_modal()
    ada.shortcut_on("ask", message)
    assert ada.wait() == "Ask or stay?"


def test_nothing_to_press_says_what_there_is(ada: Person) -> None:
    ada.command("/career", "staff")
    ada.wait()
    with pytest.raises(AssertionError, match=r"nothing to press like 'Delete'.*Save it"):
        ada.press("Delete")


def test_a_command_that_nobody_listens_to_fails(slack: Slack, ada: Person) -> None:
    failed = slack.unacknowledged
    before = len(failed)
    slack.ack_seconds, patience = 0.3, slack.ack_seconds
    delivery = ada.command("/weather")
    slack.ack_seconds = patience
    assert delivery in failed[before:]
    assert ada.wait() == f"/weather failed with the error {delivery.failure}"


def test_many_commands_at_once_are_timed_one_by_one(slack: Slack) -> None:
    load = slack.measure([f"topic {number}" for number in range(30)], 6)
    assert (len(load.ack_ms), len(load.answer_ms), load.lost, load.unacknowledged) == (30, 30, 0, 0)
    assert max(load.answer_ms) < load.seconds * 1000


def test_commands_without_an_answer_or_an_acknowledgement_are_counted(slack: Slack) -> None:
    assert slack.measure(["x", "x"], 2, name="/silence", seconds=0.2).lost == 2
    slack.ack_seconds, patience = 0.2, slack.ack_seconds
    assert slack.measure(["x", "x", "x"], 2, name="/weather").unacknowledged == 3
    slack.ack_seconds = patience


def test_nobody_wrote_or_sent_anything_that_slack_would_refuse(slack: Slack) -> None:
    assert slack.problems == []

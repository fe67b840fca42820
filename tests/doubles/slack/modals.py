"""Submitting and closing modals: what the bot is told, and how the client obeys what it answers."""

from typing import TYPE_CHECKING

from tests.doubles.slack import forms, payloads
from tests.doubles.slack.api import Refused
from tests.doubles.slack.blockkit import problems_in_ack_errors, problems_in_view
from tests.doubles.slack.elements import Json
from tests.doubles.slack.views import View, stacked

if TYPE_CHECKING:
    from tests.doubles.slack.delivery import Delivery
    from tests.doubles.slack.people import Person

TROUBLE = "We had some trouble connecting. Try again?"
"""What a modal says whose submission was not acknowledged in time, or not in a way that Slack understands."""


async def submit(view: View) -> "Delivery | None":
    """Submit a modal, unless the client itself finds something wrong in it."""
    slack = view.person.workspace.slack
    view.errors, view.notice = forms.faults(view), ""
    if view.errors:
        view.person.notice_change()
        return None
    trigger_id = slack.triggers.give(view.person)
    delivery = await slack.courier.interaction(
        payloads.submission(view, trigger_id, forms.response_urls(view))
    )
    if delivery.failure:
        view.notice = TROUBLE
        view.person.notice_change()
    elif view in view.person.modals:
        _obey(view, delivery.ack)
    return delivery


async def close(person: "Person", view: View) -> "Delivery | None":
    """Close a modal, or all if it wants that, and tell the bot if it asked for it."""
    cleared = bool(view.sent.get("clear_on_close"))
    gone = list(reversed(person.modals)) if cleared else [view]
    person.modals = [it for it in person.modals if it not in gone]
    person.notice_change()
    courier = person.workspace.slack.courier
    told = [payloads.closed(it, cleared=cleared) for it in gone if it.sent.get("notify_on_close")]
    deliveries = [await courier.interaction(payload) for payload in told]
    return deliveries[0] if deliveries else None


def _obey(view: View, ack: Json) -> None:
    person, slack = view.person, view.person.workspace.slack
    match ack.get("response_action"):
        case None:
            person.modals.remove(view)
        case "clear":
            person.modals.clear()
        case "errors":
            slack.problems += [f"ack: {it}" for it in problems_in_ack_errors(ack["errors"], view.sent)]
            view.errors = dict(ack["errors"])
        case "update" if _sound(view, ack["view"]):
            view.show(ack["view"])
        case "push" if _sound(view, ack["view"]):
            _push(view, ack["view"])
        case _:
            view.notice = TROUBLE
    person.notice_change()


def _sound(view: View, sent: Json) -> bool:
    slack = view.person.workspace.slack
    problems = problems_in_view(sent) if slack.validate else []
    slack.problems += [f"ack: {problem}" for problem in problems]
    return not problems


def _push(view: View, sent: Json) -> None:
    try:
        stacked(view.person, sent)
    except Refused as refused:
        view.person.workspace.slack.problems.append(f"ack: {refused}")
        view.notice = TROUBLE

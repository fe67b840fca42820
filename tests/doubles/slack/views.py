"""Modals and Home tabs: how the bot opens and changes them, and what Slack makes sure of."""

import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.doubles.slack import payloads
from tests.doubles.slack.api import Call, Refused, method
from tests.doubles.slack.blockkit import problems_in_view
from tests.doubles.slack.elements import Json, Values, elements_of, named, values_of

if TYPE_CHECKING:
    from tests.doubles.slack.people import Person

STACK_MAX = 3
"""Modals on top of each other (Slack's page on modals)."""

VIEW_MAX = 250_000
"""Bytes of one view (`view_too_large` in the reference of views.push)."""


@dataclass(eq=False)
class View:
    """A modal or Home as somebody has it before them: what was sent, what is typed in, and what is wrong."""

    person: "Person"
    sent: Json
    id: str = field(default_factory=lambda: f"V{secrets.token_hex(5).upper()}")
    hash: str = ""
    root_id: str = ""
    previous_id: str | None = None
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    """What the bot, or the client, says is wrong, by block_id."""
    notice: str = ""
    """What the client says about the whole modal."""

    @property
    def blocks(self) -> list[Json]:
        """What is in it."""
        return list(self.sent["blocks"])

    def show(self, sent: Json) -> None:
        """Show something else in its place; what was typed stays where the ids are the same."""
        self.sent = {**sent, "blocks": named(sent["blocks"])}
        self.values = values_of(self.sent["blocks"], self.values)
        self.errors, self.notice = {}, ""
        self.hash = f"{self.person.workspace.slack.new_ts()}.{secrets.token_hex(4)}"
        self.person.notice_change()


@method("views.open", tier=4)
def open_view(call: Call) -> Json:
    person, view = _exchanged(call), _checked(call)
    return {"view": payloads.view(stacked(person, view))}


@method("views.push", tier=4)
def push_view(call: Call) -> Json:
    person, view = _exchanged(call), _checked(call)
    if not person.modals:
        raise Refused("not_found")
    return {"view": payloads.view(stacked(person, view))}


@method("views.update", tier=4)
def update_view(call: Call) -> Json:
    sent = _checked(call)
    wanted = {"view_id": call.args.get("view_id"), "external_id": call.args.get("external_id")}
    everybody = [person for workspace in call.workspaces for person in workspace.people.values()]
    for view in (view for person in everybody for view in person.views()):
        if view.id == wanted["view_id"] or view.sent.get("external_id", "") == wanted["external_id"]:
            _unchanged(call, view)
            view.show(sent)
            return {"view": payloads.view(view)}
    raise Refused("not_found")


@method("views.publish", tier=4)
def publish_view(call: Call) -> Json:
    person, sent = call.person(call["user_id"]), _checked(call)
    if sent["type"] != "home":
        raise Refused("invalid_arguments")
    if person.home:
        _unchanged(call, person.home)
    person.home = person.home or View(person, sent)
    person.home.show(sent)
    return {"view": payloads.view(person.home)}


def stacked(person: "Person", sent: Json) -> View:
    """A new modal on top of those that somebody has open."""
    if len(person.modals) >= STACK_MAX:
        raise Refused("push_limit_reached")
    view = View(person, sent)
    if person.modals:
        view.root_id, view.previous_id = person.modals[0].id, person.modals[-1].id
    person.modals.append(view)
    view.show(sent)
    return view


def _exchanged(call: Call) -> "Person":
    return call.slack.triggers.exchange(str(call["trigger_id"]))


def _checked(call: Call) -> Json:
    view: Json = call["view"]
    if not isinstance(view, dict):
        raise Refused("invalid_arguments")
    if any(element["type"] == "file_input" for block in view["blocks"] for element in elements_of(block)):
        # The Block Kit reference says so, at the file input element.
        call.needs("files:read")
    if call.slack.validate:
        if len(json.dumps(view)) > VIEW_MAX:
            raise Refused("view_too_large")
        call.refuse_problems(problems_in_view(view), "invalid_arguments")
    return view


def _unchanged(call: Call, view: View) -> None:
    if call.args.get("hash") not in (None, "", view.hash):
        raise Refused("hash_conflict")

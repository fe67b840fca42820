"""What only an app with an agent view may do: prompts, a status while it thinks, and titles."""

from typing import TYPE_CHECKING

from tests.doubles.slack.api import Call, Refused, method
from tests.doubles.slack.elements import Json

if TYPE_CHECKING:
    from tests.doubles.slack.people import Person

PROMPTS_MAX = 4
"""Suggested prompts (reference of assistant.threads.setSuggestedPrompts)."""

STATES = frozenset({"processing", "active", "suspended", "closed"})
"""What a session can be (reference of agents.sessions.setStatus)."""

TITLE_MAX = 200
"""Characters of a session's title (the same page)."""


@method("assistant.threads.setSuggestedPrompts", scope="assistant:write", tier=4)
def set_prompts(call: Call) -> Json:
    person = _alone_with(call)
    prompts = call["prompts"]
    wrong = [f"a prompt without {key}" for it in prompts for key in ("title", "message") if not it.get(key)]
    if len(prompts) > PROMPTS_MAX:
        wrong.append(f"{len(prompts)} prompts, {PROMPTS_MAX} are shown")
    call.refuse_problems(wrong, "invalid_arguments")
    if call.args.get("thread_ts"):
        # Slack says ok and shows nothing, which no test would notice.
        call.slack.problems.append(f"{call.name}: with thread_ts nothing is shown in an agent view")
        return {}
    person.prompts = list(prompts)
    person.notice_change()
    return {}


@method("assistant.threads.setStatus", scope="assistant:write")
def set_status(call: Call) -> Json:
    workspace, channel = call.channel(call["channel_id"])
    if (channel.id, call["thread_ts"]) not in workspace.messages:
        raise Refused("invalid_thread_ts")
    for person in workspace.readers(channel):
        person.status.append(call.args.get("status") or "")
    return {}


@method("assistant.threads.setTitle", scope="assistant:write")
def set_title(call: Call) -> Json:
    _alone_with(call).titles[call["thread_ts"]] = call["title"]
    return {}


@method("agents.sessions.setStatus", scope="assistant:write", tier=3)
def set_session(call: Call) -> Json:
    workspace, channel = call.channel(call["channel_id"])
    if call["status"] not in STATES or len(call.args.get("title") or "") > TITLE_MAX:
        raise Refused("invalid_arguments")
    for person in workspace.readers(channel):
        person.status.append(call["status"])
    return {}


def _alone_with(call: Call) -> "Person":
    workspace, channel = call.channel(call["channel_id"])
    if channel.kind != "im":
        raise Refused("channel_not_found")
    [user_id] = channel.members or {""}
    return workspace.people[user_id]

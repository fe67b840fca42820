"""`career serve` with settings for Slack, right and wrong ones: how it starts, how it is, how it stops."""

import json
import socket
import time
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from adapters.slack.keys import Keys
from adapters.slack.serving import check
from tests.career import Career, assert_refused, status, stopped, wait
from tests.doubles.postgres import free_port
from tests.doubles.slack.delivery import signed
from tests.doubles.slack.server import Slack, Workspace

pytestmark = pytest.mark.usefixtures("search")

HALF_A_MEGABYTE = 512 * 1024

PAGE = "on your app's page under"
"""Where every token and secret is to be found."""


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        yield slack


@pytest.fixture
def good(slack: Slack) -> dict[str, str]:
    """Settings of one workspace, over sockets."""
    return slack.environment(slack.workspace("T1"))


# Wrong settings


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"SLACK_BOT_TOKEN": "xoxp-of-a-person"}, "SLACK_BOT_TOKEN is another kind of token."),
        ({"SLACK_BOT_TOKEN": "xoxb-mistyped"}, "Slack does not take SLACK_BOT_TOKEN (invalid_auth)."),
        ({"SLACK_APP_TOKEN": "xoxb-of-a-bot"}, "SLACK_APP_TOKEN is another kind of token."),
        ({"SLACK_APP_TOKEN": "xapp-mistyped"}, "Slack does not take SLACK_APP_TOKEN (invalid_auth)."),
        ({"SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together"),
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is the Bot User OAuth Token"),
    ],
)
def test_a_wrong_setting_is_named_with_where_to_find_it(
    good: dict[str, str], tmp_path: Path, changed: dict[str, str], said: str
):
    assert_refused(tmp_path, good | changed, said, PAGE)


def test_a_token_in_a_file_that_was_revoked_is_named_with_where_to_find_a_new_one(
    slack: Slack, good: dict[str, str], tmp_path: Path
):
    gone = slack.workspace("T2")
    settings = good | {"SLACK_BOT_TOKEN": gone.bot_token}
    gone.revoke("token_revoked")

    said = "Slack does not take SLACK_BOT_TOKEN (token_revoked)."
    assert_refused(tmp_path, settings, said, PAGE, source=".env")


def test_where_requests_cannot_come_in_both_ways_for_them_are_named(good: dict[str, str], tmp_path: Path):
    settings = good | {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": ""}
    assert_refused(tmp_path, settings, "no way to reach", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", PAGE)


def test_a_port_that_is_taken_is_named_with_the_setting_for_it(good: dict[str, str], tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        career = Career(tmp_path, good | {"CAREER_HTTP_PORT": str(port), "CAREER_MODEL_DIR": str(tmp_path)})
        run = career.says("serve")

    assert run.exit_code == 2
    assert f"Cannot listen on 127.0.0.1:{port}" in run.stderr
    assert "CAREER_HTTP_PORT" in run.stderr
    assert "Traceback" not in run.stderr


# The doctor


def test_the_doctor_says_where_good_tokens_lead(good: dict[str, str], tmp_path: Path):
    run = Career(tmp_path, good).says("doctor")

    assert "slack: workspace T1, over sockets" in run.stdout
    assert run.exit_code == 0


def test_the_doctor_says_what_is_wrong_with_a_token(good: dict[str, str], tmp_path: Path):
    run = Career(tmp_path, good | {"SLACK_APP_TOKEN": "xapp-mistyped"}).says("doctor")

    assert "wrong slack: Slack does not take SLACK_APP_TOKEN (invalid_auth)." in run.stdout
    assert PAGE in run.stdout
    assert run.exit_code == 1


async def test_a_page_of_something_before_slack_is_no_verdict_on_a_token(slack: Slack):
    keys = Keys(slack.workspace("T1").bot_token, slack.app_token, api_url=slack.api_url)
    slack.fail("auth.test", status=404, page="No such page")
    with pytest.raises(TimeoutError):
        await check(keys)
    assert await check(keys) == "workspace T1, over sockets"


# From start to stop


def test_without_slack_it_serves_the_terminal_and_is_well(tmp_path: Path):
    port = free_port()
    career = Career(tmp_path, {"CAREER_HTTP_PORT": str(port)})
    with career.serves(until="Bringing weekly prompts to: terminal.") as process:
        assert [status(port, path) for path in ("/healthz", "/readyz", "/slack/events")] == [200, 200, 404]
        assert stopped(process) == (0, True)
    assert "Slack" not in career.log.read_text()


def test_it_waits_for_a_slack_that_cannot_be_reached(tmp_path: Path):
    port, port_of_slack = free_port(), free_port()
    # The settings of a double that begins there later, and its first token.
    later = Slack(port=port_of_slack)
    settings = later.environment() | {
        "SLACK_API_URL": f"http://127.0.0.1:{port_of_slack}/api",
        "SLACK_BOT_TOKEN": "xoxb-T1-1-double",
        "SLACK_SIGNING_SECRET": "",
        "CAREER_HTTP_PORT": str(port),
    }
    career = Career(tmp_path, settings)
    with career.serves(until="Slack cannot be reached") as process:
        assert (status(port, "/healthz"), status(port, "/readyz")) == (200, 503)
        with later as slack:
            own = slack.workspace("T1")
            wait(lambda: status(port, "/readyz") == 200)
            assert_both_are_served(slack, own, port)
            assert stopped(process) == (0, True)
    assert list(career.home.rglob("*")) == []


def assert_both_are_served(slack: Slack, own: Workspace, port: int) -> None:
    """That the mentor is there for the workspace of its own token, and for one that installs it."""
    other = slack.workspace("T2", installed=False)
    assert other.install(other.person("UBOB"), f"http://127.0.0.1:{port}")[0] == 200
    for person in (own.person("UADA"), other.person("UBOB")):
        person.command("/career", "staff")
        assert "Staff is a different job" in person.wait()
        person.open_home()
        assert "Ask me about your career" in person.wait()
    assert slack.unacknowledged == []


# Over HTTP


@pytest.fixture(scope="module")
def over_http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slack]:
    """A Slack that reaches the mentor at its address; all settings are in a file, and it stops when told."""
    port = free_port()
    with Slack(mode="http", bot_url=f"http://127.0.0.1:{port}") as slack:
        own = slack.workspace("T1")
        settings = slack.environment() | slack.environment(own) | {"CAREER_HTTP_PORT": str(port)}
        career = Career(tmp_path_factory.mktemp("http"), settings, source=".env")
        with career.serves(cold=True) as process:
            yield slack
            assert stopped(process) == (0, True)
        assert list(career.home.rglob("*")) == []


def test_a_workspace_of_its_own_and_one_that_installs_it_are_served_together(over_http: Slack):
    assert_both_are_served(over_http, over_http.workspace("T1"), urlsplit(over_http.bot_url).port)


def event(size: int = 0) -> bytes:
    said = {"type": "event_callback", "team_id": "T1", "event": {"type": "nothing", "text": "x" * size}}
    return json.dumps(said).encode()


def posted(slack: Slack, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the mentor's answer to a request."""
    return slack.run(slack.courier.send(BytesIO(body), {"Content-Type": "application/json", **headers}))[0]


def test_what_slack_signed_is_taken(over_http: Slack):
    assert posted(over_http, event(), signed(over_http.signing_secret, event())) == 200
    assert over_http.verify_url()


def test_what_slack_did_not_sign_is_refused(over_http: Slack):
    assert posted(over_http, event(), {}) == 401
    assert posted(over_http, event(), signed("another-secret", event())) == 401
    assert posted(over_http, event(), signed(over_http.signing_secret, b"another body")) == 401


def test_what_slack_signed_long_ago_is_refused(over_http: Slack):
    ten_minutes_ago = time.time() - 600
    assert posted(over_http, event(), signed(over_http.signing_secret, event(), ten_minutes_ago)) == 401


@pytest.mark.parametrize(("size", "answer"), [(HALF_A_MEGABYTE, 200), (2 * HALF_A_MEGABYTE, 413)])
def test_what_is_too_large_for_any_request_is_refused(over_http: Slack, size: int, answer: int):
    body = event(size)
    assert posted(over_http, body, signed(over_http.signing_secret, body)) == answer

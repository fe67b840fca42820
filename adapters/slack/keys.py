"""What Slack gave the operator to run the mentor with, and what is wrong with it before anybody is asked."""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.platform import PlatformUnusable

FIND_BOT = (
    "SLACK_BOT_TOKEN is the Bot User OAuth Token (xoxb-...), on your app's page under OAuth & Permissions, "
    "once it is installed"
)
FIND_APP = (
    "SLACK_APP_TOKEN is an App-Level Token (xapp-...) with the scope connections:write, on your app's page "
    "under Basic Information"
)
FIND_SIGNING = "SLACK_SIGNING_SECRET is on your app's page under Basic Information, App Credentials"
FIND_CLIENT = (
    "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together; both are on your app's page under Basic "
    "Information, App Credentials"
)

SLACK_API = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class Keys:
    """Tokens and secrets; empty where there is none.

    An app token means Socket Mode, a signing secret without one requests over HTTP, and a client id and
    secret that people install the mentor into workspaces of theirs.
    """

    bot_token: str = ""
    app_token: str = ""
    signing_secret: str = ""
    client_id: str = ""
    client_secret: str = ""
    api_url: str = SLACK_API

    def __repr__(self) -> str:
        """Nothing of any of them, since a repr ends up in logs."""
        return "Keys(...)"

    @property
    def present(self) -> bool:
        """Whether anything says that Slack is to be served."""
        return any((self.bot_token, self.app_token, self.signing_secret, self.client_id, self.client_secret))

    @property
    def many(self) -> bool:
        """Whether people may install the mentor from its own page."""
        return bool(self.client_id and self.client_secret)

    def check(self) -> None:
        """Make sure that they can work together; no network.

        Raises:
            PlatformUnusable: they cannot.
        """
        if problems := list(self._problems()):
            raise PlatformUnusable("\n".join(problems))

    def _problems(self) -> Iterator[str]:
        if bool(self.client_id) != bool(self.client_secret):
            yield f"One of two settings is missing. {FIND_CLIENT}."
        if not self.bot_token and not self.many:
            yield f"Slack needs a token to write with. {FIND_BOT}."
        if not self.app_token and not self.signing_secret:
            yield (
                "Slack has no way to reach the mentor. Set one of these:\n"
                f"  {FIND_APP} (no public address needed);\n  {FIND_SIGNING} (requests to /slack/events)."
            )
        if self.bot_token and not self.bot_token.startswith(("xoxb-", "xoxe.xoxb-")):
            yield f"SLACK_BOT_TOKEN is another kind of token. {FIND_BOT}."
        if self.app_token and not self.app_token.startswith("xapp-"):
            yield f"SLACK_APP_TOKEN is another kind of token. {FIND_APP}."

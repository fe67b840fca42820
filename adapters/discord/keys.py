"""What Discord gave the operator to run the mentor with, and what is wrong with it before asking."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from adapters.platform import PlatformUnusable

FIND_BOT = (
    "DISCORD_TOKEN is the token of your application's bot: discord.com/developers/applications, your "
    "application, Bot, Reset Token"
)
FIND_KEY = (
    "DISCORD_PUBLIC_KEY is on your application's page, discord.com/developers/applications, under General "
    "Information"
)

DISCORD_API = "https://discord.com/api/v10"

_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Keys:
    """The bot's *token*; a *public_key* if interactions come to our address; if the *gateway* is used."""

    token: str = ""
    public_key: str = ""
    api_url: str = DISCORD_API
    gateway: bool = True

    def __repr__(self) -> str:
        """Nothing of any of them, since a repr ends up in logs."""
        return "Keys(...)"

    @property
    def present(self) -> bool:
        """Whether anything says that Discord is to be served."""
        return bool(self.token or self.public_key)

    def check(self) -> None:
        """Make sure that they can be what they should be; no network.

        Raises:
            PlatformUnusable: they cannot.
        """
        if problems := list(self._problems()):
            raise PlatformUnusable("\n".join(problems))

    def _problems(self) -> Iterator[str]:
        if not self.token:
            yield f"Discord needs a token. {FIND_BOT}."
        elif not _TOKEN.fullmatch(self.token):
            yield f"DISCORD_TOKEN is something else: a token has three parts with dots between. {FIND_BOT}."
        if self.public_key and not _KEY.fullmatch(self.public_key):
            yield f"DISCORD_PUBLIC_KEY is something else: it has 64 letters, 0 to f. {FIND_KEY}."
        if not self.gateway and not self.public_key:
            yield f"DISCORD_GATEWAY is off, and so nothing would reach the mentor without a key. {FIND_KEY}."

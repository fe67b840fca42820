"""What the environment decides, read once. `.env.example` explains each to the person who sets it."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from platformdirs import user_cache_path, user_data_path
from pydantic import AfterValidator, AliasChoices, AwareDatetime, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from adapters import clock
from knowledge.encoder import MODELS
from knowledge.library import EPISODES

SCHEMES = ("sqlite:///", "sqlite+aiosqlite:///", "postgresql://", "postgres://", "postgresql+psycopg://")


def _known_scheme(url: str) -> str:
    if not url.startswith(SCHEMES):
        raise ValueError(
            "a database is sqlite:///PATH (four slashes for an absolute path) or postgresql://USER:PASSWORD@HOST/NAME"
        )
    return url


def _address(url: str) -> str:
    """An address without a slash at its end."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("an address begins with https://, as in .env.example")
    return url.rstrip("/")


def _address_of_methods(url: str) -> str:
    # Clients put a method's name behind it.
    return f"{_address(url)}/"


def _called(name: str) -> Any:  # noqa: ANN401  (pydantic's own)
    """The name that a platform has for a setting, without a prefix of ours; in lower case it is its field."""
    return Field(validation_alias=AliasChoices(name, name.lower()))


def _named(name: str) -> Any:  # noqa: ANN401  (pydantic's own)
    """The same for one that is None by default."""
    return Field(default=None, validation_alias=AliasChoices(name, name.lower()))


class Settings(BaseSettings):
    """Settings named `CAREER_...`, or as their platform calls them, in the environment or in `.env`."""

    model_config = SettingsConfigDict(
        env_prefix="CAREER_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: Annotated[str, AfterValidator(_known_scheme)] = Field(
        default_factory=lambda: f"sqlite:///{user_data_path('career-mentor') / 'mentor.sqlite3'}"
    )
    """Where the mentor remembers: a SQLite file, or PostgreSQL."""

    secret_key: SecretStr | None = None
    """Keys that seal reflections, the first for new ones; on SQLite a file beside the database by default."""

    cache_dir: Path = Field(default_factory=lambda: user_cache_path("career-mentor"))
    """Where vectors are kept between starts; losing it costs the time to make them again."""

    files_dir: Path = Field(default_factory=lambda: user_data_path("career-mentor"))
    """Where the terminal puts pictures and exports, and nudges until they are looked at."""

    episodes_dir: Path = EPISODES
    """Curated episodes to answer from."""

    model_dir: Path = MODELS
    """The sentence encoder's files."""

    fetch_http: bool = False
    """Whether transcripts and feeds may come over http, too, where anybody in between can change them."""

    http_host: str = "127.0.0.1"
    """Where to listen, if anybody has to reach us: Slack in HTTP mode, people who install, health checks."""

    http_port: int | None = Field(default=None, ge=0, le=65535)
    """On which port; by default none, or 3000 where one is needed."""

    slack_bot_token: SecretStr | None = _named("SLACK_BOT_TOKEN")
    """Writes in one workspace."""

    slack_app_token: SecretStr | None = _named("SLACK_APP_TOKEN")
    """Opens sockets to Slack; without it, Slack's requests come over HTTP."""

    slack_signing_secret: SecretStr | None = _named("SLACK_SIGNING_SECRET")
    """Tells Slack's requests from others' over HTTP."""

    slack_client_id: str | None = _named("SLACK_CLIENT_ID")
    """Who we are when somebody installs the mentor into a workspace of theirs."""

    slack_client_secret: SecretStr | None = _named("SLACK_CLIENT_SECRET")
    """That it is really us."""

    slack_api_url: Annotated[str, _called("SLACK_API_URL"), AfterValidator(_address_of_methods)] = (
        "https://slack.com/api/"
    )
    """Where Slack's Web API is."""

    discord_token: SecretStr | None = _named("DISCORD_TOKEN")
    """Speaks as the bot of an application of Discord's."""

    discord_public_key: str | None = _named("DISCORD_PUBLIC_KEY")
    """Tells Discord's requests from others', if it posts interactions to our address."""

    discord_gateway: Annotated[bool, _called("DISCORD_GATEWAY")] = True
    """Whether this process hears over the gateway: messages that name it, and interactions without a key."""

    discord_api_url: Annotated[str, _called("DISCORD_API_URL"), AfterValidator(_address)] = (
        "https://discord.com/api/v10"
    )
    """Where Discord's API is, with its version."""

    now: AwareDatetime | None = None
    """The time at which the clock starts, for demonstrations and tests; the real time by default."""

    @property
    def clock(self) -> clock.Clock:
        """What time it is, by these settings."""
        return clock.running_from(self.now) if self.now else clock.now

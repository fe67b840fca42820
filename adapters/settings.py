"""What the environment decides, read once. `.env.example` explains each to the person who sets it."""

from pathlib import Path
from typing import Annotated

from platformdirs import user_cache_path, user_data_path
from pydantic import AfterValidator, AwareDatetime, Field, SecretStr
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


class Settings(BaseSettings):
    """Settings named `CAREER_...` in the environment or in `.env`."""

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

    now: AwareDatetime | None = None
    """The time at which the clock starts, for demonstrations and tests; the real time by default."""

    @property
    def clock(self) -> clock.Clock:
        """What time it is, by these settings."""
        return clock.running_from(self.now) if self.now else clock.now

"""What the environment decides, read once. `.env.example` explains each to the person who sets it."""

from pathlib import Path

from platformdirs import user_cache_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.encoder import MODELS
from knowledge.library import EPISODES


class Settings(BaseSettings):
    """Settings named `CAREER_...` in the environment or in `.env`."""

    model_config = SettingsConfigDict(
        env_prefix="CAREER_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    cache_dir: Path = Field(default_factory=lambda: user_cache_path("career-mentor"))
    """Where vectors are kept between starts; losing it costs the time to make them again."""

    episodes_dir: Path = EPISODES
    """Curated episodes to answer from."""

    model_dir: Path = MODELS
    """The sentence encoder's files."""

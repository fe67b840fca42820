"""What Discord offers for typing: the commands, in the languages that people have set."""

import json
from collections.abc import Awaitable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, Protocol, cast

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str

from adapters.discord.requests import ADMINS_COMMAND, Interaction

ASK_ABOUT = "Ask the mentor"
CAREER = "Advice for your career in engineering, from people who have been there"
ABOUT = "A question in your own words, a topic, or: progress, saved, journal, nudges, data, help"
RUN = "Arrange what the mentor does on this server"
RUN_ABOUT = "load, rituals, gaps, admins, or nothing to see what there is"
RUN_FILE = "A transcript to load: WebVTT, SRT, Markdown, text, JSON or HTML, up to 10 MB"

GERMAN: Mapping[str, str] = {
    ASK_ABOUT: "Den Mentor fragen",
    CAREER: "Rat für deine Laufbahn in der Softwareentwicklung, von Leuten, die sie gegangen sind",
    ABOUT: "Eine Frage in eigenen Worten, ein Thema, oder: progress, saved, journal, nudges, data, help",
    RUN: "Einrichten, was der Mentor auf diesem Server tut",
    RUN_ABOUT: "load, rituals, gaps, admins, oder nichts, um zu sehen, was es gibt",
    RUN_FILE: "Ein Transkript zum Laden: WebVTT, SRT, Markdown, Text, JSON oder HTML, bis 10 MB",
    "about": "thema",
    "file": "datei",
}
"""By the English, which is what everybody else reads."""

LANGUAGES: Mapping[discord.Locale, Mapping[str, str]] = {discord.Locale.german: GERMAN}

CHOICE_MAX = 100
"""Characters of a choice's name and of its value (application commands, option choice)."""

MENTOR = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
ANYWHERE = app_commands.allowed_installs(guilds=True, users=True)


class Asked(Protocol):
    """What commands ask of the client that they belong to."""

    def commanded(
        self, interaction: Interaction, text: str, file: discord.Attachment | None = None
    ) -> Awaitable[None]:
        """Answer a line that somebody typed, or a *file* beside it."""

    def asked_about(self, interaction: Interaction, message: discord.Message) -> Awaitable[None]:
        """Answer what somebody else wrote."""

    def suggested(self, interaction: Interaction, text: str) -> Awaitable[Sequence[tuple[str, str]]]:
        """What a line may become, as labels and lines."""


class Translator(app_commands.Translator):
    """The languages of `LANGUAGES`; whatever is not in there stays English."""

    async def translate(
        self,
        string: locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002  (the same words everywhere)
    ) -> str | None:
        """A text in a language, None if there is none."""
        return LANGUAGES.get(locale, {}).get(string.message)


def add_commands(tree: app_commands.CommandTree[Any]) -> None:
    """Put the mentor's commands into *tree*."""
    for command in (_career(), _career_admin(), _ask_about()):
        tree.add_command(command)


async def payload(tree: app_commands.CommandTree[Any]) -> list[dict[str, Any]]:
    """The commands as Discord is told them, in all languages, always in one order."""
    translator = Translator()
    return [dict(await it.get_translated_payload(tree, translator)) for it in tree.get_commands()]


async def digest(tree: app_commands.CommandTree[Any]) -> str:
    """A short name for exactly these commands."""
    return blake2b(json.dumps(await payload(tree), sort_keys=True).encode(), digest_size=16).hexdigest()


async def _suggested(interaction: Interaction, current: str) -> list[Choice[str]]:
    return [
        Choice(name=label[:CHOICE_MAX], value=line)
        for label, line in await _of(interaction).suggested(interaction, current)
        if len(line) <= CHOICE_MAX
    ]


def _career() -> app_commands.Command[Any, Any, None]:
    # Required, so that Discord asks for it at once: "/career staff" can be typed as it is said.
    @MENTOR
    @ANYWHERE
    @app_commands.command(name="career", description=locale_str(CAREER))
    @app_commands.rename(about=locale_str("about"))
    @app_commands.describe(about=locale_str(ABOUT))
    @app_commands.autocomplete(about=_suggested)
    async def career(interaction: Interaction, about: str) -> None:
        await _of(interaction).commanded(interaction, about)

    return career


def _career_admin() -> app_commands.Command[Any, Any, None]:
    # The contexts say "on servers only"; `guild_only` would let those of the others through.
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.command(name=ADMINS_COMMAND, description=locale_str(RUN))
    @app_commands.rename(about=locale_str("about"), file=locale_str("file"))
    @app_commands.describe(about=locale_str(RUN_ABOUT), file=locale_str(RUN_FILE))
    @app_commands.autocomplete(about=_suggested)
    async def career_admin(
        interaction: Interaction, about: str = "", file: discord.Attachment | None = None
    ) -> None:
        await _of(interaction).commanded(interaction, about, file)

    return career_admin


def _ask_about() -> app_commands.ContextMenu:
    @MENTOR
    @ANYWHERE
    @app_commands.context_menu(name=locale_str(ASK_ABOUT))
    async def ask_about(interaction: Interaction, message: discord.Message) -> None:
        await _of(interaction).asked_about(interaction, message)

    return ask_about


def _of(interaction: Interaction) -> Asked:
    return cast("Asked", interaction.client)

"""What discord.py sends passes, whatever it is made of; so nothing is refused that could not be helped."""

import json
from io import BytesIO

import discord
import simcord
from discord import app_commands, ui
from discord.app_commands import Choice, locale_str
from discord.ext import commands
from discord.http import handle_message_parameters
from discord.webhook.async_ import interaction_message_response_params

from tests.doubles.discord.openapi import openapi_problems
from tests.doubles.discord.rules import (
    Upload,
    problems_in_callback,
    problems_in_choices,
    problems_in_commands,
    problems_in_message,
    problems_in_modal,
)
from tests.doubles.discord.samples import ATTACHED

NOBODY = discord.AllowedMentions.none()
CALLBACK = "/interactions/1/token/callback"
COMMANDS = "/applications/1/commands"


def layout():
    """A layout with all that there is for messages."""
    one = discord.SelectOption(label="One", value="one", description="The first", emoji="👍")
    within = (
        ui.TextDisplay("## Staff", id=1),
        ui.Section("One", "Two", accessory=ui.Button(label="Deeper", custom_id="c:deeper")),
        ui.Section("Face", accessory=ui.Thumbnail("https://example.com/i.png", description="A face")),
        ui.Separator(spacing=discord.SeparatorSpacing.large),
        ui.MediaGallery(discord.MediaGalleryItem("attachment://progress.png", description="Weeks")),
        ui.File("attachment://notes.txt"),
        ui.ActionRow(
            ui.Button(label="Another", custom_id="c:another", style=discord.ButtonStyle.primary),
            ui.Button(label="Listen", url="https://example.com"),
        ),
        ui.ActionRow(ui.Select(custom_id="s:1", placeholder="More", options=[one])),
    )
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*within, accent_color=discord.Color.blue(), id=2**31 - 1))
    view.add_item(ui.ActionRow(ui.UserSelect(custom_id="s:2", max_values=25)))
    return view


def form():
    """A modal with all that there is for modals."""
    options = [discord.SelectOption(label=label, value=label) for label in ("09:00", "09:30")]
    fields = (
        ui.TextInput(style=discord.TextStyle.long, default="Before", max_length=3000, required=False),
        ui.Select(options=options),
        ui.RadioGroup(options=[discord.RadioGroupOption(label=label, value=label) for label in "ab"]),
        ui.FileUpload(required=False, max_values=10),
    )
    modal = ui.Modal(title="Reflect", custom_id="m:reflect", timeout=900)
    modal.add_item(ui.TextDisplay("What you write is private."))
    for number, field in enumerate(fields):
        modal.add_item(ui.Label(text=f"Field {number}", description="Long ago", component=field))
    return modal


def files():
    return [discord.File(BytesIO(b"x" * size), name) for name, size in ATTACHED]


def sent(parameters):
    """The body of a request, and the files beside it."""
    uploads = [
        Upload(it["filename"], len(it["value"].read()))
        for it in parameters.multipart or ()
        if "filename" in it
    ]
    body = json.loads(parameters.multipart[0]["value"]) if uploads else parameters.payload
    return body, uploads


async def test_messages_pass():
    parameters = handle_message_parameters(
        view=layout(),
        files=files(),
        allowed_mentions=NOBODY,
        nonce="x" * 25,
        message_reference={"message_id": 5, "fail_if_not_exists": False},
    )
    body, uploads = sent(parameters)
    assert openapi_problems("POST", "/channels/1/messages", body) == []
    assert problems_in_message(body, uploads) == []


async def test_changes_pass():
    parameters = handle_message_parameters(
        view=layout(), attachments=files(), previous_allowed_mentions=NOBODY
    )
    body, uploads = sent(parameters)
    assert openapi_problems("PATCH", "/webhooks/1/token/messages/@original", body) == []
    assert problems_in_message(body, uploads, changes=True) == []


async def test_answers_with_files_pass():
    parameters = interaction_message_response_params(
        type=4,
        view=layout(),
        files=files(),
        flags=discord.MessageFlags(ephemeral=True),
        previous_allowed_mentions=NOBODY,
    )
    body, uploads = sent(parameters)
    assert openapi_problems("POST", CALLBACK, body) == []
    assert problems_in_callback(body, uploads) == []


async def test_messages_of_the_first_kind_pass():
    view = ui.View(timeout=None)
    view.add_item(ui.Button(label="Staff", custom_id="c:staff"))
    parameters = handle_message_parameters(
        "Said", view=view, embed=discord.Embed(title="Title"), allowed_mentions=NOBODY, files=files()
    )
    body, uploads = sent(parameters)
    assert openapi_problems("POST", "/channels/1/messages", body) == []
    assert problems_in_message(body, uploads) == []


async def test_modals_pass():
    body = {"type": 9, "data": form().to_dict()}
    assert openapi_problems("POST", CALLBACK, body) == []
    assert problems_in_modal(body["data"]) == []
    assert problems_in_callback(body) == []


async def test_suggestions_pass():
    body = {"type": 8, "data": {"choices": [Choice(name="Staff", value="staff").to_dict()] * 25}}
    assert openapi_problems("POST", CALLBACK, body) == []
    assert problems_in_choices(body["data"]) == []


class German(app_commands.Translator):
    async def translate(self, string, locale, _):
        return string.message.lower() if locale is discord.Locale.german else None


async def test_commands_pass():
    bot = mentor()
    await bot.tree.set_translator(German())
    body = [await it.get_translated_payload(bot.tree, German()) for it in bot.tree.get_commands()]
    assert len(body) == 4
    assert openapi_problems("PUT", COMMANDS, body) == []
    assert problems_in_commands(body) == []


class Mentor(commands.Bot):
    async def setup_hook(self):
        await self.tree.sync()


def mentor():
    """A bot that answers a command with a layout, a click with a modal, and the modal with a change."""
    bot = Mentor("!", intents=discord.Intents(guilds=True), allowed_mentions=NOBODY)
    running = app_commands.Group(
        name="career-admin",
        description="Run it",
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )

    @bot.tree.command(name="career", description=locale_str("Ask"))
    @app_commands.choices(kind=[Choice(name="Topic", value="topic")])
    async def career(interaction: discord.Interaction, about: str, kind: str = "topic") -> None:
        view = layout()
        view.add_item(ui.TextDisplay(f"{about} is a {kind}"))
        await interaction.response.send_message(view=view, files=files(), ephemeral=True)

    @career.autocomplete("about")
    async def suggest(_: discord.Interaction, current: str) -> list[Choice[str]]:
        return [Choice(name=current, value=current)]

    @running.command(name="topics", description="Show them")
    async def topics(interaction: discord.Interaction, number: app_commands.Range[int, 1, 10] = 1) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        view = ui.LayoutView()
        view.add_item(ui.TextDisplay(f"{number} topic"))
        await interaction.edit_original_response(view=view)
        await interaction.followup.send(view=view, ephemeral=True)

    @bot.tree.context_menu(name="Ask the mentor")
    async def asked(interaction: discord.Interaction, _: discord.Message) -> None:
        await interaction.response.send_modal(form())

    @bot.tree.context_menu(name="Who is this?")
    async def who(interaction: discord.Interaction, _: discord.Member) -> None:
        await interaction.user.send(view=layout(), files=files(), nonce="1")
        await interaction.response.send_message("Sent.", ephemeral=True)

    bot.tree.add_command(running)
    return bot


def problems_in_request(it):
    found = openapi_problems(it.method, it.path, it.json)
    if it.path.endswith("/commands"):
        found += problems_in_commands(it.json)
    elif it.path.endswith("/callback"):
        found += problems_in_callback(it.json)
    elif "components" in it.json:
        found += problems_in_message(it.json, changes=it.method == "PATCH")
    return found


async def test_what_a_bot_sends_in_its_life_passes():
    async with simcord.run(mentor()) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("general")
        manager = guild.create_role("manager", permissions=discord.Permissions(manage_guild=True))
        ada = guild.add_member(env.create_user("ada"), roles=[manager])
        said = await ada.send(channel, "How do I become staff?")
        await ada.slash(channel, "career", about="staff")
        await ada.autocomplete(channel, "career", "about", "sta")
        await ada.slash(channel, "career-admin topics", number=3)
        await ada.context_menu(channel, "Ask the mentor", said)
        await ada.context_menu(channel, "Who is this?", ada)
        sent = [it for it in env.http_requests if it.method != "GET"]
    assert [it.method for it in sent] == ["PUT", *["POST"] * 3, "PATCH", *["POST"] * 5]
    assert [(it, problems) for it in sent if (problems := problems_in_request(it))] == []

"""What is pressed in Discord brings its line back, whoever remembers the message or not."""

import discord
import pytest
import simcord
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.controls import CONTROLS, Ids
from adapters.discord.forms import command_of, fields_of, modal, refilled
from adapters.discord.memory import rest_in, told_rest
from adapters.discord.render import render
from adapters.drawing import OPEN_AGAIN, form_of
from adapters.text import clean
from bot.message import Button, Buttons, Choice, ChoiceField, Choices, Form, Message, Paragraph, TextField
from knowledge.curation import REF_MAX
from tests.adapters.discord.texts import MARKS, UNTRUSTED

QUESTION = f"how *do* I # tell? <@1> {MARKS} {'why? ' * 60}"
FORM = Form(
    "Reflect",
    "reflect a/b",
    (
        TextField(
            "text", "Your thoughts", 3000, f"```\n{MARKS} ", "There is nothing to keep yet.", long=True
        ),
        ChoiceField("mood", "Mood", (("low", "Low"), ("high", "High")), "high"),
    ),
    verb="Keep",
)
MESSAGE = Message((
    Choices("Topics", tuple(Choice(f"Topic {n}", "detail", f"topic {n}") for n in range(30))),
    Choices("Cards", (Choice("A card", "detail", "open a/b"),)),
    Buttons((Button("Topics", "topics"), Button("Another", f"another a/b: {QUESTION}"))),
))  # fmt: skip


LONGEST = f"{'a' * 40}/{'b' * (REF_MAX - 41)}"


@pytest.mark.parametrize(
    "line", [f"another {LONGEST}: why?", f"unhelpful {LONGEST}", f"drop {LONGEST} yes", f"card {LONGEST}"]
)
def test_every_button_of_a_card_with_the_longest_name_brings_its_line(line):
    head = line.partition(": ")[1]
    assert Ids().head(line) if head else Ids().whole(line)


def test_a_prompt_about_a_card_with_the_longest_name_can_be_answered():
    command = f"reflect {LONGEST} 2026-W49"
    assert command_of(modal(Form("Reflect", command, ())).custom_id) == command
    assert Ids().form(command)


class Listener(discord.Client):
    """A client that shows one message to whoever says anything, and notes what is pressed in it."""

    def __init__(self, message=MESSAGE):
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none())
        self.message = message
        self.heard = []

    async def setup_hook(self):
        self.add_dynamic_items(*CONTROLS)

    async def on_message(self, said):
        if said.author != self.user:
            for page in render(self.message).pages:
                await said.channel.send(view=page.view())

    async def pressed(self, interaction, line):
        self.heard.append(line)
        await interaction.response.send_message(view=render(Message((Paragraph("Heard"),))).pages[0].view())

    async def reopened(self, interaction, line, typed):
        self.heard.append((line, typed))
        shown = modal(refilled(form_of(self.message), typed))
        shown.stop()
        await interaction.response.send_modal(shown)

    async def on_interaction(self, interaction):
        if interaction.type is discord.InteractionType.modal_submit:
            self.heard.append((command_of(interaction.data["custom_id"]), fields_of(interaction.data)))
            await interaction.response.send_message("Kept")


async def shown(env):
    """Somebody in a channel, and what they are shown there."""
    guild = env.create_guild()
    channel = guild.create_text_channel("general")
    ada = guild.add_member(env.create_user("ada"))
    await ada.send(channel, "hello")
    return ada, channel.last_message


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("Topics", "topics"),
        ("Another", f"another a/b: {' '.join(QUESTION.split())}"),
        ("Open", "open a/b"),
    ],
)
async def test_a_button_brings_its_line_back_however_long_it_is(label, line):
    async with simcord.run(Listener()) as env:
        ada, message = await shown(env)
        await ada.click(message, label=label)
        assert env.bot.heard == [line]


async def test_what_is_picked_from_a_menu_is_its_line():
    async with simcord.run(Listener()) as env:
        ada, message = await shown(env)
        await ada.select(message, ["topic 29"], custom_id="s:1")
        assert env.bot.heard == ["topic 29"]


async def test_a_form_is_opened_again_with_what_was_typed_and_sent_in_to_a_client_that_knows_no_modals():
    async with simcord.run(Listener(Message((FORM,)))) as env:
        ada, message = await shown(env)
        opened = await ada.click(message, label=OPEN_AGAIN)
        typed = FORM.fields[0].value
        assert env.bot.heard == [("reflect a/b", {0: typed, 1: "high"})]
        await ada.submit_modal(opened, {"text": f"{typed}more", "mood": ["low"]})
        assert env.bot.heard[1:] == [("reflect a/b", {"text": f"{typed}more", "mood": "low"})]


async def test_discord_py_keeps_nothing_of_what_was_sent_or_opened():
    async with simcord.run(Listener(Message((*MESSAGE.parts, FORM)))) as env:
        for _ in range(10):
            ada, message = await shown(env)
            await ada.click(message, label=OPEN_AGAIN)
            await ada.click(message, label="Topics")
        assert len(env.bot.heard) == 20
        store = env.bot._connection._view_store  # noqa: SLF001
        assert (store._views, store._synced_message_views, store._modals) == ({}, {}, {})  # noqa: SLF001


@given(UNTRUSTED)
def test_the_rest_of_a_line_is_told_so_that_it_can_be_read_again(rest):
    seen = discord.TextDisplay({"type": 10, "id": 1, "content": told_rest(rest)})
    assert rest_in([seen]) == " ".join(clean(rest).split())


@given(st.lists(st.text(max_size=120), max_size=12))
def test_no_two_ids_are_the_same_nor_longer_than_discord_takes(lines):
    ids = Ids()
    given = [
        id for line in lines for id in (ids.whole(line), ids.form(line), ids.head(line), ids.menu()) if id
    ]
    assert len(set(given)) == len(given)
    assert all(len(id) <= 100 for id in given)


def test_a_line_without_a_head_is_all_rest():
    ids = Ids()
    assert (ids.head("why " * 30), ids.rest()) == ("t:", ("why " * 30).strip())
    assert (ids.head("why " * 30), ids.rest()) == ("", "")


def test_a_rest_that_a_message_cannot_tell_has_no_id():
    assert Ids().head(f"another a/b: {'x' * 1801}") == ""

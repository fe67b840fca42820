"""What people do reaches a bot on discord.py, and what it answers is what they see, both ways."""

import io
from typing import Any

import discord
import pytest
from discord import app_commands, ui

from tests.doubles.discord.content import Message
from tests.doubles.discord.dpy import Client, Dpy
from tests.doubles.discord.people import Person
from tests.doubles.discord.server import Discord


class Press(ui.DynamicItem[ui.Button], template=r"c:(?P<line>.+)"):
    """A button whose command stands in it."""

    def __init__(self, label: str, line: str) -> None:
        super().__init__(ui.Button(label=label, custom_id=f"c:{line}"))
        self.line = line

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: ui.Button, found: Any) -> "Press":
        return cls(item.label, found["line"])

    async def callback(self, interaction: discord.Interaction) -> None:
        match self.line:
            case "form":
                await interaction.response.send_modal(modal())
            case "change":
                await interaction.response.edit_message(view=layout("Changed"))
            case "change later":
                await interaction.response.defer()
                await interaction.edit_original_response(view=layout("Changed later"))
            case "share":
                await interaction.response.send_message(view=layout("For all", "again"))
            case line:
                await interaction.response.send_message(view=layout(f"Pressed {line}"), ephemeral=True)


def layout(text: str, *lines: str) -> ui.LayoutView:
    """A text with a button for each of some commands."""
    view = ui.LayoutView(timeout=None)
    inside: list[ui.Item] = [ui.TextDisplay(text)]
    if lines:
        inside.append(ui.ActionRow(*(Press(line.capitalize(), line) for line in lines)))
    view.add_item(ui.Container(*inside))
    return view


def modal() -> ui.Modal:
    """A form with one of each."""
    days = [discord.SelectOption(label=it, value=it.casefold()) for it in ("Monday", "Friday")]
    asked = ui.Modal(title="When", custom_id="m:when")
    asked.add_item(ui.TextDisplay("Say **when**."))
    asked.add_item(ui.Label(text="Day", component=ui.Select(options=days, custom_id="day")))
    note = ui.TextInput(custom_id="note", min_length=2, max_length=20, default="so", required=False)
    asked.add_item(ui.Label(text="Note", description="Short", component=note))
    return asked


def listen(client: Client) -> None:
    """Let a client answer a little of everything."""
    client.add_dynamic_items(Press)
    add_commands(client)

    @client.event
    async def on_message(message: discord.Message) -> None:
        if not message.author.bot and (message.guild is None or client.user in message.mentions):
            said = message.content.partition("> ")[2] or message.content
            await message.reply(f"You said {said}", mention_author=False)

    @client.event
    async def on_interaction(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.modal_submit:
            inside = [it["component"] for it in interaction.data["components"] if it["type"] == 18]
            said = [it.get("value") or ",".join(it["values"]) for it in inside]
            await interaction.response.send_message(view=layout(" and ".join(said)), ephemeral=True)


def add_commands(client: Client) -> None:
    async def suggested(_: discord.Interaction, text: str) -> list[app_commands.Choice]:
        return [app_commands.Choice(name=f"{text}ff", value="staff")]

    @client.tree.command(description="Ask")
    @app_commands.autocomplete(about=suggested)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def career(interaction: discord.Interaction, about: str) -> None:
        match about:
            case "silence":
                pass
            case "later":
                await interaction.response.defer(ephemeral=True, thinking=True)
                await interaction.edit_original_response(view=layout("Later"))
            case "more":
                await interaction.response.send_message(view=layout("First"), ephemeral=True)
                await interaction.followup.send(view=layout("Second"), ephemeral=True)
            case "picture":
                view = ui.LayoutView()
                view.add_item(
                    ui.MediaGallery(discord.MediaGalleryItem("attachment://a.png", description="A week"))
                )
                file = discord.File(io.BytesIO(b"bytes"), "a.png")
                await interaction.response.send_message(view=view, file=file, ephemeral=True)
            case _:
                view = layout(f"About **{about}**", "form", "change", "change later", "share", "other")
                await interaction.response.send_message(view=view, ephemeral=True)

    @client.tree.command(name="career-admin", description="Run")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def admin(interaction: discord.Interaction) -> None:
        may = interaction.permissions.manage_guild
        await interaction.response.send_message(view=layout(f"Manages: {may}"), ephemeral=True)

    @client.tree.context_menu(name="Ask the mentor")
    async def about(interaction: discord.Interaction, message: discord.Message) -> None:
        said = f"About {message.content} by {message.author.name}"
        await interaction.response.send_message(view=layout(said), ephemeral=True)


@pytest.fixture(scope="module", params=["gateway", "http"])
def double(request):
    with Discord(http_url="" if request.param == "http" else None) as discord_:
        server = discord_.server("Guild", owner=discord_.person("Olga"))
        server.channel("general")
        with Dpy(discord_, listen):
            yield discord_


@pytest.fixture
def ada(double) -> Person:
    return double.person(f"Ada {len(double.people)}")


def test_a_command_is_answered(ada: Person) -> None:
    interaction = ada.command("career", about="staff")
    assert interaction.ack_ms < 3000
    assert ada.wait().startswith("About staff Form Change")
    assert ada.timeline[-1].ephemeral


def test_what_is_ephemeral_is_seen_by_one(ada: Person, double) -> None:
    bob = double.person("Bob")
    before = bob.timeline
    ada.command("career", about="staff")
    ada.wait()
    assert bob.timeline == before


def test_an_answer_may_come_later_or_in_several_messages(ada: Person) -> None:
    ada.command("career", about="later")
    assert ada.wait() == "Later"
    assert not ada.thinking
    ada.command("career", about="more")
    assert ada.wait("Second") == "First Second"


def test_options_are_completed(ada: Person) -> None:
    assert ada.complete("career", "sta") == [("staff", "staff")]


def test_buttons_answer_and_change(ada: Person) -> None:
    ada.command("career", about="staff")
    ada.wait()
    shown = ada.timeline[-1]
    ada.press("Other", on=shown)
    assert ada.wait() == "Pressed other"
    ada.press("Change later", on=shown)
    assert ada.wait() == "Changed later"
    assert ada.timeline[-2].edited


def test_anybody_may_press_what_all_see(ada: Person, double) -> None:
    bob = double.person("Bob")
    ada.command("career", about="staff")
    ada.wait()
    bob.begin()
    ada.press("Share")
    assert bob.wait() == "For all Again"
    bob.press("Again", on=bob.timeline[-1])
    assert bob.wait() == "Pressed again"
    assert "Pressed again" not in [seen.words for seen in ada.timeline]


def test_a_modal_is_filled_in_and_submitted(ada: Person) -> None:
    ada.command("career", about="staff")
    ada.wait()
    ada.press("Form")
    assert ada.wait() == "When Say when. Day Monday Friday Note Short so Submit Cancel"
    ada.fill("Fri", "soon")
    assert ada.modal.values == {"Day": "Friday", "Note": "soon"}
    ada.submit()
    assert ada.wait() == "friday and soon"
    assert ada.modal is None


def test_a_client_sends_no_form_that_does_not_fit(ada: Person) -> None:
    ada.command("career", about="staff")
    ada.press("Form")
    ada.wait()
    with pytest.raises(AssertionError, match="Day is required"):
        ada.submit()
    with pytest.raises(AssertionError, match="offers no 'Sunday', but Monday, Friday"):
        ada.fill({"Day": "Sunday"})
    with pytest.raises(AssertionError, match="Note takes 2 to 20, and not 1"):
        ada.fill_in("Monday", "x")
    with pytest.raises(AssertionError, match="a modal covers everything"):
        ada.command("career", about="staff")
    ada.close_modal()
    ada.command("career", about="staff")


def test_files_are_seen_with_their_descriptions(ada: Person) -> None:
    ada.command("career", about="picture")
    assert ada.wait() == "A week"
    [file] = ada.timeline[-1].files
    assert (file.name, file.data) == ("a.png", b"bytes")
    item = ada.timeline[-1].components[0]["items"][0]
    assert item["media"]["url"].endswith("/a.png?ex=" + item["media"]["url"].rpartition("=")[2])


def test_a_message_can_be_asked_about(ada: Person, double) -> None:
    ada.ask_about("How do I *grow*?")
    assert ada.wait() == "About How do I grow? by eve"
    said = double.person("Bob").say("What is staff?")
    ada.ask_about(said)
    assert ada.wait() == "About What is staff? by bob"


def test_admins_have_commands_of_their_own(ada: Person, double) -> None:
    server = double.server("Guild")
    rita = double.person("Rita", admin_of=[server])
    rita.command("career-admin")
    assert rita.wait() == "Manages: True"
    with pytest.raises(AssertionError, match="may not use career-admin: it is hidden"):
        ada.command("career-admin")
    with pytest.raises(AssertionError, match="not offered in this kind of place"):
        rita.command("career-admin", at=rita.dm)


def test_what_was_not_registered_cannot_be_used(ada: Person) -> None:
    with pytest.raises(AssertionError, match="no command 'carer'; it has career"):
        ada.command("carer")
    with pytest.raises(AssertionError, match="no option topic"):
        ada.command("career", topic="staff")
    with pytest.raises(AssertionError, match="about is required"):
        ada.command("career")


def test_a_person_takes_the_bot_along(double) -> None:
    elsewhere = double.server("Elsewhere", with_bot=False)
    eve = double.person("Eva")
    with pytest.raises(AssertionError, match="the bot is not here"):
        eve.command("career", about="staff", at=elsewhere)
    eve.installed = True
    interaction = eve.command("career", about="staff", at=elsewhere)
    assert interaction.owners == {"1": eve.id}
    assert eve.wait().startswith("About staff")
    private = eve.private_with(double.person("Bob"))
    eve.command("career", about="staff", at=private)
    assert eve.wait().startswith("About staff")
    with pytest.raises(AssertionError, match="not Eva's own: career-admin is not offered"):
        eve.command("career-admin", at=private)


def test_an_interaction_without_an_answer_is_taken_down(ada: Person, double) -> None:
    double.answer_seconds = 0.1
    interaction = ada.command("career", about="silence")
    double.answer_seconds = 3.0
    assert ada.wait() == "The application did not respond"
    assert double.unanswered[-1] is interaction


def test_a_message_to_the_bot_is_answered_where_it_was_said(ada: Person, double) -> None:
    if double.http_url:
        pytest.skip("messages come over the gateway")
    mine = ada.mention("hello")
    assert ada.wait() == "You said hello"
    assert ada.timeline[-1].reference == mine.id
    ada.say("hello you", at=ada.dm)
    assert ada.wait() == "You said hello you"
    assert ada.timeline[-1].channel is ada.dm


def test_names_are_shown_for_mentions(ada: Person, double) -> None:
    bob = double.person("Bob")
    bob.begin()
    channel = double.server("Guild").channel("general")
    ada.say(f"Hi <@{bob.id}>, see <#{channel.id}>", at=channel)
    assert bob.wait().startswith("Hi @Bob, see #general")


def test_links_are_followed(ada: Person) -> None:
    view = ui.LayoutView()
    view.add_item(ui.ActionRow(ui.Button(label="Listen", url="https://a.b/c")))
    message = ada.discord.put(Message("1", ada.dm, ada.discord.account))
    message.components = view.to_components()
    assert ada.follow("Listen") == "https://a.b/c"


def test_posts_are_signed(double) -> None:
    if not double.http_url:
        pytest.skip("over the gateway nothing is posted")
    assert double.ping()
    assert double.forge() == 401


def test_many_ask_at_once(double) -> None:
    load = double.measure(["staff", "later"] * 20, in_flight=8)
    assert (len(load.answer_ms), load.lost, load.unacknowledged) == (40, 0, 0)
    assert load.seconds > 0

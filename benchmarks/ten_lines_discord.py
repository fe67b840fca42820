"""The shortest bot on discord.py, with all of its defaults, that `discord.py` compares the mentor with.

It answers everything at once with the same three texts, and remembers nothing. To be run with `python -P`:
beside it there is a file of the name of the package that it imports.
"""

import os

import discord
from discord import app_commands, ui

# The one that has itself told where the gateway is.
client = discord.AutoShardedClient(intents=discord.Intents.default())
tree = app_commands.CommandTree(client)


class Answer(ui.LayoutView):
    """Three texts."""

    title = ui.TextDisplay("### Staff engineer")
    advice = ui.TextDisplay("Make work visible, and find somebody who speaks for you.")
    source = ui.TextDisplay("-# From an episode.")


@tree.command(name="career", description="Advice for your career")
async def answer(interaction: discord.Interaction, about: str) -> None:  # noqa: ARG001
    """The ten lines."""
    await interaction.response.send_message(view=Answer(), ephemeral=True)


@client.event
async def setup_hook() -> None:
    """Tell Discord of the command."""
    await tree.sync()


if __name__ == "__main__":
    discord.http.Route.BASE = os.environ["DISCORD_API_URL"]
    client.run(os.environ["DISCORD_TOKEN"])

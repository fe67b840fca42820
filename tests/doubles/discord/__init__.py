"""A Discord on loopback sockets that refuses what Discord refuses, for discord.py and the bot as they are."""

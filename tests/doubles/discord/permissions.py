"""What people and the bot may do, as the bits of Discord's page on permissions."""

MANAGE_SERVER = 1 << 5
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
READ_HISTORY = 1 << 16

EVERYONE = (
    VIEW_CHANNEL
    | SEND_MESSAGES
    | READ_HISTORY
    | 1 << 6  # add reactions
    | 1 << 14  # embed links
    | 1 << 15  # attach files
    | 1 << 31  # use application commands
    | 1 << 38  # send messages in threads
    | 1 << 50  # use external apps
)
"""What everybody may do in a new server, as far as a bot that talks is concerned."""

ALL = (1 << 53) - 1
"""What owners may do."""

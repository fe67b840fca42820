"""A Slack on loopback sockets that refuses what Slack refuses, for the libraries and the bot as they are."""

"""The mentor in Slack: slash commands, mentions, direct messages, Home, modals and weekly prompts."""

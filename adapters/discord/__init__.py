"""The mentor as a member of Discord servers, and in direct messages there."""

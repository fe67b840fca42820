"""What the mentor knows: episodes, the cards made of them, and how to find the right one.

Nothing here knows a chat platform, a member or a database.
"""

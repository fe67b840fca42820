"""Texts as nobody would write them, and some people do, with all that Discord's markdown has."""

from hypothesis import strategies as st

from tests.adapters.slack.texts import ACCENTED, FAMILY, FLAG, PALE, RIGHT_TO_LEFT

PINGS = "@everyone @here <@1> <@!1> <@&1> <#1> <t:1:R> <:smile:1> </ask:1> <id:guide> [a](https://x.test) "
MARKS = "# a\n- b\n> c\n>>> d\n1. e\n-# f\n* g\n**h** *i* _j_ __k__ ~~l~~ ||m|| `n` ```o``` :smile: \\ p\\*q "

_FRAGMENTS = st.sampled_from([
    " ", "\n", "\n\n", ". ", "? ", "*", "**", "_", "__", "~~", "||", "`", "```", "\\", "#", "# ", "-# ", "- ",
    "> ", ">>> ", "1. ", "12) ", "+ ", "[", "](", ")", "<", ">", ":", ":smile:", "@everyone", "<@1>", "<#1>",
    "<t:1:R>", "https://x.test/a_b?c=d&e", "https://x.test/**x**", "http://", "(https://x.test/a)",
    "https://x.test/~ada/@everyone", "word", "7", "\u02cb", "\u200b", "\ufeff", FAMILY, FLAG, PALE, ACCENTED,
    RIGHT_TO_LEFT, "\u3002", "\0", "\ud83d", "\ude00", "a" * 40,
])  # fmt: skip

SHORT = st.lists(_FRAGMENTS, max_size=4).map("".join)
UNTRUSTED = st.lists(_FRAGMENTS | st.text(max_size=20), max_size=30).map("".join)
WORDS = SHORT | UNTRUSTED.map(lambda text: text * 50)
"""From nothing to more than a message takes."""

"""Texts as nobody would write them, and some people do."""

from hypothesis import strategies as st

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
"""One character to look at, five to count."""

FLAG = "\U0001f1e9\U0001f1ea"
PALE = "\U0001f44d\U0001f3fb"
ACCENTED = "e\u0301\u0302"
RIGHT_TO_LEFT = "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u202e"

PINGS = "<!channel> <!here> <@U1> @everyone & &amp; <https://x.test|press> &lt;!channel&gt; "

_FRAGMENTS = st.sampled_from([
    " ", "\n", "\n\n", ". ", "? ", "&", "<", ">", "<!channel>", "&amp;", "&lt", "word", "*", "_", "`", "|",
    FAMILY, FLAG, PALE, ACCENTED, RIGHT_TO_LEFT, "\u3002", "\0", "\ud83d", "\ude00", "a" * 40,
])  # fmt: skip

SHORT = st.lists(_FRAGMENTS, max_size=4).map("".join)
UNTRUSTED = st.lists(_FRAGMENTS | st.text(max_size=20), max_size=30).map("".join)

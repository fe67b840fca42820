"""Which language a transcript is in, guessed by its commonest words."""

import re
from collections import Counter
from collections.abc import Iterable

LOOKED_AT = 10_000
"""Characters: ten minutes of speech hold every common word of their language many times."""

WORDS_MIN = 30
"""Below so many, a few names could decide."""

SHARE_MIN = 0.05
"""Of all words; in speech, the words below make a fifth of those of their language."""

LEAD_MIN = 1.5
"""How many times more words the language has than the next: neighbours share some."""

LANGUAGES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
}

COMMON = {
    "de": "und der die das ist nicht ich wir ein eine mit auch auf dass sich es aber haben man dann",
    "en": "the and that you is of to it was we are have this but so they what like for with",
    "es": "que de la el y en los se por un una con no para es lo como pero más muy",
    "fr": "et les des que est pas je vous nous dans une pour qui sur avec mais c'est ça du on",
    "it": "che di il e la un per non una sono con mi è come anche ma più del della questo",
    "nl": "de het een en dat is niet ik je van we er maar ook op met voor dan wel zijn",
    "pl": "nie się że jest na to i w z jak ale do czy tak co bardzo już tylko może dla",
    "pt": "que de o e a não um uma para com os se mas como você isso muito por mais é",
}

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")

VOTES = [(word, language) for language, words in COMMON.items() for word in words.split()]


def guess(texts: Iterable[str]) -> str:
    """The code of the language that *texts* are in, like "en"; empty if they do not show it."""
    looked_at, length = Counter[str](), 0
    for text in texts:
        looked_at.update(WORD.findall(text[:LOOKED_AT].casefold()))
        length += len(text)
        if length >= LOOKED_AT:
            break
    votes = Counter[str]()
    for word, language in VOTES:
        votes[language] += looked_at[word]
    (best, most), (_, second) = votes.most_common(2)
    total = looked_at.total()
    sure = total >= WORDS_MIN and most >= SHARE_MIN * total and most >= LEAD_MIN * second
    return best if sure else ""


def code(declared: str) -> str:
    """The code of the language that a file declares, as "en-US" or "English"; empty for others than ours."""
    spoken = declared.strip().casefold()
    by_name = {name.casefold(): code for code, name in LANGUAGES.items()}
    return by_name.get(spoken) or (spoken[:2] if spoken[:2] in LANGUAGES else "")

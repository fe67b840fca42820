"""Members' words made fit for searching: cleaned, spelled out, and cut into what an encoder can read."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

LAST_LATIN = "\u024f"
"""The end of the Latin letters in Unicode, but for rare ones."""

ENGLISH = Path(__file__).parent / "english" / "words.txt"

QUESTION_MAX = 20_000
"""Characters read of one question; a member's whole story is a tenth of that."""

MENDED_MAX = 10_000
"""Unknown words whose nearest one is remembered: to look for it takes half a millisecond each time."""

PIECE_WORDS = 90
"""Words in a piece of a long text: inside the encoder's 256 tokens, and near what it is compared with."""

SPELLED_OUT: Mapping[str, str] = {
    "1on1": "one on one",
    "1:1": "one on one",
    "abt": "about",
    "acct": "account",
    "afaik": "as far as I know",
    "asap": "soon",
    "b4": "before",
    "bc": "because",
    "bcs": "because",
    "bcuz": "because",
    "btw": "by the way",
    "btwn": "between",
    "bz": "busy",
    "cant": "cannot",
    "convo": "conversation",
    "coz": "because",
    "cuz": "because",
    "def": "definitely",
    "devs": "developers",
    "dev": "developer",
    "didnt": "did not",
    "dm": "message",
    "doesnt": "does not",
    "dont": "do not",
    "dunno": "do not know",
    "ems": "engineering managers",
    "em": "engineering manager",
    "eng": "engineer",
    "engs": "engineers",
    "exp": "experience",
    "fe": "frontend",
    "fr": "for real",
    "ft": "full time",
    "fulltime": "full time",
    "gonna": "going to",
    "gotta": "have to",
    "govt": "government",
    "gr8": "great",
    "hrs": "hours",
    "ic": "individual contributor",
    "ics": "individual contributors",
    "idk": "I do not know",
    "im": "I am",
    "imho": "in my opinion",
    "imo": "in my opinion",
    "irl": "in real life",
    "isnt": "is not",
    "ive": "I have",
    "jr": "junior",
    "jrs": "juniors",
    "kinda": "kind of",
    "lvl": "level",
    "lvls": "levels",
    "mgmt": "management",
    "mgr": "manager",
    "mgrs": "managers",
    "mngr": "manager",
    "msg": "message",
    "mth": "month",
    "mths": "months",
    "mtg": "meeting",
    "mtgs": "meetings",
    "ngl": "honestly",
    "nvm": "never mind",
    "obv": "obviously",
    "oss": "open source",
    "pls": "please",
    "plz": "please",
    "pm": "product manager",
    "ppl": "people",
    "prod": "production",
    "pt": "part time",
    "r": "are",
    "rn": "right now",
    "shld": "should",
    "shud": "should",
    "shoulda": "should have",
    "smth": "something",
    "smthg": "something",
    "sr": "senior",
    "srs": "serious",
    "swe": "software engineer",
    "swes": "software engineers",
    "tbh": "to be honest",
    "thru": "through",
    "thx": "thanks",
    "tl": "tech lead",
    "tlm": "tech lead manager",
    "u": "you",
    "ur": "your",
    "vs": "or",
    "w": "with",
    "wanna": "want to",
    "wdyt": "what do you think",
    "wlb": "work life balance",
    "wo": "without",
    "wont": "will not",
    "wrk": "work",
    "wud": "would",
    "xp": "experience",
    "y": "why",
    "yoe": "years of experience",
    "yr": "year",
    "yrs": "years",
}
"""Chat speak and the trade's own abbreviations; each stands for one thing in a career question."""

_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+(?:[:'\u2019][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")


def cleaned(text: str) -> str:
    """*text* without what nobody can read: control, format and private characters, and all but single spaces.

    Compatibility forms are folded, so that full-width letters find what plain letters find.
    """
    # Of a text that is too long, both ends: stories begin with who and end with what is asked.
    half = QUESTION_MAX // 2
    read = text if len(text) <= QUESTION_MAX else f"{text[:half]} {text[-half:]}"
    folded = unicodedata.normalize("NFKC", read)[: 2 * QUESTION_MAX]
    readable = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in folded)
    return _SPACES.sub(" ", readable).strip()


def words(text: str) -> list[str]:
    """The words of *text*, lower case, without punctuation."""
    return _WORD.findall(text.casefold().replace("\u2019", "'"))


def normal(text: str) -> str:
    """The one form of all phrases that differ only in case, punctuation and spaces."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def pieces(text: str, size: int = PIECE_WORDS) -> list[str]:
    """*text* cut at the ends of its sentences into pieces of up to *size* words; longer ones are cut."""
    done: list[str] = []
    held: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        for part in _slices(sentence.split(), size):
            if held and len(held) + len(part) > size:
                done.append(" ".join(held))
                held = []
            held += part
    return [*done, " ".join(held)] if held else done


def _slices(tokens: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(tokens), size):
        yield tokens[start : start + size]


def spelled_out(text: str) -> str:
    """*text* with chat speak and abbreviations in full words."""
    return _WORD.sub(lambda match: SPELLED_OUT.get(match.group().casefold(), match.group()), text)


THEIRS = frozenset(
    words("""
        ich mich mir mein meine meinen nicht und oder wie wann warum welche werde wird kann soll sollte muss
        habe ist sind der das ein eine einen einem den dem vom zum zur auf bei nach auch noch mehr
        wenn für über gehalt arbeit kündigen
        ik een het mijn niet hoe wat waarom moet voor naar van zijn geen salaris
        hur jag och inte är jeg hvordan ikke hva hvad
        je nous vous est les des une dans pour avec mes quel quelle pourquoi quand suis dois puis veux mais
        qui que pas cette salaire travail
        cómo como qué por para mis soy estoy puedo debo quiero tengo donde cuando cuanto pero muy del
        trabajo sueldo aumento
        uma não nao você voce meu minha posso devo sou estou quanto muito trabalho
        il gli che sono mio mia perché della nel anche voglio lavoro
        jak się czy mam dla dlaczego jestem chcę mogę pracy
        nas\u0131l nasil bir için icin nedir benim istiyorum değil maaş
        kaise kya mujhe mera meri hai hoon nahi chahiye
        saya bagaimana apa yang tidak untuk gaji
    """)
)
"""Small words of other languages, and those that a question about work has; none of them is English."""

OURS = frozenset(
    words("""
        the how what why when who which does did my you your it for with and not can should would if from this
        that have has get been our they about but are i'm don't
    """)
)
"""Small words of English that are none in other languages."""


def is_foreign(text: str) -> bool:
    """Whether *text* is plainly not English; what could be either is not."""
    letters = [char for char in text if char.isalpha()]
    if sum(char > LAST_LATIN for char in letters) > len(letters) / 2:
        return True
    told = words(text)
    theirs, ours = (sum(word in small for word in told) for small in (THEIRS, OURS))
    strange = any(not char.isascii() for char in letters)
    return theirs + strange >= 2 and theirs > 0 and ours < theirs / 3


@cache
def english() -> frozenset[str]:
    """Words of plain English, lower case, from four letters on: none of them is a slip of another."""
    return frozenset(ENGLISH.read_text(encoding="ascii").split())


def _is_name(word: re.Match[str]) -> bool:
    """Whether a word has a capital that no beginning of a sentence gave it: "Acme" is no slip of "came"."""
    before = word.string[max(0, word.start() - 2) : word.start()]
    return word.group().istitle() and len(before) == 2 and before[1] == " " and before[0] not in ".!?:"


PREFIXES = ("de", "dis", "mis", "non", "off", "out", "over", "pre", "re", "un", "under", "up")
"""What may stand before a known word and make another one that is in no list: "descale", "reapply"."""

ENDINGS = ("s", "ed", "ing")
"""What may stand behind a known word and make a form of it that is in no list: "gaslighting"."""


class Speller:
    """Mends words that nobody knows into the nearest word that the library uses.

    *everyday* English is left alone. *written* are texts with care for spelling, whose words all count as
    right; *typed* are example questions, some with typing errors on purpose.
    """

    SHORTEST = 4
    """A word of three letters is one letter away from too many others."""

    def __init__(self, everyday: Iterable[str], written: Iterable[str], typed: Iterable[str]) -> None:
        common = frozenset(everyday)
        counted = Counter(words("\n".join(written)))
        right = frozenset(counted)
        asked = frozenset(words("\n".join(typed)))
        # A slip that an example has finds that example as it is, but nothing is mended into a slip.
        self._known = common | right | asked
        used = right | (asked & common)
        meant = (word for word in used if len(word) >= self.SHORTEST and word.isalpha())
        # Of two that are equally near, the search takes the first: let it be the one that is used more.
        self._candidates = sorted(meant, key=lambda word: (-counted[word], word))
        self._longest = max(map(len, self._candidates), default=0) + 2
        self._nearest = lru_cache(MENDED_MAX)(self._near)

    def __call__(self, text: str) -> str:
        """*text* with chat speak spelled out and unknown words mended; the rest stays as it was typed."""
        return _WORD.sub(self._mended, text)

    def _mended(self, match: re.Match[str]) -> str:
        typed = match.group()
        word = typed.casefold().replace("\u2019", "'")
        if word in SPELLED_OUT:
            return SPELLED_OUT[word]
        if word in self._known or len(word) < self.SHORTEST or not word.isascii() or not word.isalpha():
            return typed
        # What is too long to be near to anything would only fill the memory.
        if len(word) > self._longest or self._derived(word) or _is_name(match):
            return typed
        return self._nearest(word) or typed

    def _derived(self, word: str) -> bool:
        """Whether *word* is a known one with a prefix or an ending; the encoder reads it by these parts."""
        behind = (word.removeprefix(prefix) for prefix in PREFIXES if word.startswith(prefix))
        before = (word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending))
        return any(len(rest) >= self.SHORTEST and rest in self._known for rest in (*behind, *before))

    def _near(self, word: str) -> str | None:
        """The library's word that was meant by *word*, if one is near enough."""
        # Late, because most questions have no word to mend and a start should not wait for it.
        from rapidfuzz import process  # noqa: PLC0415
        from rapidfuzz.distance import OSA  # noqa: PLC0415

        furthest = 1 if len(word) < 7 else 2
        near = process.extractOne(word, self._candidates, scorer=OSA.distance, score_cutoff=furthest)
        return near[0] if near else None

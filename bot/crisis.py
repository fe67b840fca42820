"""Words that are a cry for help, or tell of harm from others: they get people to turn to, and no advice."""

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum, auto
from functools import cache

from knowledge.words import cleaned


class Plight(Enum):
    """What somebody is in that matters more than a career."""

    DANGER = auto()
    """They speak of suicide or self-harm."""

    HARM = auto()
    """Somebody harasses, bullies, discriminates against, abuses or hurts them or another."""


# Phrases are written without accents and in lower case, as `_plain` makes them; a space stands for itself.
_SELF = r"(my|him|her|them|your) ?sel(f|ves)"
_DO_NOT = r"(do ?n[o']?t|did ?n[o']?t|does ?n[o']?t|no longer|never)( really| even| just)?"
_ANY_MORE = r"(any ?more|any longer|at all)"
_AT_WORK = r"(at|in|on) (this|the|my|our|that) (company|team|job|office|firm|role|project|country|city|call)"
_SOMEWHERE = r"(?! (abroad|alone|apart|at|by|close|far|in (?!this world)|near|on|outside|there|with)\b)"
_NO_JOKE = r"(?! (laughing|inside|on|of (boredom|cringe|embarrassment|hunger|laughter|shame)|as an?|an?)\b)"
_END = r"(?=\W*$|[.!?,;])"
_ON_EARTH = r"be (in|on) (this|the) (world|earth|planet)"
_ALIVE = r"(be alive|exist|go on living|(keep )?(on )?liv(e|ing))"

_IN_ENGLISH = (
    r"(?<!career )(?<!professional )(?<!political )(?<!commercial )s[u*][i1*]c[i1*]d\w*(?! squad)",
    r"(sucide|sucidal|suiside|suicde|sewer ?slide)",
    rf"k[i1*!]l+(s|ed|ing)? ?{_SELF}",
    r"unaliv(e|es|ed|ing)",
    # On its own, or as a verb: it is also a service for keys.
    r"(i|i'?ll|imma|gonna|wanna|going to|want to|will|might|rather|should i)( just)? kms(?! key)",
    rf"^\W*kms{_END}",
    r"end(ing)? ((my|his|her|their) (own )?li(fe|ves)|it all)",
    rf"tak(e|es|ing|en) (my|his|her|their) own li(fe|ves)(?! in)|take my life{_END}",
    rf"(want(s|ed|ing)?|wanna|ready|deserves?|wish i could|like) (to )?(just )?die{_NO_JOKE}",
    rf"i('?m| am) (just )?(going to|gonna) die{_NO_JOKE}|i (should|could) (just )?die{_NO_JOKE}",
    r"wish(ed)? (that )?i (were|was) (dead|never born)|wish(ed)? i had (never been|not been) born",
    rf"wish(ed)? i (were|was) ?n[o']?t (alive|born|here{_END})",
    r"better( off)? (dead|without me)|better( off)? if i (died|(was|were) (dead|gone))",
    r"rather be dead(?! than)",
    r"(nobody|no ?one|would any(one|body)) (would )?(care|notice|mind) if i (died|(was|were) dead)",
    r"(hurt|harm|cut)(t?ing)? myself(?! (off|out|loose|short|some|by (leav|stay|tak)|financ|profess))",
    r"self[ -]?harm(s|ed|ing)?|(harm|cut)(s|t?ing) (him|her|them)self",
    rf"(no|any|one) (reason|point|will|wish)( left)? (to|in|of) ({_ALIVE}|being alive){_SOMEWHERE}",
    rf"point (of|in) (living|being alive|existing){_SOMEWHERE}|lost (the|my|all) will to live",
    r"nothing( left)? to live for|not deserve to live|don'?t deserve to live",
    rf"{_DO_NOT} (want|wanna|wish|care)( to)? {_ALIVE}{_SOMEWHERE}",
    rf"{_DO_NOT} (want|wanna|wish)( to)? be (here|around) {_ANY_MORE}(?! {_AT_WORK})",
    rf"{_DO_NOT} (want|wanna|wish)( to)? (be here|{_ON_EARTH}|wake up){_END}",
    rf"{_DO_NOT} (want|wanna|wish)( to)? (wake up|{_ON_EARTH}) (ever|tomorrow|{_ANY_MORE})",
    r"want to (not|no longer) (be (alive|here)|exist|live)(?! (in|at)\b)",
    rf"(can'?t|cannot|can not) (live|go on)( living| {_ANY_MORE})",
    rf"(and|to|just|could) (never|not) wake up( again| {_ANY_MORE}| tomorrow|{_END})|(sleep|asleep) forever",
    rf"(want|wanna|wish i could)( to)?( just)? (be dead|stop existing|(disappear|vanish)( forever)?{_END})",
    r"life('?s| is| feels| seems)? ?(not|n'?t|no longer|hardly) (really )?worth (living|it)",
    rf"is (my |this )?life (even |still |really )?worth living|(not|n'?t) worth living{_SOMEWHERE}",
    r"life (is|feels|seems) (meaningless|pointless|unbearable|worthless)",
    rf"(tired|sick) of (living|being alive|existing|life{_END}){_SOMEWHERE}",
    r"(done with|giv(e|en|ing) up on|gave up on) (my )?life(?! (in|at)\b)|hate being alive",
    r"(hang|shoot|drown|poison|stab) myself(?! (in|out|up)\b)|slit(ting)? my wrists?",
    r"overdos(e|ed|ing) on (my |some )?(meds|medication|painkillers|pills|sleeping pills|tablets)",
    (
        r"(jump|jumping|throw myself|step) (off|from|out of|in front of|under) (a|the|my) "
        r"(bridge|building|roof|balcony|train|truck|window)"
    ),
    r"(think|thinking|thought|thoughts) (about|of) (dying|death|ending (everything|my life)|not being alive)",
    r"(to|gonna|wanna|just|i'?ll|might|should) off myself",
)
"""Of danger, in the words that people have for it; what only sounds like them is taken out again."""

_IN_OTHER_LANGUAGES = (
    # German
    r"selbst ?mord\w*|suizid\w*|selbst ?verletz\w+|lebensmude|mich (umbringen|umzubringen|tote|toten)",
    r"bringe? mich um|(mir|sich) das leben nehmen|nicht mehr leben",
    r"(will|mochte|wurde gerne?) (nur noch )?(sterben|tot sein)",
    r"wunschte,? ich ware tot|ritze mich",
    # French
    r"(envie de|veux|voudrais) mourir|me tuer(?! (a|au)\b)|mettre fin a (mes jours|ma vie)|m'oter la vie",
    r"(plus envie de|veux plus) vivre(?! (a|au|en|dans|avec|ici)\b)|en finir avec (la|ma) vie",
    # Spanish
    r"matarme(?! (a |de )?(trabaj|estudi|ris)\w*)|me quiero (matar|morir)",
    r"quiero morir(me)?(?! de (risa|verguenza))",
    r"quitarme la vida|(acabar|terminar) con mi vida",
    r"no quiero (vivir|seguir viviendo)( mas)?(?! (en|con|aqui|alli)\b)|hacerme dano",
    # Portuguese
    r"me matar(?! (de|a|trabalh)\w*)|quero morrer(?! de (rir|vergonha))",
    r"nao quero (mais )?viver(?! (em|no|na|com|aqui)\b)|tirar (a )?(minha|propria) (propria )?vida",
    r"acabar com a minha vida",
    # Italian
    r"voglio morire|(uccidermi|ammazzarmi)(?! di)|mi voglio (uccidere|ammazzare)|togliermi la vita",
    r"farla finita",
    r"(non voglio piu|non ho piu voglia di) vivere(?! (a|in|con|qui)\b)",
    # Dutch
    r"zelfmoord\w*|(wil|wou) dood|wil niet meer leven|mezelf (van kant|iets aandoen|doden)|wil sterven",
    # Polish
    r"samobojstw\w*|chce (sie zabic|umrzec)|zabije sie|nie chce (juz )?zyc(?! (w|z)\b)|odebrac sobie zycie",
    # Turkish
    r"intihar\w*|olmek istiyorum|kendimi oldur\w*|artik yasamak istemiyorum",
    # Hindi, in Latin letters
    r"khud ?kushi|a?atmahatya|mar(na| jana) chaht[aei]|(jeena|jina) nahi(n)? chaht[aei]",
    # Russian
    r"самоубииств\w*|суицид\w*|покончить с собои|убить себя|хочу умереть",  # noqa: RUF001
    r"не хочу (больше )?жить(?! (в|с|на)\b)",  # noqa: RUF001
)  # fmt: skip
"""The same, in the plainest words of other languages; "suicide" is nearly the same in many."""

_UNSPACED = (
    "自殺",
    "自杀",
    "死にたい",
    "我想死",
    "不想活",
    "자살",
    "죽고 싶",
    "죽고싶",
    "انتحار",
    "اريد ان اموت",
    "आत्महत्या",
)
"""The same in writings where words stand without spaces or take on more letters."""

_WHO = (
    r"(boss|manager|mgr|lead|supervisor|colleague|co-? ?worker|team ?mate|cto|ceo|vp|director|founder|senior"
    r"|mentor|client|customer|recruiter|interviewer|employer|guy|man|someone|somebody|he|she|they|partner"
    r"|husband|wife|father)s?"
)
_WHOM = r"(me|us|him|her|them)"
_PREJUDICE = (
    r"(racist|sexist|homophobic|transphobic|anti-?semitic|islamophobic|xenophobic|misogynist(ic)?|ableist)"
)
_PREJUDICES = (
    r"(racism|sexism|homophobia|transphobia|anti-?semitism|islamophobia|xenophobia|misogyny|ableism)"
)
_WORK = r"(at|in) (work|school|(the|my|our|this) (company|job|office|team|workplace))"
_FIGURE = r"(?! (at|by|down|for|hard|in|into|off|on|out|to|up|with)\b)"
_FORBIDDEN = r"(back|body|breasts?|butt|chest|face|hair|hips?|knees?|legs?|neck|shoulders?|thighs?|waist)"

_HARMS = (
    r"(?<!anti )(?<!anti-)harr?ass?(e?s|e?d|ing|ments?|ers?)?(?! (policy|policies|training))",
    rf"(?<!anti )(?<!anti-)(cyber)?bull(ied|ies|ying)|bully (boss|manager|{_WHOM}|my)",
    r"(workplace|office|is a|are) bull(y|ies)",
    r"(with|for|under|by) a (\w+ )?bully",
    r"discriminat(ed?|es|ing) against",
    rf"discriminat(es|ed|ing) ({_WHOM}|because|for being|women|mothers|foreigners|people)",
    r"(i|i'?m|we|she|he|am|are|been|being|feel|felt|get|got|was) discriminated(?! (by|on|unions?|types?)\b)",
    (
        r"(?<!age )(?<!price )(?<!type )discrimination"
        r"(?! (analysis|function|in (gan|model|typescript)|law|loss|power|threshold))"
    ),
    rf"abus(es|ed|e|ing) ({_WHOM}|my (child|children|daughter|husband|kids?|partner|son|wife))\b",
    r"(verbal|emotional|physical|sexual|mental|domestic|workplace|child)(ly)? abus(e|ed|es|er|ing|ive)",
    r"(i|i'?m|we|she|he)( (am|are|is|was|were|been|being|have|has|get|got|feel|felt))+ (\w+ )?abused",
    r"victim of (abuse|mobbing)",
    rf"abusive (company|employer|environment|father|job|language|messages?|relationship|workplace|{_WHO})",
    rf"{_WHO}('s| is| are| was| gets| can be) (\w+ )?abusive",
    rf"abuse {_WORK}|abuse from (my|a|the|our) {_WHO}",
    rf"assault(s|ed|ing)? ({_WHOM}|at|by|{_WORK})\b|(was|were|been|being|got|get) (\w+ )?assaulted",
    r"(sexual|physical|indecent)(ly)? assault\w*|rap(e|ed|ist)|molest\w*",
    r"grop(es?|ed|ing)(?! (for|in|around|through|toward))",
    rf"(domestic|workplace|physical|sexual) violence|violence {_WORK}",
    rf"{_WHO}('s| is| are| was| were| got| gets| turned| became) (\w+ )?violent|violent {_WHO}",
    rf"(punche[sd]|slap(s|ped)|choke[sd]|shove[sd]|strangle[sd]|sp(at|its) (at|on)) {_WHOM}{_FIGURE}",
    rf"beats? {_WHOM} up",
    rf"{_WHO}( has| just| once| even)? (hits?|kick(s|ed)|grab(s|bed)|physically \w+) {_WHOM}{_FIGURE}",
    (
        r"(throws?|threw|throwing) (an? |his |her |the )?"
        r"(chairs?|cups?|keyboards?|laptops?|mugs?|objects?|phones?|things) at me"
    ),
    rf"threat(en|ens|ened|ening) {_WHOM}(?! with (a |an )?(firing|layoffs?|pip|termination)\b)",
    r"(death|rape) threats?",
    r"threat(s|en|ens|ened|ening)? to (beat|harm|hit|hurt|kill|rape)",
    r"sexual(ly)? (advances?|comments?|explicit|favou?rs?|jokes?|messages?|misconduct|remarks?|suggestive)",
    r"unwanted (sexual )?(advances?|attention|contact|touch(es|ing)?)|inappropriate(ly)? touch\w*",
    r"touch\w* inappropriately",
    rf"({_WHO}|keeps|kept|always) touch(es|ed|ing) {_WHOM}",
    rf"(touch(es|ed|ing)|star(es|ed|ing) at) my {_FORBIDDEN}",
    r"hit(s|ting)? on (me|her)|(asked( me)? for|demand(s|ed)) sex",
    r"sent me (nudes|dick ?pics?|a dick ?pic)|catcall\w*",
    rf"stalk(s|ed|ing) {_WHOM}|a stalker",
    rf"(am|i'?m|was|being|been|get|getting) mobbed|mob(s|bing)? me|mobbing {_WORK}",
    r"hostile work(place|ing)?( ?environment)?",
    rf"{_PREJUDICE} (abuse|behaviou?r|comments?|company|culture|environment|insults?|jokes?|messages?)",
    rf"{_PREJUDICE} (remarks?|team|workplace|{_WHO})",
    rf"{_WHO}('s| is| are| was| were) (\w+ )?{_PREJUDICE}",
    rf"{_PREJUDICES} ({_WORK}|from|against me|towards? me)",
    rf"(fac(e|es|ed|ing)|experienc(e|es|ed|ing)|suffer\w*( from)?) (\w+ )?{_PREJUDICES}",
    r"(racial |ethnic )?slurs",
    rf"(humiliat|belittl)(e|es|ed|ing) {_WHOM}|gaslight(s|ed|ing)? {_WHOM}|mistreat(s|ed|ing)? (by|{_WHOM})",
    r"retaliat(es|ed|ing|ion) (against|after|for)",
    rf"{_WHO}( \w+){{0,2}} (scream|yell|shout)(s|ed|ing)? at {_WHOM}",
    # German, French, Spanish, Portuguese, Dutch, Polish, Turkish
    r"bela?estig\w+|belastig\w+|gemobbt|mobbt mich",
    r"mobbing (am arbeitsplatz|auf (der )?arbeit|sul lavoro|w pracy)|diskriminiert",
    r"harcel\w+|acos(o (laboral|sexual)|ad[ao])|me acosan?|assedi(o|ad[ao]|am?|ando)|discriminad[ao]",
    r"mi discriminano?",
    r"seksuele intimidatie|gepest|lastiggevallen|gediscrimineerd|molestuj\w*|dyskryminowan\w*|taciz\w*",
)  # fmt: skip
"""Of harm: what is done to people, not to code, and rather by somebody than by a deadline."""


@cache
def _of_danger() -> re.Pattern[str]:
    # When the first question comes: to build these takes some of the time in which a start reads the model.
    return _phrases((*_IN_ENGLISH, *_IN_OTHER_LANGUAGES), map(_plain, _UNSPACED))


@cache
def _of_harm() -> re.Pattern[str]:
    return _phrases(_HARMS)


def _phrases(whole: Iterable[str], anywhere: Iterable[str] = ()) -> re.Pattern[str]:
    """What finds a phrase: one of those that are *whole* words, or one that may stand *anywhere*."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(whole)})(?!\w)|{'|'.join(anywhere) or '(?!)'}")


def _plain(text: str) -> str:
    """*text* in lower case, with plain apostrophes and without accents, in whatever script."""
    straight = text.casefold().replace("\u2019", "'").replace("\u0131", "i")
    parted = unicodedata.normalize("NFKD", cleaned(straight))
    bare = "".join(char for char in parted if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", bare)


def plight(text: str) -> Plight | None:
    """What somebody is in who writes *text*, if anything; rather once too often than once too seldom."""
    said = _plain(text)
    if _of_danger().search(said):
        return Plight.DANGER
    return Plight.HARM if _of_harm().search(said) else None


def in_danger(text: str) -> bool:
    """Whether *text* speaks of suicide or self-harm."""
    return plight(text) is Plight.DANGER

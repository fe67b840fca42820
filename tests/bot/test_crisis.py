"""Which words get people to turn to, and which only sound like them."""

import pytest

from bot.crisis import Plight, in_danger, plight

IN_DANGER = """
I want to kill myself
i'm gonna kill my self
I feel like k*lling myself
unalive myself
thinking about unaliving myself
kms
this job makes me want to kms
ngl i might just kms
life is not worth living
life isn\u2019t worth living
Is my life even worth living?
it's not worth living anymore
I don't want to be here anymore
i dont want to be here any more, every day is the same
I just don't want to be here.
I do not want to be alive
I don't want to exist
I don't want to live like this.
I no longer want to live
I don't want to be in this world anymore
i dont wanna wake up tomorrow
I want to go to sleep and never wake up
I wish I was dead
I wish I'd never... I wish I had never been born
I wish I wasn't alive
everyone would be better off without me
I would be better off dead
nobody would care if I died
I want to die
this company makes me want to die
I'm going to die by my own hand
I am thinking about ending my life
I will end it all tonight
I want to take my own life
I am suicidal
how do i deal with su1cidal thoughts at work
sucidal
I cut myself when the release is late
I have been hurting myself
self-harm
there is no reason to live
what's the point of living
I have nothing left to live for
I'm so tired of living
I'm done with life
I want to disappear forever.
I can't go on living
my life is pointless
I thought about dying all week
I want to jump off a bridge
I will hang myself
I lost the will to live
My colleague said he wants to kill himself
sewerslide
ich will mich umbringen
Ich bringe mich um
Ich will nicht mehr leben
ich möchte sterben
ich habe Selbstmordgedanken
ich wünschte, ich wäre tot
je veux mourir
j'ai envie de me tuer
je veux me suicider
je n'ai plus envie de vivre
quiero morir
quiero matarme
me quiero morir
ya no quiero vivir
quiero quitarme la vida
quero morrer
quero me matar
não quero mais viver
voglio morire
voglio uccidermi
non voglio più vivere
voglio farla finita
ik wil dood
ik wil niet meer leven
ik denk aan zelfmoord
chcę się zabić
chcę umrzeć
nie chcę już żyć
intihar etmek istiyorum
ölmek istiyorum
kendimi öldürmek istiyorum
main marna chahta hoon
mujhe khudkushi karni hai
я хочу умереть
не хочу жить
самоубийство
死にたい
我想死
自杀
죽고 싶어요
""".strip().splitlines()

NOT_IN_DANGER = """
killing time between two jobs
my side project is killing me but I love it
this meeting makes me want to die laughing
I wanted to die of embarrassment in that interview
is it worth living in Berlin?
it's not worth living in San Francisco on this salary
I don't want to live in the valley
I don't want to be here at this company for ten years
I don't want to be here anymore at this company
I don't want to be on this team anymore
I am tired of living in hotels
is it career suicide to leave after six months
Is Java going to die?
this hill is the one I want to die on
I want this project to die
how do I kill a process that hangs
kill the process
how do I kill my darlings in a design doc
should I rotate AWS KMS keys
how many kms do you commute
KMS or Vault for our secrets?
I want to cut myself some slack
should I shoot myself in the foot with a rewrite
I want to disappear from LinkedIn
how do I end it on good terms with my employer
my manager wants to end my contract
my life is work, how do I find balance
is a staff title worth it
I never wake up before nine, is a startup for me?
I can't go on like this at work
I can't live on this salary
this bug made me lose a week
deadlines are murder
how do I stop drowning in meetings
what happens to a project when its maintainer dies
dead-end job
I was dead tired after the release
we are killing the legacy app
I hate my life as a manager
ich will nicht mehr in München leben
je veux en finir avec ce projet
no quiero vivir en Madrid
staff engineer olmak istiyorum
""".strip().splitlines()

HARMED = """
my boss harasses me
my manager harasses me
harassment
i am being harassed at work
how do I deal with harassment
my lead keeps harassing me on slack
a senior harrassed me at the offsite
harasment by a customer
sexual harassment at work
My boss bullies me
I am being bullied by my team lead
bullying at work
my manager is a bully
I work for a bully
how do I deal with a workplace bully
I am discriminated against because I'm a woman
my company discriminates against mothers
discrimination at work
I feel discriminated
is this racial discrimination
am I being discriminated against
my boss abuses me
I am being verbally abused by my manager
emotional abuse from a founder
my manager is abusive
how do I leave an abusive boss
I was assaulted at the christmas party
a colleague assaulted me
sexual assault by a coworker
my colleague groped me
violence at work
domestic violence
my boss is violent
a coworker punched me
my manager hit me
my boss threatens me
he threatened to hurt me
I get death threats
my lead touches my shoulder all the time
my boss keeps touching me
unwanted advances from a director
my coworker makes sexual jokes
my manager hits on me
a colleague is stalking me
I am being mobbed
racist comments in the team chat
my boss is sexist
I face racism every day
hostile work environment
my boss humiliates me in front of everyone
my manager gaslights me
my boss screams at me every day
retaliation after complaining to HR
my boss throws things at me
ich werde auf der Arbeit gemobbt
mein Chef belästigt mich
mon chef me harcèle
sufro acoso laboral
sofro assédio no trabalho
""".strip().splitlines()

NOT_HARMED = """
my manager is aggressive about deadlines
abusing the type system
is it abuse of inheritance to share code this way
our api is being abused by scrapers
bullish on Rust
bully for you
I'd feel like a bully dumping all chores on one person
am I a bully if I insist on reviews
discriminated unions
how do I narrow a union discriminated by kind
a type discrimination in TypeScript
age discrimination
Is there still age discrimination against developers in their forties?
price discrimination for a SaaS
kill the process
hostile codebase
hostile takeover of our startup
an assault on readability
violent disagreement about tabs
the layoffs hit me hard
burnout hit me last year
my mentor pushed me to apply
a teammate beat me to the promotion
my manager kicked me off the project
my lead grabbed me for a quick chat
the keynote touched me
the compiler yells at me
the linter screams at me
they threw a huge project at me
threatened by layoffs
AI threatens my job
my boss threatens me with a PIP
mob programming
is mobbing better than pairing
seniors intimidate me
imposter syndrome beats me down
toxic project
groping for the right abstraction
women in tech
is there sexism in tech interviews
an anti-harassment policy for our meetup
how do we organise anti-bullying training
harness the type system
how do I handle a hostile code review
my boss doesn't like me
should I punch above my weight
what makes a force multiplier
slap a coat of paint on it
retaliation
my manager micromanages me
""".strip().splitlines()


@pytest.mark.parametrize("text", IN_DANGER)
def test_who_speaks_of_suicide_or_self_harm_is_in_danger(text):
    assert plight(text) is Plight.DANGER
    assert in_danger(text.upper())


@pytest.mark.parametrize("text", HARMED)
def test_who_speaks_of_what_others_do_to_people_is_harmed(text):
    assert plight(text) is Plight.HARM
    assert plight(text.upper()) is Plight.HARM


@pytest.mark.parametrize("text", [*NOT_IN_DANGER, *NOT_HARMED])
def test_what_only_sounds_like_it_is_a_question(text):
    assert plight(text) is None


def test_danger_counts_for_more_than_harm():
    assert plight("my boss bullies me and I want to die") is Plight.DANGER


@pytest.mark.parametrize(
    "text", ["I want to\u200b die", "I  want\nto die", "I want to die \U0001f61e", "\uff2b\uff2d\uff33"]
)
def test_what_nobody_sees_hides_nothing(text):
    assert in_danger(text)


def test_no_example_question_of_a_card_is_taken_for_more(library):
    asked = [question for card in library.cards for question in card.questions]
    assert [question for question in asked if plight(question)] == []

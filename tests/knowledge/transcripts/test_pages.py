"""Transcripts as web pages, and pages that are none."""

import pytest

from knowledge.transcripts.model import Reason, Turn
from knowledge.transcripts.reading import read_transcript
from knowledge.transcripts.trouble import Problem, TranscriptUnusable


def read(text, name=""):
    return read_transcript(text.encode(), name)


def spoken(text):
    return [(turn.speaker, turn.text) for turn in read(text).turns]


TEA = [("Ada Bird", "Tea?\n\nOr milk?"), ("Ben", "Tea.")]


@pytest.mark.parametrize(
    "page",
    [
        "<cite>Ada Bird:</cite>\n<time>0:00</time>\n<p>Tea?</p><p>Or milk?</p><cite>Ben :</cite><p>Tea.</p>",
        "<p><cite>Ada Bird</cite> Tea?</p><p>Or milk?</p><p><cite>Ben</cite> Tea.</p>",
        "<time>0:00</time> <cite>Ada Bird</cite><p>Tea?<p>Or milk?</p><time>0:09</time><cite>Ben</cite>Tea.",
        "<p><strong>Ada Bird:</strong> Tea?</p><p>Or milk?</p><p><b>Ben:</b> Tea.</p>",
        "<p><strong>Ada Bird</strong>: Tea?</p><p>Or milk?</p><p><strong>Ben</strong>: Tea.</p>",
        "<p>Ada Bird: Tea?</p><p>Or milk?</p><p>Ben: Tea.</p>",
        "<div>ADA BIRD: Tea?</div><div>Or milk?</div><div>BEN: Tea.</div>",
        "<dl><dt>Ada Bird</dt><dd>Tea?</dd><dd>Or milk?</dd><dt>Ben</dt><dd>Tea.</dd></dl>",
        "<i class=speaker>Ada Bird</i> <p>Tea?<p>Or milk?</p><div><i class=speaker>Ben</i> <p>Tea.</div>",
        "<h4 class=speaker>Ada Bird <time>0:00</time></h4>Tea?<p>Or milk?<h4 class=speaker>Ben 0:09</h4>Tea.",
        "<p>Ada Bird (0:00): Tea?</p><p>Or milk?</p><p>Ben (0:09): Tea.</p>",
        "<html><body>Ada Bird: Tea?<br><br>Or milk?<br>Ben: Tea.</body></html>",
        "<html><pre>Ada Bird: Tea?\n\nOr milk?\n\nBen: Tea.</pre></html>",
        "<ul><li><b>Ada Bird:</b> Tea?<p>Or milk?</li><li><b>Ben:</b> Tea.</li></ul>",
    ],
)
def test_turns_are_read_however_a_page_names_speakers(page):
    assert [(speaker.title(), text) for speaker, text in spoken(page)] == TEA


def test_times_of_a_page_are_kept():
    page = (
        "<cite>Ada:</cite><time>0:09</time><p>Tea?<p>Or <time>0:12</time> milk?<p><time>9:00</time><p>Well?"
    )
    assert read(page).turns == (Turn(1, "Ada", "Tea?\n\nOr milk?\n\nWell?", ((0, 9), (8, 12), (14, 540))),)


def test_two_names_in_a_row_are_two_turns():
    assert spoken("<cite>Ada</cite><cite>Ben</cite><p>Tea.</p>") == [("Ada", ""), ("Ben", "Tea.")]


def test_bold_words_that_name_nobody_are_said():
    page = "<p><b>Ada:</b> Tea?</p><p><b>Hot</b> tea.</p><p><strong>Ben:</strong> <b>Yes.</b></p>"
    assert spoken(page) == [("Ada", "Tea?\n\nHot tea."), ("Ben", "Yes.")]


def test_where_a_page_marks_its_speakers_bold_words_are_no_names():
    page = "<cite>Ada</cite><p>Tea?</p><p><b>Note:</b> hot.</p><cite>Ben</cite><p>Yes.</p>"
    assert spoken(page) == [("Ada", "Tea?\n\nNote: hot."), ("Ben", "Yes.")]


def test_a_speaker_that_holds_the_whole_turn_is_no_name():
    words = "Tea, " * 20
    assert spoken(f"<p>Ada: Hi.</p><div class='speaker-turn'><p>Ben: {words}</p></div>") == [
        ("Ada", "Hi."),
        ("Ben", words.strip()),
    ]


def test_what_stands_around_a_page_is_left_out():
    page = (
        "<!DOCTYPE html><html lang=en-US><head><title>Tea &amp; milk</title><style>p { color: red }</style>"
        '<link rel="canonical" href="https://tea.example/1"><meta property="og:site_name" content="Tea Time">'
        "<script>if (a < b) { document.write('<p>Eve: hi</p>') }</script></head>"
        "<body><header>The pot</header><nav><a href=/>Home</a></nav><h1>Tea</h1>"
        "<p>Ada: Tea?</p><!-- <p>Eve: hi</p> --><p>Ben: Yes.</p><footer>All rights</footer></body></html>"
    )
    transcript = read(page)
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [("Ada", "Tea?"), ("Ben", "Yes.")]
    assert {(it.reason, it.text) for it in transcript.left_out} == {
        (Reason.PAGE, "The pot"),
        (Reason.PAGE, "Home"),
        (Reason.PAGE, "All rights"),
        (Reason.BEFORE, "Tea"),
    }
    about = transcript.about
    assert (about.title, about.url, about.show) == ("Tea & milk", "https://tea.example/1", "Tea Time")


def test_an_entity_that_a_document_declares_is_not_expanded():
    page = (
        '<!DOCTYPE html [<!ENTITY tea "hot water">]><html><p>Ada: &tea; &eacute;</p><p>Ben: Yes.</p></html>'
    )
    assert spoken(page)[0] == ("Ada", "&tea; é")


def test_signs_that_open_no_tag_are_said():
    assert spoken("<p>Ada: if a < b && b > c, I <3 tea</p><p>Ben: <</p>") == [
        ("Ada", "if a < b && b > c, I <3 tea"),
        ("Ben", "<"),
    ]


def test_a_page_without_speakers_is_read_if_it_has_enough_words():
    words = "We talk about tea and about milk, for a long time. " * 10
    transcript = read(f"<html><title>Log in to tea</title><p>{words}</p></html>")
    assert transcript.turns[0].text.startswith("We talk")
    assert transcript.turns[0].speaker == ""


def test_a_fragment_is_a_page_if_its_name_says_so():
    assert read("Ada: Tea?<br>Ben: Yes.", "tea.html").format == "html"


PASSWORD = "<form>Email <input name=e> Password <input type=password></form>"


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (
            f"<html><title>Welcome</title><p>{'Words of a site. ' * 40}</p>{PASSWORD}</html>",
            Problem.LOGIN_PAGE,
        ),
        (
            "<html><head><title>Sign in | Slack</title></head><body><div id=root></div></body></html>",
            Problem.LOGIN_PAGE,
        ),
        (
            "<!doctype html><html><title>Log in</title><p>Go on with an account.</p></html>",
            Problem.LOGIN_PAGE,
        ),
        (
            "<html><title>Tea</title><body><div id=app></div><script>go()</script></body></html>",
            Problem.WEB_PAGE,
        ),
        ("<html><body><p>404. There is nothing here.</p></body></html>", Problem.WEB_PAGE),
    ],
)
def test_a_page_that_is_no_transcript_is_unusable(page, problem):
    with pytest.raises(TranscriptUnusable) as unusable:
        read(page)
    assert unusable.value.problem is problem


@pytest.mark.parametrize(
    "broken",
    [
        "<!--",
        "<![CDATA[",
        "<![if x",
        "<!x",
        "<?x",
        "</",
        "<a b='",
        '<a b="',
        "<p",
        "<script>",
        "<title>",
        "<b>",
        "&#",
        "<",
    ],
)
def test_what_is_left_open_loses_no_turn_before_it(broken):
    assert spoken(f"<p>Ada: Tea?</p><p>Ben: Yes.</p>{broken}")[0] == ("Ada", "Tea?")

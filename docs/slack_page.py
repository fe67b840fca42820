"""Block Kit drawn as Slack's desktop shows it by day, to judge a layout without a workspace to post it in.

Pure HTML, nothing in it moves. Sizes and colours come near Slack's own and are not measured: good enough for
spacing, order and wording, not for counting pixels.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

Json = Mapping[str, Any]
"""A block, an element or a view, as it would be sent to Slack."""

APP = "Career Mentor"
ICON = '<span class="icon">CM</span>'
EYE = (
    '<svg viewBox="0 0 20 20"><path d="M2 10q8-11 16 0q-8 11-16 0z" fill="none" stroke="currentColor"/>'
    '<circle cx="10" cy="10" r="2.5" fill="currentColor"/></svg>'
)
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Post:
    """A message *by* a person, or by the app; *private*: an ephemeral one, which nobody else sees."""

    blocks: Sequence[Json]
    at: str
    by: str = ""
    private: bool = False


def channel_page(place: str, posts: Iterable[Post], replies: Sequence[Post] = ()) -> str:
    """A conversation called *place* with *posts*, and the thread under the last of them."""
    count = f"{len(replies)} repl{'y' if len(replies) == 1 else 'ies'}"
    thread = _div("replies", count) + "".join(map(_post, replies)) if replies else ""
    return _page("channel", _div("bar", escape(place)), *map(_post, posts), thread)


def modal_page(view: Json, errors: Mapping[str, str] = NOTHING) -> str:
    """An open modal; *errors* are those of a submission that was refused, by block id."""
    title = _div("title", ICON, f"<b>{_text(view['title'])}</b>", '<span class="x">✕</span>')
    blocks = [_block(block, errors.get(block.get("block_id", ""), "")) for block in view["blocks"]]
    # Slack has its own word for closing where the app brings none, and no second button without a submit.
    close = _text(view["close"]) if "close" in view else "Cancel" if "submit" in view else "Close"
    submit = f'<span class="button primary">{_text(view["submit"])}</span>' if "submit" in view else ""
    foot = _div("foot", f'<span class="button">{close}</span>', submit)
    return _page("scrim", _div("modal", title, _div("body", *blocks), foot))


def home_page(view: Json) -> str:
    """The app's Home tab."""
    tabs = _div("tabs", "<b>Home</b>", "<span>Messages</span>", "<span>About</span>")
    blocks = map(_block, view["blocks"])
    return _page("home", _div("bar", ICON, escape(APP)), tabs, _div("body", *blocks))


# Frames


def _page(kind: str, *inside: str) -> str:
    head = f'<meta charset="utf-8"><title>{APP}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en">{head}<body class="{kind}">{"".join(inside)}</body></html>'


def _post(post: Post) -> str:
    private = _div("private", EYE, "Only visible to you") if post.private else ""
    icon = f'<span class="icon person">{escape(post.by[0])}</span>' if post.by else ICON
    name = f"<b>{escape(post.by)}</b>" if post.by else f'<b>{APP}</b> <span class="badge">APP</span>'
    by = _div("by", f'{name} <span class="at">{escape(post.at)}</span>')
    return _div("post", private, icon, _div("said", by, *map(_block, post.blocks)))


# Blocks


def _block(block: Json, error: str = "") -> str:
    match block["type"]:
        case "header":
            return f"<h2>{_text(block['text'])}</h2>"
        case "section":
            return _section(block)
        case "context":
            return _div("context", *(_div("bit", _small(element)) for element in block["elements"]))
        case "actions":
            return _div("actions", *map(_element, block["elements"]))
        case "divider":
            return "<hr>"
        case "image":
            title = _div("context", _text(block["title"])) if "title" in block else ""
            return _div("image", title, _image(block))
        case "input":
            return _input(block, error)
        case unknown:
            raise ValueError(f"There is no drawing yet for a block of type {unknown!r}.")


def _section(block: Json) -> str:
    text = _div("text", _text(block["text"])) if "text" in block else ""
    fields = _div("fields", *(_div("text", _text(field)) for field in block.get("fields", ())))
    beside = _div("accessory", _element(block["accessory"])) if "accessory" in block else ""
    return _div("section", _div("main", text, fields if "fields" in block else ""), beside)


def _input(block: Json, error: str) -> str:
    optional = " <i>(optional)</i>" if block.get("optional") else ""
    label = f"<label>{_text(block['label'])}{optional}</label>"
    hint = _div("hint", _text(block["hint"])) if "hint" in block else ""
    wrong = _div("error", "⚠ ", escape(error)) if error else ""
    return _div("input wrong" if error else "input", label, _element(block["element"]), wrong, hint)


# Elements


def _element(element: Json) -> str:
    match element["type"]:
        case "button":
            kind = f"button {element.get('style', '')}".strip()
            return f'<span class="{kind}">{_text(element["text"])}</span>'
        case "image":
            return _image(element)
        case "overflow":
            return '<span class="button overflow">⋯</span>'
        case "plain_text_input":
            return _div("box tall" if element.get("multiline") else "box", _typed(element))
        case "file_input":
            return _div("box file", '<span class="button">Upload files</span> or drag and drop files here')
        case "radio_buttons" | "checkboxes" as kind:
            return _div("options", *(_option(option, element, kind) for option in element["options"]))
        case menu if menu.endswith(("_select", "picker")):
            return _div("box select", _typed(element), '<span class="open">⌄</span>')
        case unknown:
            raise ValueError(f"There is no drawing yet for an element of type {unknown!r}.")


def _typed(element: Json) -> str:
    """What stands in a field at first, or its placeholder."""
    if "initial_option" in element:
        return _text(element["initial_option"]["text"])
    if "initial_options" in element:
        return ", ".join(_text(it["text"]) for it in element["initial_options"])
    names = ("initial_value", "initial_time", "initial_date", "initial_conversation", "initial_channel")
    value = next((element[name] for name in names if element.get(name)), "")
    placeholder = _text(element["placeholder"]) if "placeholder" in element else ""
    return escape(value) or f'<span class="placeholder">{placeholder}</span>'


def _option(option: Json, element: Json, kind: str) -> str:
    chosen = option == element.get("initial_option") or option in element.get("initial_options", ())
    mark = {"radio_buttons": "◉" if chosen else "○", "checkboxes": "☑" if chosen else "☐"}[kind]
    more = _div("hint", _text(option["description"])) if "description" in option else ""
    return _div("option", f"{mark} {_text(option['text'])}", more)


def _small(element: Json) -> str:
    return _image(element) if element["type"] == "image" else _text(element)


def _image(image: Json) -> str:
    """The picture, or its words where it is a file that only Slack has."""
    alt = escape(image["alt_text"])
    if "image_url" in image:
        return f'<img src="{escape(image["image_url"])}" alt="{alt}">'
    return _div("missing", alt)


# Text


def _text(text: Json) -> str:
    return _mrkdwn(text["text"]) if text["type"] == "mrkdwn" else escape(text["text"])


MARKS = re.compile(
    r"""
      ```(?P<pre>(?s:.+?))```
    | `(?P<code>[^`\n]+)`
    | <(?P<link>[^<>\n]+)>
    | (?<![\w*])\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])
    | (?<![\w_])_(?P<italic>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])
    | (?<![\w~])~(?P<struck>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])
    | ^(?:>|&gt;)\ ?(?P<quote>.*)\n?
    | (?P<bare>&(?!(?:amp|lt|gt);)|[<>])
    """,
    re.VERBOSE | re.MULTILINE,
)
"""What Slack reads as a mark; the three entities that it knows are HTML's own and stay as they are."""


def _mrkdwn(text: str) -> str:
    return MARKS.sub(_marked, text)


def _marked(found: re.Match[str]) -> str:
    kind = found.lastgroup or ""
    inside = found[kind]
    match kind:
        case "link":
            return _link(inside)
        case "pre" | "code":
            return f"<{kind}>{_literal(inside)}</{kind}>"
        case "bold" | "italic" | "struck" | "quote":
            tag = {"bold": "b", "italic": "i", "struck": "s", "quote": "blockquote"}[kind]
            return f"<{tag}>{_mrkdwn(inside)}</{tag}>"
        case _:
            return escape(inside)


def _link(inside: str) -> str:
    """A link, or a mention of somebody, of a channel or of everybody in it."""
    target, _, label = inside.partition("|")
    shown = _literal(label or target)
    match target[0]:
        case "@" | "#":
            return f'<span class="mention">{target[0]}{shown.lstrip("@#")}</span>'
        case "!" if target.startswith("!date"):
            return shown
        case "!":
            return f'<span class="mention">@{shown.lstrip("!")}</span>'
        case _:
            return f'<a href="{_literal(target)}">{shown}</a>'


def _literal(text: str) -> str:
    """Text without marks, in which Slack's three entities still count."""
    return re.sub(r"&amp;(amp|lt|gt);", r"&\1;", escape(text))


def _div(kind: str, *inside: str) -> str:
    return f'<div class="{kind}">{"".join(inside)}</div>'


STYLE = """
* { box-sizing: border-box; }
html { background: #fff; }
body { margin: 0; color: #1d1c1d; font: 15px/22px Lato, "Helvetica Neue", Arial, sans-serif; }
b, h2, label { font-weight: 900; }
a { color: #1264a3; text-decoration: none; }
hr { border: 0; border-top: 1px solid #dddddd; margin: 12px 0; }
code, pre { font: 12px/18px Menlo, "DejaVu Sans Mono", monospace; background: #f8f8f8;
  border: 1px solid #dddddd; border-radius: 3px; }
code { color: #c01343; padding: 2px 3px 1px; }
pre { margin: 4px 0; padding: 8px; white-space: pre-wrap; }
blockquote { margin: 0; padding-left: 16px; border-left: 4px solid #dddddd; }
.channel, .home { border: 1px solid #dddddd; border-radius: 8px; overflow: hidden; padding-bottom: 16px; }
.bar { display: flex; align-items: center; gap: 10px; padding: 13px 20px; font-weight: 900; font-size: 18px;
  border-bottom: 1px solid #dddddd; }
.icon { display: inline-flex; align-items: center; justify-content: center; flex: none; width: 36px;
  height: 36px; border-radius: 8px; background: #174f8a; color: #fff; font-weight: 900; font-size: 14px; }
.icon.person { background: #8d6e97; }
.bar .icon, .title .icon { width: 28px; height: 28px; font-size: 11px; border-radius: 6px; }

.post { position: relative; padding: 16px 20px 0 64px; }
.post > .icon { position: absolute; left: 20px; }
.private { display: flex; align-items: center; gap: 8px; color: #616061; font-size: 13px; line-height: 18px;
  margin: 0 0 4px -24px; }
.private svg { width: 16px; stroke-width: 1.5; }
.said { max-width: 600px; }
.by { line-height: 20px; }
.badge { font-size: 10px; font-weight: 700; color: #616061; background: #e8e8e8; border-radius: 2px;
  padding: 1px 3px; vertical-align: 1px; }
.at { font-size: 12px; color: #616061; }
.replies { color: #616061; font-size: 13px; margin: 16px 20px 0; overflow: hidden; }
.replies::after { content: ""; display: inline-block; width: 100%; margin: 0 -100% 0 8px;
  border-top: 1px solid #dddddd; vertical-align: middle; }

h2 { font-size: 18px; line-height: 24px; margin: 12px 0 4px; }
.section { display: flex; gap: 16px; margin: 8px 0; }
.main { flex: 1; min-width: 0; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 16px; }
.accessory img { width: 88px; height: 88px; object-fit: cover; border-radius: 8px; }
.context { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; margin: 8px 0; color: #616061;
  font-size: 13px; line-height: 18px; }
.bit { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 0; }
.context img { width: 20px; height: 20px; border-radius: 4px; display: block; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0; }
.image { margin: 8px 0; }
.image img { max-width: 100%; max-height: 500px; border-radius: 8px; display: block; }
.missing { padding: 48px 24px; background: #f8f8f8; border: 1px solid #dddddd; border-radius: 8px;
  color: #616061; font-size: 13px; line-height: 18px; }
.mention { color: #1264a3; background: #e8f5fa; border-radius: 3px; padding: 0 2px 1px; }

.button { display: inline-block; height: 28px; line-height: 26px; min-width: 48px; max-width: 240px;
  padding: 0 11px; border: 1px solid #bbbabb; border-radius: 8px; background: #fff; font-size: 13px;
  font-weight: 700; text-align: center; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.button.primary { background: #007a5a; border-color: #007a5a; color: #fff; }
.button.danger { background: #e01e5a; border-color: #e01e5a; color: #fff; }
.button.overflow { min-width: 0; }
.box { border: 1px solid #868686; border-radius: 8px; padding: 7px 12px; min-height: 38px;
  background: #fff; white-space: pre-wrap; overflow-wrap: anywhere; }
.box.tall { min-height: 118px; }
.select { display: flex; gap: 4px; justify-content: space-between; white-space: nowrap; }
.open { line-height: 16px; color: #616061; }
.actions .box, .accessory .box { border-color: #bbbabb; min-height: 28px; height: 28px; padding: 2px 11px;
  font-size: 13px; min-width: 176px; font-weight: 700; }
.placeholder { color: #8d8d8d; }

.input { margin: 16px 0; }
label { display: block; margin-bottom: 6px; }
label i { font-weight: 400; font-style: normal; color: #616061; }
.hint { color: #616061; font-size: 13px; line-height: 18px; margin-top: 6px; }
.error { color: #e01e5a; font-size: 13px; line-height: 18px; margin-top: 6px; }
.wrong .box { border-color: #e01e5a; box-shadow: 0 0 0 1px #e01e5a; }

.scrim { width: 584px; background: #8f8e8f; padding: 32px; }
.modal { background: #fff; border-radius: 10px; }
.title { display: flex; align-items: center; gap: 10px; padding: 20px 24px 8px; font-size: 20px;
  line-height: 28px; }
.x { margin-left: auto; color: #616061; font-size: 16px; }
.modal .body { padding: 4px 24px; }
.foot { display: flex; justify-content: flex-end; gap: 12px; padding: 16px 24px 24px; }
.foot .button { height: 36px; line-height: 34px; min-width: 80px; font-size: 15px; }

.tabs { display: flex; gap: 20px; padding: 0 20px; border-bottom: 1px solid #dddddd; color: #616061;
  font-size: 13px; }
.tabs > * { padding: 8px 2px; }
.tabs b { color: #1d1c1d; border-bottom: 2px solid #174f8a; }
.home .body { padding: 8px 20px 0; max-width: 760px; margin: 0 auto; }
"""
"""Greys, green and red as Slack has them; Lato is the face that Slack's own is made from."""

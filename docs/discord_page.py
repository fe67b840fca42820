"""Components drawn as Discord's desktop shows them in the dark, to judge a layout without a server for it.

Pure HTML, nothing in it moves. Sizes and colours come near Discord's own and are not measured: good enough
for spacing, order and wording, not for counting pixels.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType
from typing import Any

Json = Mapping[str, Any]
"""A component or a modal, as it would be sent to Discord."""

APP = "Career Mentor"
ICON = '<span class="icon">CM</span>'
EYE = (
    '<svg viewBox="0 0 20 20"><path d="M2 10q8-11 16 0q-8 11-16 0z" fill="none" stroke="currentColor"/>'
    '<circle cx="10" cy="10" r="2.5" fill="currentColor"/></svg>'
)
NOTHING: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Post:
    """A message of the app's, or what a person said.

    *used*: the command that it answers, by whom. *private*: an ephemeral one, which nobody else sees.
    *files* are those beside it, by their names.
    """

    components: Sequence[Json]
    at: str
    by: str = ""
    used: str = ""
    private: bool = False
    files: Mapping[str, bytes] = field(default_factory=dict)


def channel_page(place: str, posts: Iterable[Post]) -> str:
    """A conversation called *place* with *posts*."""
    return _page("channel", _div("bar", escape(place)), *map(_post, posts))


def modal_page(modal: Json) -> str:
    """An open modal, whose buttons Discord names."""
    head = _div("head", ICON, f"<b>{escape(modal['title'])}</b>", '<span class="x">✕</span>')
    body = (_component(component, NOTHING) for component in modal["components"])
    foot = _div("foot", '<span class="button s2">Cancel</span>', '<span class="button s1">Submit</span>')
    return _page("scrim", _div("modal", head, *body, foot))


# Frames


def _page(kind: str, *inside: str) -> str:
    head = f'<meta charset="utf-8"><title>{APP}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en">{head}<body class="{kind}">{"".join(inside)}</body></html>'


def _post(post: Post) -> str:
    used = _div("used", f"<b>Ada</b> used <b class='command'>{escape(post.used)}</b>") if post.used else ""
    private = _div("private", EYE, "Only you can see this • <a>Dismiss message</a>") if post.private else ""
    icon = f'<span class="icon person">{escape(post.by[0])}</span>' if post.by else ICON
    name = f"<b>{escape(post.by)}</b>" if post.by else f'<b>{APP}</b> <span class="badge">APP</span>'
    by = _div("by", f'{name} <span class="at">{escape(post.at)}</span>')
    said = (_component(component, post.files) for component in post.components)
    return _div("post", used, icon, _div("said", by, *said, private))


# Components


def _component(component: Json, files: Mapping[str, bytes]) -> str:
    kind, inner = component["type"], [_component(it, files) for it in component.get("components", ())]
    match kind:
        case 1:
            return _div("row", *inner)
        case 9:
            return _div("section", _div("main", *inner), _component(component["accessory"], files))
        case 17:
            edge = f"border-left-color: #{component['accent_color']:06x}"
            return f'<div class="container" style="{edge}">{"".join(inner)}</div>'
        case 12:
            return "".join(_picture(item, files) for item in component["items"])
        case 13:
            return _file(component["file"]["url"], files)
        case 18:
            about = _div("about", escape(component.get("description", "")))
            star = " <i>*</i>" if component["component"].get("required", True) else ""
            label = f"<label>{escape(component['label'])}{star}</label>"
            return _div("label", label, about, _component(component["component"], files))
        case _:
            return ALONE[kind](component)


def _button(button: Json) -> str:
    return f'<span class="button s{button["style"]}">{escape(button["label"])}</span>'


def _menu(menu: Json) -> str:
    chosen = next((option["label"] for option in menu["options"] if option.get("default")), "")
    placeholder = menu.get("placeholder") or "Make a selection"
    shown = escape(chosen) or f'<span class="placeholder">{escape(placeholder)}</span>'
    return _div("box menu", f"<span>{shown}</span>", '<span class="open">⌄</span>')


def _input(field: Json) -> str:
    value, placeholder = field.get("value") or "", field.get("placeholder") or ""
    shown = escape(value) or f'<span class="placeholder">{escape(placeholder)}</span>'
    return _div("box tall" if field["style"] == 2 else "box", shown)


def _upload(_field: Json) -> str:
    return _div("box file", '<span class="leaf"></span>', "Drop a file here or browse")


def _picture(item: Json, files: Mapping[str, bytes]) -> str:
    data = b64encode(files[_name(item["media"]["url"])]).decode()
    return f'<img src="data:image/png;base64,{data}" alt="{escape(item.get("description") or "")}">'


def _file(url: str, files: Mapping[str, bytes]) -> str:
    name = _name(url)
    size = f"{len(files[name]) / 1024:.1f} KB"
    return _div("file", '<span class="leaf"></span>', f"<div><a>{escape(name)}</a>{_div('size', size)}</div>")


def _name(url: str) -> str:
    return url.removeprefix("attachment://")


def _text(text: Json) -> str:
    return _div("text", _markdown(text["content"]))


ALONE: Mapping[int, Callable[[Json], str]] = MappingProxyType({
    2: _button,
    3: _menu,
    4: _input,
    10: _text,
    14: lambda _: "<hr>",
    19: _upload,
})  # fmt: skip
"""Components that hold no others and no files, by their type."""


# Text

LINE = re.compile(r"(?P<mark>-#|#{1,3}|-)\s+(?P<rest>.*)")
TAGS = {"-#": "small", "#": "h1", "##": "h2", "###": "h3", "-": "li"}

BLOCK = re.compile(r"```(?:[a-z0-9_+.#-]+\n)?\n*(?P<code>[^\n].*?)\n*```", re.DOTALL)

MARKS = re.compile(
    r"""
      \\(?P<escaped>[^0-9A-Za-z\s])
    | (?P<ticks>`+)(?P<code>.*?[^`])(?P=ticks)(?!`)
    | \[(?P<label>(?:\\.|[^\[\]\\])+)\]\((?P<target>[^\s()]+)\)
    | (?P<address>https?://[^\s<]+[^\s<.,:;"'\])])
    | <(?P<mention>[@\#]\d+)>
    | \*\*(?P<bold>(?:\\.|[^\\])+?)\*\*(?!\*)
    | \*(?=\S)(?P<italic>(?:\\.|[^\\*])+?)(?<!\s)\*(?!\*)
    | (?P<rest>[&<>"'])
    """,
    re.VERBOSE,
)
"""What Discord reads as a mark, as far as the mentor sends it."""

NAMES = {"@": "@grace", "#": "#engineering"}
"""What Discord would show for an id."""


def _markdown(text: str) -> str:
    before, *rest = BLOCK.split(text)
    blocks = zip(rest[::2], rest[1::2], strict=True)
    return _lines(before) + "".join(f"<pre>{escape(code)}</pre>{_lines(after)}" for code, after in blocks)


def _lines(text: str) -> str:
    return "".join(map(_line, text.strip("\n").split("\n"))) if text.strip() else ""


def _line(line: str) -> str:
    found = LINE.fullmatch(line)
    tag, inside = (TAGS[found["mark"]], found["rest"]) if found else ("p", line)
    return f"<{tag}>{_inline(inside)}</{tag}>"


def _inline(text: str) -> str:
    return MARKS.sub(_marked, text)


def _marked(found: re.Match[str]) -> str:
    kind = found.lastgroup or ""
    match kind:
        case "target":
            return f"<a>{_inline(found['label'])}</a>"
        case "address":
            return f"<a>{escape(found['address'])}</a>"
        case "mention":
            return f'<span class="mention">{NAMES[found["mention"][0]]}</span>'
        case "bold" | "italic":
            tag = {"bold": "b", "italic": "i"}[kind]
            return f"<{tag}>{_inline(found[kind])}</{tag}>"
        case "code":
            return f"<code>{escape(found['code'])}</code>"
        case _:
            return escape(found[kind])


def _div(kind: str, *inside: str) -> str:
    return f'<div class="{kind}">{"".join(inside)}</div>'


STYLE = """
* { box-sizing: border-box; }
html { background: #fff; }
body { margin: 0; color: #dfe0e2; font: 16px/22px "gg sans", Lato, "Noto Sans", Arial, sans-serif;
  overflow-wrap: anywhere; }
b { font-weight: 700; color: #f2f3f5; }
a { color: #00a8fc; }
p, h1, h2, h3, small, li { margin: 0; display: block; white-space: pre-wrap; }
p:empty, small:empty { height: 22px; }
h1, h2, h3 { font-weight: 800; color: #f2f3f5; }
h1 { font-size: 24px; line-height: 33px; }
h2 { font-size: 20px; line-height: 28px; }
h3 { font-size: 16px; line-height: 22px; }
small { font-size: 13px; line-height: 18px; color: #9b9ca3; }
small a { color: #00a8fc; }
small b { color: inherit; }
li { padding-left: 20px; position: relative; }
li::before { content: "•"; position: absolute; left: 6px; }
code, pre { font: 14px/18px "gg mono", "DejaVu Sans Mono", monospace; background: #1e1f22;
  border: 1px solid #2e2f34; border-radius: 4px; }
code { padding: 1px 4px; font-size: 13.5px; }
pre { margin: 6px 0 0; padding: 8px; white-space: pre-wrap; }
hr { border: 0; border-top: 1px solid #44454c; margin: 4px 0; width: 100%; }

.channel { background: #313338; border-radius: 8px; overflow: hidden; padding-bottom: 18px; }
.bar { padding: 12px 16px; font-weight: 700; color: #f2f3f5; border-bottom: 1px solid #26272b; }
.icon { display: inline-flex; align-items: center; justify-content: center; flex: none; width: 40px;
  height: 40px; border-radius: 50%; background: #174f8a; color: #fff; font-weight: 900; font-size: 15px; }
.icon.person { background: #8d6e97; }
.post { position: relative; padding: 16px 16px 0 72px; }
.post > .icon { position: absolute; left: 16px; }
.used { font-size: 14px; line-height: 18px; color: #9b9ca3; margin-bottom: 4px; position: relative; }
.used::before { content: ""; position: absolute; left: -36px; top: 8px; width: 30px; height: 12px;
  border: 2px solid #4e5058; border-right: 0; border-bottom: 0; border-top-left-radius: 6px; }
.used b { font-weight: 600; color: #dfe0e2; }
.used .command { color: #a9b4f5; }
.badge { background: #5865f2; color: #fff; border-radius: 4px; font-size: 11px; font-weight: 700;
  padding: 1px 5px; vertical-align: 1px; }
.at { font-size: 12px; color: #9b9ca3; margin-left: 2px; }
.by { line-height: 22px; margin-bottom: 4px; }
.private { display: flex; align-items: center; gap: 5px; color: #9b9ca3; font-size: 12px; line-height: 18px;
  margin-top: 4px; }
.private svg { width: 15px; stroke-width: 1.5; }

.container { max-width: 600px; background: #2b2d31; border: 1px solid #3a3b41; border-left: 4px solid #3a3b41;
  border-radius: 8px; padding: 14px 16px 16px 14px; display: flex; flex-direction: column; gap: 8px; }
.section { display: flex; gap: 16px; }
.section .main { flex: 1; min-width: 0; }
.row { display: flex; flex-wrap: wrap; gap: 8px; }
.button { display: inline-flex; align-items: center; height: 32px; padding: 0 14px; border-radius: 8px;
  font-size: 14px; font-weight: 600; white-space: nowrap; flex: none; color: #fff;
  border: 1px solid transparent; }
.button.s1 { background: #5865f2; }
.button.s2 { background: #3e3f45; border-color: #4a4b52; }
.button.s4 { background: #d22d39; }
.box { width: 100%; min-height: 42px; background: #1f2024; border: 1px solid #44454c; border-radius: 8px;
  padding: 9px 12px; white-space: pre-wrap; }
.box.tall { min-height: 118px; }
.menu { display: flex; justify-content: space-between; gap: 8px; }
.row .menu { max-width: 400px; }
.open { line-height: 14px; font-size: 20px; color: #b5b6bc; }
.placeholder { color: #8b8c94; }
.mention { color: #c9cdfb; background: #3c4270; border-radius: 3px; padding: 0 2px; }
img { max-width: 100%; border-radius: 8px; display: block; }
.file { display: flex; align-items: center; gap: 12px; border: 1px solid #3a3b41; border-radius: 8px;
  background: #26272b; padding: 14px; max-width: 420px; }
.leaf { width: 26px; height: 34px; border-radius: 3px; background: #9aa4f7; flex: none; }
.size { font-size: 12px; line-height: 16px; color: #9b9ca3; }

.scrim { width: 540px; background: #1a1b1e; border-radius: 8px; padding: 28px; }
.modal { background: #2b2d31; border: 1px solid #3a3b41; border-radius: 12px; padding: 20px 24px 24px;
  display: flex; flex-direction: column; gap: 16px; }
.head { display: flex; align-items: center; gap: 10px; font-size: 20px; line-height: 28px; }
.head .icon { width: 28px; height: 28px; font-size: 11px; }
.x { margin-left: auto; color: #b5b6bc; font-size: 16px; }
label { font-weight: 600; color: #f2f3f5; display: block; }
label i { color: #f23f43; font-style: normal; }
.about { font-size: 14px; line-height: 18px; color: #b5b6bc; margin-bottom: 8px; }
.label .about:empty { margin-bottom: 4px; }
.foot { display: flex; justify-content: flex-end; gap: 8px; margin-top: 4px; }
.foot .button { height: 38px; padding: 0 24px; }
"""
"""Discord's dark greys and its blurple; its own face is not free, and Lato comes near."""

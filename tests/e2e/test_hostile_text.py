"""Text from anywhere is text: nothing of it runs, asks a server, or leaves its box."""

import json
from pathlib import Path

from playwright.sync_api import expect

from tests.support.desk import TURN_MS, Desk
from tests.support.hub import Installation

RUN = "window.hit=1"
AWAY = "http://evil.invalid/x"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'"><img src=x onerror="{RUN}">',
    f"<img src={AWAY}.png srcset={AWAY}2.png>",
    f"<svg onload={RUN}><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    f"<svg><use href='data:image/svg+xml,<svg onload={RUN}/>#x'/></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}></style></mglyph></table></math>",
    f"<iframe src='javascript:parent.{RUN}'></iframe>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<object data='javascript:{RUN}'></object><embed src='javascript:{RUN}'>",
    f"<a href='javascript:{RUN}'>one</a><a href=' &#106;avascript:{RUN}'>two</a>",
    f"<form action='javascript:{RUN}'><button autofocus onfocus={RUN}>go</button></form>",
    f"<input autofocus onfocus={RUN}><details open ontoggle={RUN}>",
    f"<video src=x onerror={RUN}></video><audio src={AWAY} autoplay></audio>",
    f"<body onload={RUN}><base href='http://evil.invalid/'><link rel=stylesheet href={AWAY}>",
    f"<meta http-equiv=refresh content='0 url={AWAY}'>",
    f"<div style='position:fixed top:0 left:0 width:9999px;background:url({AWAY})'>cover</div>",
    f"<style>@import '{AWAY}' * {{ display: none }}</style>",
    "<button data-commandlinker-command='docmanager:open' id=main>linker</button>",
    f"[click](javascript:{RUN}) [data](data:text/html,<script>{RUN}</script>)",
    f"[ref]\n\n[ref]: javascript:{RUN}\n",
    f"<javascript:{RUN}> ![i](javascript:{RUN}) ![j]({AWAY}.gif)",
    f"[x](<java\nscript:{RUN}>) [y](vbscript:{RUN}) [z](JaVaScRiPt:{RUN})",
    f"```html\n<img src=x onerror={RUN}>\n```",
    f'```mermaid\ngraph TD\nA[<img src=x onerror={RUN}>]\nclick A href "javascript:{RUN}"\n```',
    f"$\\href{{javascript:{RUN}}}{{x}}$ $\\style{{position:fixed}}{{y}}$",
    f"`<img src=x onerror={RUN}>`/a.py:1 <img/src=x onerror={RUN}>.py:2",
    "\u202egnp.exe\u202c \u2066isolated \u200fmarks",
    f"\x1b]8;javascript:{RUN}\x1b\\link\x1b]8;\x1b\\ \x1b[31m<img src=x onerror={RUN}>\x1b[0m",
)
PARTS = ".rc-markdown, .rc-output, .rc-bubble, .rc-tool, .rc-todo, .rc-approval, .rc-list"
ELEMENTS = """([parts, forbidden]) => [...document.querySelectorAll(parts)]
    .flatMap(part => [...part.querySelectorAll(forbidden)])
    .map(e => e.outerHTML.slice(0, 300))"""
ATTRIBUTES = """() => [...document.querySelectorAll('.rc-panel *')]
    .flatMap(e => [...e.attributes].map(a => [e, a]))
    .filter(([, { name, value }]) => /^on|commandlinker|^srcset$/i.test(name)
        || /^(href|src|action|xlink:href|formaction)$/.test(name)
            && /^\\s*(javascript|vbscript|data:text)/i.test(value))
    .map(([e, a]) => `${e.localName} ${a.name}=${a.value}`)"""
OUTSIDE = """rows => {
    const box = rows.getBoundingClientRect();
    const leaves = e => {
        const { left, right } = e.getBoundingClientRect();
        return left < box.left - 1 || right > box.right + 1;
    };
    const covers = e => ['fixed', 'sticky'].includes(getComputedStyle(e).position);
    return [...rows.querySelectorAll('.rc-row')]
        .filter(row => leaves(row) || [...row.querySelectorAll('.rc-block *')].some(covers))
        .map(row => row.textContent);
}"""
FORBIDDEN = "script, iframe, object, embed, form, link, meta, base, style, frame, applet"


def one_line(payload: str) -> str:
    return " ".join(payload.replace(";", " ").split())


def script(workspace: Path, payload: str) -> str:
    """The payload in the answer, the thinking, and in every part of a tool's use."""
    flat = one_line(payload)
    (workspace / "payload.txt").write_text(payload)
    steps = [
        f"think {flat}",
        f"say {flat}",
        f"tool Read {json.dumps({'file_path': str(workspace / 'payload.txt')})}",
        f"tool Grep {json.dumps({'pattern': flat, 'path': str(workspace)})}",
        f"tool TaskCreate {json.dumps({'subject': flat, 'description': flat})}",
        f"tool mcp__new__tool {json.dumps({'html': flat, flat: 1})}",
    ]
    steps = [step.replace(">>", "> >") for step in steps]
    return f"@@ {' ;; '.join(steps)}"


def harm(desk: Desk) -> list[str]:
    """Whatever is there that text should not have made."""
    page = desk.page
    ran = [] if page.evaluate("window.hit") is None else ["something ran"]
    elements = page.evaluate(ELEMENTS, [PARTS, FORBIDDEN])
    attributes = page.evaluate(ATTRIBUTES)
    rows = desk.rows
    outside = rows.evaluate(OUTSIDE) if rows.count() else []
    return [*ran, *elements, *attributes, *outside]


def test_nothing_of_hostile_text_runs_or_leaves_its_box(
    desk: Desk, workspace: Path, installation: Installation, session: str
) -> None:
    dialogs: list[str] = []
    for payload in PAYLOADS:
        title = {"title": one_line(payload)}
        made = installation.call("POST", f"{session}/remote-claude/api/conversations", json=title)
        made.raise_for_status()
    desk.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    desk.page.keyboard.press("Control+Alt+d")  # every detail stands open
    found: dict[str, list[str]] = {}
    for number, payload in enumerate(PAYLOADS, 1):
        desk.say(f"{one_line(payload)} {script(workspace, payload)} >> say Seen {number}.")
        # The beginning is out of sight soon, so turns cannot be counted.
        expect(desk.answers.last).to_contain_text(f"Seen {number}.", timeout=TURN_MS)
        expect(desk.stop).to_have_count(0)
        if done := harm(desk):
            found[payload] = done
    assert desk.open_list().get_by_role("listitem").count() > len(PAYLOADS)
    assert (found, dialogs, harm(desk)) == ({}, [], [])
    desk.page.keyboard.press("Control+Alt+d")
    desk.page.keyboard.press("Control+Alt+d")


def test_hostile_names_and_titles_are_shown_as_they_are(desk: Desk, workspace: Path) -> None:
    name = f"<img src=x onerror={RUN}>.py"
    (workspace / name).write_text("x = 1\n")
    desk.ask(
        f"<b>{RUN}</b> @@ tool Read {json.dumps({'file_path': str(workspace / name)})} >> say Ok"
    )
    expect(desk.rows.get_by_role("button", name=name, exact=True)).to_be_visible()
    assert harm(desk) == []
    command = f"touch '{name}2'"
    desk.say(f"@@ tool Bash {json.dumps({'command': command, 'description': name})} >> say Ok")
    card = desk.asked("Run this command?")
    expect(card).to_contain_text(command)
    assert harm(desk) == []
    desk.choose("Allow once")
    desk.rest(2)
    listed = desk.open_list()
    expect(listed).to_contain_text(f"<b>{RUN}</b>")
    assert harm(desk) == []

"""The page of isolation says what sessions may reach outside, as it is configured."""

from dataclasses import replace

from remote_claude_ext.config.egress import to_egress
from remote_claude_ext.hub.settings import HubSettings
from remote_claude_ext.hub.templates import Templates

SETTINGS = HubSettings(
    port=0,
    prefix="/services/remote-claude/",
    hub_api_url="http://127.0.0.1:1/hub/api",
    service_name="remote-claude",
    service_token="made-up",
    database_url="sqlite:////nowhere",
    public_url="http://127.0.0.1:1",
    isolates=True,
)
NOTHING = "Nothing: there is no way out"


def show(settings: HubSettings) -> str:
    return Templates(settings).render(
        "isolation.html",
        None,
        language="en",
        items=[],
        open=0,
        isolates=settings.isolates,
        ways_out=settings.ways_out,
    )


def test_each_rule_is_shown_as_it_was_written() -> None:
    written = [
        {"everyone": True, "hosts": ["Packages.example.org", ".example.net", "git.example.org:81"]},
        {"group": "<b>data</b>", "hosts": ["one.example.org:443"]},
        {"size": "large", "hosts": ["two.example.org"]},
    ]
    page = show(replace(SETTINGS, ways_out=to_egress(written)))
    shown = page[page.index("What sessions may reach") :]
    for words in (
        "<dt>Everyone</dt>",
        "<code>packages.example.org</code>",
        "<code>.example.net</code>",
        "<code>git.example.org:81</code>",
        "<dt>Group &lt;b&gt;data&lt;/b&gt;</dt>",
        "<code>one.example.org</code>",
        "<dt>Size large</dt>",
    ):
        assert words in shown, words
    assert NOTHING not in page


def test_no_rule_is_said_and_processes_of_the_machine_have_none() -> None:
    assert NOTHING in show(SETTINGS)
    assert "may reach by name" not in show(replace(SETTINGS, isolates=False))

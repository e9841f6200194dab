"""The section `egress`: hosts as values, mistakes as sentences before anything starts."""

from pathlib import Path

import pytest

from remote_claude_ext.config.check import check
from remote_claude_ext.core.egress import EgressRule, Host, may_reach
from tests.config.test_load import load, mistakes

DOCKER = "sessions: {spawner: docker}\n"


def test_nothing_is_allowed_unless_it_is_listed(tmp_path: Path) -> None:
    assert load(tmp_path, DOCKER).egress.allow == ()


def test_hosts_have_a_port_and_may_be_whole_domains(tmp_path: Path) -> None:
    hosts = "[Packages.Example.org, '.example.net', 'git.example.org:8443']"
    text = f"egress: {{allow: [{{everyone: true, hosts: {hosts}}}], nameServers: [192.0.2.53]}}"
    found = load(tmp_path, DOCKER + text).egress
    assert found.allow == (
        EgressRule(
            whose="everyone",
            hosts=(
                Host(name="packages.example.org"),
                Host(name="example.net", is_domain=True),
                Host(name="git.example.org", port=8443),
            ),
        ),
    )
    assert found.name_servers == ("192.0.2.53",)


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("https://example.org/", "write its name alone"),
        ("example.org/x", "write its name alone"),
        ("*.example.org", ".example.org is all below"),
        ("192.0.2.1", "only names can be allowed"),
        ("192.0.2.1:443", "only names can be allowed"),
        ("[2001:db8::1]:443", "only names can be allowed"),
        ("2001:db8::1", "only names can be allowed"),
        ("bücher.example.org", "write xn--bcher-kva.example.org"),
        (".org", "no name such as"),
        ("localhost", "no name such as"),
        ("example.org.", "no name such as"),
        ("-x.example.org", "no name such as"),
        ("a b.example.org", "no name such as"),
        ("user@example.org", "no name such as"),
        ("1.2.3", "no name such as"),
        ("example.org:0", "no port from 1"),
        ("example.org:https", "no port from 1"),
        ("", "no name such as"),
        (7, "no name such as"),
    ],
)
def test_a_host_that_is_none_is_told(tmp_path: Path, host: object, said: str) -> None:
    shown = host if isinstance(host, int) else f'"{host}"'
    rule = f"{{everyone: true, hosts: [{shown}]}}"
    (found,) = mistakes(tmp_path, f"{DOCKER}egress: {{allow: [{rule}]}}")
    assert said in found


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("{hosts: [a.example.org]}", "with one of everyone"),
        ("{everyone: true, group: a, hosts: [a.example.org]}", "with one of everyone"),
        ("{everyone: false, hosts: [a.example.org]}", "everyone is true"),
        ("{group: '', hosts: [a.example.org]}", "group is a name"),
        ("{everyone: true}", "hosts is a list"),
        ("{everyone: true, hosts: []}", "hosts is a list"),
        ("{everyone: true, names: [a.example.org]}", "there is no key names"),
    ],
)
def test_an_item_that_is_none_is_told(tmp_path: Path, rule: str, said: str) -> None:
    (found,) = mistakes(tmp_path, f"{DOCKER}egress: {{allow: [{rule}]}}")
    assert said in found


def test_a_name_server_is_an_address(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, "egress: {nameServers: [dns.example.org]}")
    assert "write one such as 192.0.2.53" in found


def test_an_unknown_size_and_sessions_without_containers_are_told(tmp_path: Path) -> None:
    text = "egress: {allow: [{size: huge, hosts: [a.example.org]}]}"
    (unknown,) = check(load(tmp_path, f"claude: {{provider: demo}}\n{DOCKER}{text}"))
    assert "There is no size huge" in unknown.message
    (local,) = check(load(tmp_path, f"claude: {{provider: demo}}\n{text}"))
    assert "sessions.spawner: docker" in local.remedy


RULES = (
    EgressRule(whose="everyone", hosts=(Host(name="example.net", is_domain=True),)),
    EgressRule(whose="group", name="research", hosts=(Host(name="data.example.org", port=8443),)),
    EgressRule(whose="size", name="large", hosts=(Host(name="large.example.org"),)),
)


@pytest.mark.parametrize(
    ("name", "port", "groups", "size", "good"),
    [
        ("example.net", 443, (), "small", True),
        ("A.b.Example.NET", 443, (), "small", True),
        ("evilexample.net", 443, (), "small", False),
        ("example.net.evil.example.com", 443, (), "small", False),
        ("example.net", 80, (), "small", False),
        ("example.net.", 443, (), "small", False),
        ("data.example.org", 8443, ("research",), "small", True),
        ("data.example.org", 8443, ("large",), "research", False),
        ("a.data.example.org", 8443, ("research",), "small", False),
        ("large.example.org", 443, ("large",), "small", False),
        ("large.example.org", 443, (), "large", True),
    ],
)
def test_who_may_reach_what(
    name: str, port: int, groups: tuple[str, ...], size: str, *, good: bool
) -> None:
    assert may_reach(RULES, groups=groups, size=size, name=name, port=port) is good

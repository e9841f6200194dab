"""The section `containers`: sizes and networks as values, mistakes as sentences."""

from pathlib import Path

import pytest

from remote_claude_ext.config.check import check
from remote_claude_ext.config.containers import Containers, Size
from remote_claude_ext.config.docker_names import (
    bridge_name,
    container_name,
    new_waiting_name,
    to_installation,
    to_session,
)
from remote_claude_ext.config.settings import Sessions
from remote_claude_ext.config.texts import template_vars
from tests.config.test_load import load, mistakes

GIB = 2**30


def test_sizes_have_defaults_and_the_first_one_is_the_rule(tmp_path: Path) -> None:
    text = (
        "containers: {sizes: [{name: small, cpus: 0.5, memory: 1GiB, processes: 100}, {name: b}]}"
    )
    assert load(tmp_path, text).containers.sizes == (
        Size(name="small", cpus=0.5, memory_bytes=GIB, processes=100),
        Size(name="b", cpus=2, memory_bytes=4 * GIB, processes=512),
    )
    assert [size.name for size in Containers().sizes] == ["standard"]


def test_the_disk_of_a_size_is_bounded_where_it_is_said(tmp_path: Path) -> None:
    text = "containers: {sizes: [{name: a}, {name: b, disk: 20GiB}, {name: c, disk: 5GiB}]}"
    containers = load(tmp_path, text).containers
    assert [size.disk_bytes for size in containers.sizes] == [None, 20 * GIB, 5 * GIB]
    assert (containers.most_disk_bytes, Containers().most_disk_bytes) == (20 * GIB, 0)


def test_people_read_what_a_size_has() -> None:
    sizes = (Size(name="a", cpus=0.5), Size(name="b", disk_bytes=20 * GIB))
    shown = template_vars(config_hints={}, own_passwords=False, limits=Sessions(), sizes=sizes)
    assert shown["in_language"]["en"]["sizes"] == [
        ("a", "a (0.5 processors, 4 GiB of memory)"),
        ("b", "b (2 processors, 4 GiB of memory, 20 GiB of disk)"),
    ]


def test_sessions_find_this_machine_at_the_first_address(tmp_path: Path) -> None:
    assert Containers().gateway == "172.31.77.1"
    text = "containers: {network: 10.9.8.0/26}\nsessions: {spawner: docker}"
    settings = load(tmp_path, text)
    assert (settings.sessions.spawner, settings.containers.gateway) == ("docker", "10.9.8.1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("network: 8.8.8.0/24", "no private range"),
        ("network: 127.0.0.0/24", "no private range"),
        ("network: 10.0.0.0/30", "no private range of 16 or more"),
        ("network: 10.0.0.7/24", "no IPv4 range"),
        ("network: somewhere", "no IPv4 range"),
        ("sizes: []", "There is no size here"),
        ("sizes: [{name: S}]", "name is a lower-case letter"),
        ("sizes: [{name: s}, {name: s}]", "Size 2 of the list: it is there twice"),
        ("sizes: [{name: s, memory: 1MiB}]", "memory is from 512MiB"),
        ("sizes: [{name: s, memory: much}]", "no size"),
        ("sizes: [{name: s, cpus: 0}]", "cpus is a number from 0.1"),
        ("sizes: [{name: s, processes: 1}]", "processes is a number from 64"),
        ("sizes: [{name: s, disk: 1MiB}]", "disk is from 1GiB"),
        ("sizes: [{name: s, disk: 99999TiB}]", "no size"),
        ("sizes: [{name: s, disk: 65537GiB}]", "disk is from 1GiB"),
        ("sizes: [{name: s, disk: [1]}]", "no size"),
        ("sizes: [{name: s, room: 1GiB}]", "there is no key room"),
        ("pull: often", "none of: never, missing, always"),
        ("warm: 21", "from 0 to 20"),
        ("warm: -1", "from 0 to 20"),
        ("warm: some", "no whole number"),
    ],
)
def test_a_wrong_value_is_told_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    (found,) = mistakes(tmp_path, f"containers: {{{text}}}")
    assert said in found
    assert not found.endswith("..")


def test_no_two_sessions_share_a_container() -> None:
    here = to_installation(Path("/srv/data"))
    pairs = [("a", "b-c"), ("a-b", "c"), ("a_b", "c"), ("a", "b--c"), ("a--b", "c")]
    assert len({container_name(here, user, session) for user, session in pairs}) == len(pairs)
    assert len(bridge_name(here)) <= 15
    assert here != to_installation(Path("/srv/other"))


def test_whose_a_container_is_its_name_says() -> None:
    here = to_installation(Path("/srv/data"))
    assert to_session(here, container_name(here, "a_b", "c-d")) == ("a_b", "c-d")
    for name in (
        new_waiting_name(here),
        container_name(to_installation(Path("/srv/other")), "a", "b"),
        f"rc-{here}",
        f"rc-{here}.a",
        f"rc-{here}.a.b.c",
        f"rc-{here}.a...",
        "other",
    ):
        assert to_session(here, name) is None, name


def test_nothing_waits_where_each_start_asks_the_registry_or_users_share(tmp_path: Path) -> None:
    found = check(load(tmp_path, "containers: {warm: 1, pull: always}"))
    assert [problem.path for problem in found] == ["containers.warm"]
    assert check(load(tmp_path, "containers: {warm: 20, pull: missing}")) == []
    found = check(load(tmp_path, "containers: {warm: 1, volume: user}"))
    assert [problem.path for problem in found] == ["containers.warm"]


def test_what_waits_leaves_addresses_to_sessions(tmp_path: Path) -> None:
    (found,) = check(load(tmp_path, "containers: {warm: 7, network: 10.9.8.0/28}"))
    assert (found.path, "Write at most 6" in found.remedy) == ("containers.warm", True)
    assert check(load(tmp_path, "containers: {warm: 6, network: 10.9.8.0/28}")) == []

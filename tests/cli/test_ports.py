"""Ports are kept where they are free, chosen free where not, and refused in a sentence."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, replace

import pytest

from remote_claude_ext.cli.ports import choose_ports, find_holder, is_free
from remote_claude_ext.cli.problems import PortTakenError
from remote_claude_ext.config.run import Ports


@contextmanager
def listener(port: int = 0) -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", port))
        server.listen()
        yield server.getsockname()[1]


def test_all_ports_are_free_and_different() -> None:
    ports = choose_ports(0, None, demo=True, egress=True)
    assert len(set(astuple(ports))) == 8
    assert all(is_free(port) for port in astuple(ports))


def test_without_a_scripted_model_there_is_no_port_for_it() -> None:
    assert choose_ports(0, None, demo=False).demo == 0


def test_without_a_way_out_there_is_no_port_for_it() -> None:
    found = choose_ports(0, choose_ports(0, None, demo=True, egress=True), demo=True)
    assert (found.egress, found.egress_rules) == (0, 0)


def test_the_ports_of_the_last_time_are_kept() -> None:
    first = choose_ports(0, None, demo=True)
    assert choose_ports(first.public, first, demo=True) == first
    assert choose_ports(0, first, demo=True) == first


def test_a_port_that_somebody_took_is_replaced() -> None:
    first = choose_ports(0, None, demo=True)
    with listener(first.gateway):
        second = choose_ports(first.public, first, demo=True)
    assert second.gateway != first.gateway
    assert replace(second, gateway=first.gateway) == first


def test_a_public_port_that_is_taken_is_named_with_its_holder_and_the_remedy() -> None:
    with listener() as port:
        with pytest.raises(PortTakenError) as caught:
            choose_ports(port, None, demo=False)
        assert find_holder(port).startswith(f"process {os.getpid()} ")
    assert f"Port {port} is taken by process {os.getpid()}" in caught.value.message
    assert f"PORT={port + 1}" in (caught.value.remedy or "")


def test_ports_of_an_older_file_do_not_collide_with_the_public_one() -> None:
    first = choose_ports(0, None, demo=True)
    second = choose_ports(first.hub, first, demo=True)
    assert second.public == first.hub
    assert second.hub != first.hub
    assert isinstance(second, Ports)

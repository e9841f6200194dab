"""The egress proxy's configuration: Squid takes it, and its absence is told first."""

import subprocess
from pathlib import Path

import pytest

from remote_claude_ext.cli import squid
from remote_claude_ext.cli.problems import CannotStartError
from remote_claude_ext.config.egress import Egress
from remote_claude_ext.config.places import Places
from remote_claude_ext.config.run import Ports, Run
from remote_claude_ext.config.settings import Settings
from tests.support.missing import missing

PORTS = Ports(
    public=1, proxy_api=2, hub=3, hub_service=4, gateway=5, egress=23128, egress_rules=23129
)
RUN = Run(pid=1, started_at=0, host="127.0.0.1", ports=PORTS, inner="127.0.0.1")


def test_squid_takes_what_is_written_without_a_word(tmp_path: Path) -> None:
    try:
        squid.find_squid()
    except CannotStartError:
        missing("no squid: install squid")
    places = Places(tmp_path)
    settings = Settings(egress=Egress(name_servers=("192.0.2.53",)))
    command = squid.write_squid(places, settings, RUN, "the-key")
    folder = squid.squid_folder(places)
    modes = {path.stat().st_mode & 0o777 for path in folder.iterdir()}
    done = subprocess.run(
        [command[0], "-k", "parse", "-f", command[-1]], capture_output=True, text=True, check=False
    )
    squid.remove_squid(places)
    assert not folder.exists()
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stderr.splitlines() if "requires the use of Via" not in line]
    assert [line for line in lines if "WARNING" in line or "ERROR" in line] == []
    assert modes == {0o600}


def test_a_machine_without_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(CannotStartError, match="squid, is not on this machine") as caught:
        squid.find_squid()
    assert "apt install squid" in str(caught.value.remedy)


def test_a_folder_with_a_space_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(squid, "find_squid", lambda: Path("/usr/sbin/squid"))
    monkeypatch.setattr("os.geteuid", lambda: 1000)  # root has a folder of its own, below /run
    places = Places(tmp_path / "my data")
    with pytest.raises(CannotStartError, match="takes no spaces there") as caught:
        squid.write_squid(places, Settings(), RUN, "the-key")
    assert "data folder without spaces" in str(caught.value.remedy)
    assert not places.data.exists()

"""What is closed and what is not, by what the system says of a session."""

import pytest

from remote_claude_ext.session.posture import rules

RIGHTS = "\n".join(
    [
        "Name:\tpython3",
        "Uid:\t1000\t1000\t1000\t1000",
        *(f"Cap{name}:\t0000000000000000" for name in ("Inh", "Prm", "Eff", "Bnd", "Amb")),
        "NoNewPrivs:\t1",
        "Seccomp:\t2",
    ]
)
VERSION = "Linux version 6.1.0-37-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.140-1 (2025-05-22)"
GVISOR = "Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016"
MOUNTS = "overlay / overlay ro,relatime 0 0\n/dev/sda1 /data ext4 rw,relatime 0 0\n"
POLICY = "/etc/claude-code/managed-settings.json"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", ""),
        ("Uid:\t1000\t1000", "Uid:\t1000\t0", "It runs as root."),
        ("CapBnd:\t0000000000000000", "CapBnd:\t00000000a80425fb", "capabilities of root: CapBnd."),
        ("CapAmb:\t0000000000000000\n", "", "capabilities of root: CapAmb."),
        ("NoNewPrivs:\t1", "NoNewPrivs:\t0", "may gain privileges"),
        (RIGHTS, "", "It runs as root."),
    ],
)
def test_rights(old: str, new: str, said: str) -> None:
    check = rules.of_rights(RIGHTS.replace(old, new) if old else RIGHTS, VERSION)
    assert (check.name, check.good) == ("rights", not said)
    assert said in check.said


def test_calls_to_the_kernel_are_filtered() -> None:
    assert rules.of_calls(RIGHTS, VERSION).good
    for status in (RIGHTS.replace("Seccomp:\t2", "Seccomp:\t0"), ""):
        assert "no seccomp profile" in rules.of_calls(status, VERSION).said
        assert not rules.of_calls(status, VERSION).good


def test_gvisor_is_a_kernel_of_its_own() -> None:
    told = RIGHTS.replace("CapAmb:\t0000000000000000\n", "").replace("NoNewPrivs:\t1\n", "")
    told = told.replace("Seccomp:\t2", "Seccomp:\t0")
    assert rules.of_rights(told, GVISOR).good
    assert not rules.of_rights(told.replace("CapBnd:\t00", "CapBnd:\t01"), GVISOR).good
    assert not rules.of_rights(told.replace("\t1000", "\t0"), GVISOR).good
    assert "gVisor" in rules.of_calls(told, GVISOR).said


def test_the_root_file_system_is_read_only_by_its_last_mount() -> None:
    assert rules.of_system(MOUNTS).good
    for mounts in (MOUNTS.replace(" ro,", " rw,"), "", f"{MOUNTS}overlay / overlay rw 0 0\n"):
        assert not rules.of_system(mounts).good
    assert rules.of_system("rootfs / rootfs rw 0 0\n" + MOUNTS).good
    assert not rules.of_system(MOUNTS.replace("ro,relatime", "rw,errors=remount-ro")).good


BANS = '{"disableAutoMode": "disable"}'


def part(
    text: str | None = BANS, path: str = POLICY, *, owner: int = 0, is_writable: bool = False
) -> rules.PolicyPart:
    return rules.PolicyPart(path=path, text=text, owner=owner, is_writable=is_writable)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([part()], ""),
        ([part(None)], "cannot be read"),
        ([part(owner=1000)], "can change the policy"),
        ([part(is_writable=True)], "can change the policy"),
        ([part("{")], "no JSON object"),
        ([part("[]")], "no JSON object"),
        ([part(), part("{}", "/etc/other.json", owner=1000)], "change the policy /etc/other.json."),
        ([part(), part("{", "/etc/other.json")], "The policy /etc/other.json is no JSON object"),
    ],
)
def test_the_policy(parts: list[rules.PolicyPart], said: str) -> None:
    check = rules.of_policy(parts, auto_mode=False)
    assert check.good is not bool(said)
    assert said in check.said


@pytest.mark.parametrize(
    ("parts", "auto_mode", "said"),
    [
        ([part()], False, ""),
        ([part("{}"), part(BANS, "/etc/other.json")], False, ""),
        ([part('{"permissions": {"disableAutoMode": "disable"}}')], False, ""),
        ([part("{}")], True, ""),
        ([part("{}")], False, "allows auto mode, although claude.autoMode is false"),
        ([part('{"disableAutoMode": false, "permissions": 1}')], False, "allows auto mode"),
        ([part("{}"), part(BANS, "/etc/other.json")], True, "forbids auto mode, although"),
    ],
)
def test_the_policy_says_of_auto_mode_what_the_operator_said(
    parts: list[rules.PolicyPart],
    auto_mode: bool,  # noqa: FBT001 (a row of a table)
    said: str,
) -> None:
    check = rules.of_policy(parts, auto_mode=auto_mode)
    assert check.good is not bool(said)
    assert said in check.said
    assert said or check.said.endswith("may be chosen." if auto_mode else "is off.")


@pytest.mark.parametrize(
    ("environment", "has_key"),
    [
        (b"HOME=/data\0ANTHROPIC_BASE_URL=http://172.31.77.1:1\0", False),
        (b"HOME=/data\0ANTHROPIC_API_KEY=x\0", True),
        (b"ANTHROPIC_API_KEY=\0PATH=/usr/bin", False),
        (b"WHATEVER=--key=sk-ant-made-up\0", True),
        (b"AWS_SECRET_ACCESS_KEY=made-up", True),
        (b"\xff\xfe=\xff\0\0=\0ANTHROPIC_AUTH_TOKEN=x", True),
        (b"", False),
    ],
)
def test_a_key_in_an_environment(environment: bytes, has_key: bool) -> None:  # noqa: FBT001 (a row of a table)
    check = rules.of_keys({"7": environment}, [])
    assert check.good is not has_key
    assert ("the environment of process 7" in check.said) is has_key


def test_every_place_of_a_key_is_told_and_no_key_is() -> None:
    check = rules.of_keys({"1": b"X=sk-ant-secret"}, ["/run/secrets/key"])
    assert "the environment of process 1 and /run/secrets/key." in check.said
    assert "secret-" not in check.said
    assert "sk-ant" not in check.said


def test_whoever_answers_is_named() -> None:
    assert rules.of_ways("machine", [], "Nothing.", "Something").said == "Nothing."
    check = rules.of_ways("machine", [("10.0.0.2", 22), ("10.0.0.1", 80)], "Nothing.", "It reaches")
    assert (check.good, check.said) == (False, "It reaches: 10.0.0.1:80, 10.0.0.2:22 answered.")


def test_names_lead_nowhere() -> None:
    assert rules.of_names("example.org", is_known=False).good
    assert not rules.of_names("example.org", is_known=True).good


@pytest.mark.parametrize(
    ("status", "good"), [(401, True), (None, False), (200, False), (403, False)]
)
def test_the_gateway_refuses_a_made_up_token(status: int | None, good: bool) -> None:  # noqa: FBT001 (a row of a table)
    assert rules.of_gateway(status).good is good

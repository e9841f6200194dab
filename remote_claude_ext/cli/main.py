"""Parses arguments, calls one function, prints, sets the exit status."""

import argparse
import contextlib
import errno
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from .._version import __version__
from ..core.errors import RemoteClaudeError

_WHEN = "such as 2026-11-30, or 2026-11-30T12:00:00Z"
_SERVED = ("demo", "egress", "gateway", "hub", "jupyterhub")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command `remote-claude`; its exit status."""
    given = make_parser().parse_args(arguments)
    try:
        given.run(given)
    except RemoteClaudeError as error:
        print(f"remote-claude: {error.message}", file=sys.stderr)  # noqa: T201 (this is the console)
        if error.remedy:
            print(error.remedy, file=sys.stderr)  # noqa: T201
        return 1
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print("remote-claude: The disk is full. Free some space.", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _say(line: str) -> None:
    # The terminal may be gone: what is being ended has to be ended all the same.
    with contextlib.suppress(OSError):
        print(line, flush=True)  # noqa: T201 (this is the console)


def _up(given: argparse.Namespace) -> None:
    from .up import Wanted, up  # noqa: PLC0415 (each command loads what it needs)

    up(Wanted(data=_data(given), port=given.port, config=given.config), _say)


def _check(given: argparse.Namespace) -> None:
    from .check import check_configuration  # noqa: PLC0415

    check_configuration(given.config, os.environ, _say)


def _doctor(given: argparse.Namespace) -> None:
    from .doctor import doctor  # noqa: PLC0415

    doctor(_data(given), given.config, os.environ, _say)


def _serve(given: argparse.Namespace) -> None:
    from .serve import serve  # noqa: PLC0415

    serve(given.what, os.environ)


def _guard(given: argparse.Namespace) -> None:
    from .guard import guard  # noqa: PLC0415

    guard(_data(given), given.config, os.environ, engine=given.engine, listen=given.listen)


def _audit(given: argparse.Namespace) -> None:
    from .audit import Audit  # noqa: PLC0415

    audit = Audit(_data(given), _say)
    if given.action == "verify":
        audit.verify(given.file, given.holds)
    elif given.action == "export":
        audit.export(sys.stdout.buffer, given)
    else:
        audit.expire(given.before)


def _user(given: argparse.Namespace) -> None:
    from .users import Users  # noqa: PLC0415

    users = Users(_data(given), _say)
    if given.action == "add":
        users.add(given.name, admin=given.admin, password_file=given.password_file)
    elif given.action == "passwd":
        users.passwd(given.name, password_file=given.password_file)
    elif given.action == "admin":
        users.admin(given.name, is_on=given.switch == "on")
    elif given.action == "remove":
        users.remove(given.name)
    else:
        users.list()


def _data(given: argparse.Namespace) -> Path:
    from .data_folder import default_data  # noqa: PLC0415

    return Path(given.data) if given.data else default_data()


def make_parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    parser = argparse.ArgumentParser(
        prog="remote-claude", description="Claude Code for your people, on your own machines."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    data = argparse.ArgumentParser(add_help=False)
    data.add_argument(
        "--data", metavar="FOLDER", help="the data folder (default: $XDG_DATA_HOME/remote-claude)"
    )
    data.set_defaults(data=None)

    up = commands.add_parser("up", parents=[data], help="start everything, in the foreground")
    up.add_argument("--port", type=_port, help="where browsers go (default: 8000)")
    up.add_argument("--config", type=Path, metavar="FILE", help="a YAML file")
    up.set_defaults(run=_up)

    check = commands.add_parser("check", help="say what is wrong with a configuration")
    check.add_argument("--config", type=Path, metavar="FILE", help="a YAML file")
    check.set_defaults(run=_check)

    doctor = commands.add_parser("doctor", parents=[data], help="say what is missing or broken")
    doctor.add_argument("--config", type=Path, metavar="FILE", help="a YAML file")
    doctor.set_defaults(run=_doctor)

    serve = commands.add_parser("serve", help="one process of an installation, as up starts it")
    serve.add_argument("what", choices=_SERVED)
    serve.set_defaults(run=_serve)

    guard = commands.add_parser(
        "guard", parents=[data], help="let the hub do with the engine what sessions need, no more"
    )
    guard.add_argument("--config", type=Path, metavar="FILE", help="a YAML file")
    guard.add_argument("--listen", type=Path, required=True, metavar="SOCKET", help="made anew")
    guard.add_argument(
        "--engine",
        type=Path,
        default=Path("/var/run/docker.sock"),
        metavar="SOCKET",
        help="the engine's own (default: /var/run/docker.sock)",
    )
    guard.set_defaults(run=_guard)

    _add_user_commands(commands, data)
    _add_audit_commands(commands, data)
    return parser


def _add_user_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", data: argparse.ArgumentParser
) -> None:
    user = commands.add_parser("user", help="who may sign in")
    actions = user.add_subparsers(required=True, dest="action", metavar="ACTION")
    password = argparse.ArgumentParser(add_help=False)
    password.add_argument(
        "--password-file", type=Path, metavar="F", help="its first line is the password; - is stdin"
    )
    add = actions.add_parser("add", parents=[data, password], help="make a user")
    add.add_argument("--admin", action="store_true", help="may administer everything")
    passwd = actions.add_parser("passwd", parents=[data, password], help="set a new password")
    remove = actions.add_parser("remove", parents=[data], help="remove a user; files stay")
    admin = actions.add_parser("admin", parents=[data], help="an administrator, or no longer")
    for action in (add, passwd, admin, remove):
        action.add_argument("name", metavar="NAME")
    admin.add_argument("switch", choices=("on", "off"), help="whether the user is one")
    actions.add_parser("list", parents=[data], help="print every user")
    user.set_defaults(run=_user)


def _add_audit_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", data: argparse.ArgumentParser
) -> None:
    audit = commands.add_parser("audit", help="what was done, and the proof of it")
    actions = audit.add_subparsers(required=True, dest="action", metavar="ACTION")
    verify = actions.add_parser("verify", parents=[data], help="say whether the record still holds")
    verify.add_argument("--file", type=Path, metavar="F", help="of an export; - is stdin")
    verify.add_argument(
        "--holds", metavar="NUMBER:HASH", help="a row noted earlier, which has to be there still"
    )
    export = actions.add_parser("export", parents=[data], help="print it, with its hashes")
    export.add_argument(
        "--format", choices=("jsonl", "csv"), default="jsonl", help="default: jsonl"
    )
    expire = actions.add_parser("expire", parents=[data], help="remove what is old, provably")
    expire.add_argument("--before", type=_moment, required=True, metavar="WHEN", help=_WHEN)
    export.add_argument("--since", type=_moment, metavar="WHEN", help=_WHEN)
    export.add_argument("--until", type=_moment, metavar="WHEN", help=f"without it; {_WHEN}")
    export.add_argument("--user", metavar="NAME", help="what concerns one user alone")
    audit.set_defaults(run=_audit)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment: write {_WHEN}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _port(text: str) -> int:
    if text.isdecimal() and int(text) <= 65535:  # noqa: PLR2004 (the highest port there is)
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port: write a number up to 65535")

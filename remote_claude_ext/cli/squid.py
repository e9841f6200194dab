"""The egress proxy: Debian's Squid, with a configuration of ours and nothing of the machine's."""

import ipaddress
import os
import pwd
import shutil
from pathlib import Path

import psutil

from ..config.docker_names import to_installation
from ..config.places import Places
from ..config.private import write_private
from ..config.run import Run
from ..config.settings import Settings
from .problems import CannotStartError

_USER = "proxy"
"""Whom Debian's Squid becomes where root starts it."""
_NEVER = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3"),
    *("::/127", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32"),
    *("2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
)
"""Private, loopback, metadata, multicast, and what carries such addresses inside.

Not ::ffff:0:0/96: Squid takes IPv4 inside IPv6 for the IPv4 that it is.
"""
_ASK = """#!/bin/bash
# Carries what the proxy asks to the process of ours that knows the answer.
exec 4<&0
until {{ exec 3<>/dev/tcp/127.0.0.1/{port}; }} 2>/dev/null; do sleep 0.1; done
printf '%s %s\\n' {key} "$1" >&3
cat <&4 >&3 & cat <&3 &
wait -n
kill $(jobs -p)
"""
_CONFIGURATION = """
http_port {inner}:{port}
visible_hostname egress
pid_filename none
coredump_dir none
cache_effective_user {user}
cache deny all
cache_mem 1 MB
memory_pools off
cache_log /dev/null
cache_store_log none
netdb_filename none
pinger_enable off
hosts_file none
{name_servers}
max_filedescriptors 4096
shutdown_lifetime 1 seconds
connect_timeout 15 seconds
dns_timeout 10 seconds
client_lifetime 8 hours
server_persistent_connections off
httpd_suppress_version_string on
global_internal_static off
via off
forwarded_for delete
follow_x_forwarded_for deny all
request_header_access Cache-Control deny all
auth_param basic program /bin/bash {folder}/ask proof
auth_param basic children 2 startup=1 idle=1 concurrency=200
auth_param basic realm A session of Remote Claude
auth_param basic credentialsttl 5 seconds
auth_param basic casesensitive on
external_acl_type rule ttl=5 negative_ttl=5 children-max=2 concurrency=200 {question}
acl proved proxy_auth REQUIRED
acl listed external rule
acl never dst {never}
acl tunnel method CONNECT
acl web proto HTTP
http_access deny manager
http_access deny !proved
http_access deny !tunnel !web
http_access deny !listed
http_access deny never
http_access allow all
logformat egress {key} %{{%Y-%m-%dT%H:%M:%S}}tg.%03tuZ %#un %#>a %rm %#>rd %>rP %>Hs %#ea %tr %<st
access_log tcp://127.0.0.1:{rules_port} logformat=egress on-error=drop
buffered_logs off
"""


def find_squid() -> Path:
    """The program.

    Raises:
        CannotStartError: It is not installed.
    """
    found = shutil.which("squid", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if found is None:
        raise CannotStartError(
            "egress.allow lets sessions reach hosts, and what they would go through, squid, is not"
            " on this machine.",
            remedy="Install it (Debian: apt install squid), or remove egress.allow.",
        )
    return Path(found)


def write_squid(places: Places, settings: Settings, run: Run, key: str) -> list[str]:
    """Write what Squid needs where it can read it; the command that starts it.

    Raises:
        CannotStartError: It is not installed, or its folder has a space in its name.
    """
    program, folder = find_squid(), squid_folder(places)
    if any(each.isspace() for each in str(folder)):
        raise CannotStartError(
            f"The way out of sessions cannot start from {folder}: Squid takes no spaces there.",
            remedy="Choose a data folder without spaces, or remove egress.allow.",
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    servers = settings.egress.name_servers
    write_private(
        folder / "squid.conf",
        _CONFIGURATION.format(
            inner=run.inner,
            port=run.ports.egress,
            rules_port=run.ports.egress_rules,
            folder=folder,
            key=key,
            never=" ".join((*_NEVER, *_own_addresses())),
            user=_USER,
            question=f"%un %DST %PORT /bin/bash {folder}/ask rule",
            name_servers=f"dns_nameservers {' '.join(servers)}" if servers else "",
        ),
    )
    write_private(folder / "ask", _ASK.format(port=run.ports.egress_rules, key=key))
    if os.geteuid() == 0:
        # The folder stays ours: in a container root may look into nobody else's.
        user = pwd.getpwnam(_USER)
        folder.chmod(0o711)
        os.chown(folder / "ask", user.pw_uid, user.pw_gid)
    return [str(program), "-N", "-d", "1", "-f", str(folder / "squid.conf")]


def remove_squid(places: Places) -> None:
    """Remove what was written for it."""
    shutil.rmtree(squid_folder(places), ignore_errors=True)


def squid_folder(places: Places) -> Path:
    """Its own folder: nobody but us reads DATA, and where root starts it, it is not us."""
    if os.geteuid() == 0:
        return Path("/run", f"remote-claude-{to_installation(places.data)}")
    return places.data / "egress"


def _own_addresses() -> list[str]:
    """Every address of this machine: what it serves to others is not for its sessions."""
    found = set()
    for addresses in psutil.net_if_addrs().values():
        for each in addresses:
            try:
                address = ipaddress.ip_address(each.address.partition("%")[0])
            except ValueError:
                continue  # of a network card
            if not any(address in ipaddress.ip_network(known) for known in _NEVER):
                found.add(str(address))
    return sorted(found)

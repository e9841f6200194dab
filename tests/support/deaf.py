#!/usr/bin/env python3
"""Becomes the program that `DEAF_PROGRAM` names, which hears nothing of changes of the network.

Chromium gives up connections (ERR_NETWORK_CHANGED) when an interface of the machine gets or loses
an address, and each container that starts or ends has one. Without a netlink socket it is not told.
"""

import ctypes
import os
import platform
import struct
import sys

_NO_NEW_PRIVS, _SECCOMP, _FILTER = 38, 22, 2
_SOCKET = {"x86_64": 41, "aarch64": 198}
"""The number of the call `socket`."""
_NETLINK, _NOT_SUPPORTED = 16, 97
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER, _FIRST_ARGUMENT = 0, 16
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def deafen(call: int) -> None:
    """From now on this process and its children get no netlink socket by this call."""
    steps = (
        (_LOAD, 0, 0, _NUMBER),
        (_JUMP_IF_EQUAL, 0, 3, call),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_JUMP_IF_EQUAL, 0, 1, _NETLINK),
        (_RETURN, 0, 0, _ERRNO | _NOT_SUPPORTED),
        (_RETURN, 0, 0, _ALLOW),
    )
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    program = _Program(len(steps), code)
    library = ctypes.CDLL(None, use_errno=True)
    for words in ((_NO_NEW_PRIVS, 1, 0, 0, 0), (_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)):
        if library.prctl(*words):
            raise OSError(ctypes.get_errno(), "the filter was not taken")


if __name__ == "__main__":
    if platform.machine() in _SOCKET:
        deafen(_SOCKET[platform.machine()])
    wanted = os.environ["DEAF_PROGRAM"]
    os.execv(wanted, [wanted, *sys.argv[1:]])  # noqa: S606 (the program that was asked for)

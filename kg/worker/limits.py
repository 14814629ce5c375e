"""What a worker may not do: use more memory, open anything, dump a core, run on without end.

Each limit is the operating system's. Where it has none, the limit is left out of what `confine`
returns, and the server says so when it starts.
"""

from __future__ import annotations

import os
import platform
import struct
import sys

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

MOST_EAGER_FILES = 16
"""How many of its files RocksDB opens with the store; the others when a query needs them."""

_PAGE_BYTES = 4096 if resource is None else resource.getpagesize()


def confine(store: str | None, memory_bytes: int) -> list[str]:
    """Put the limits on this process, for good, and return the names of those that hold.

    `store` is the folder of the store that is open, None for one in memory.

    `memory`: the address space. `core`: no core dumps. `files`: no file descriptor can be opened.
    `sockets`: none can be made; it stands in for `files` for a store of so many files that the
    engine opens some of them later. `cpu`: `limit_cpu` works.
    """
    if resource is None:
        return []
    held = ["cpu"]
    held += _limit("core", resource.RLIMIT_CORE, 0)
    if sys.platform != "darwin":  # accepted there, and not obeyed
        held += _limit("memory", resource.RLIMIT_AS, memory_bytes)
    tables = sum(name.endswith(".sst") for name in os.listdir(store)) if store else 0
    if tables <= MOST_EAGER_FILES:
        held += _limit("files", resource.RLIMIT_NOFILE, 0)
    elif sys.platform == "linux" and _forbid_sockets():
        held.append("sockets")
    return held


def confine_writer(memory_bytes: int) -> list[str]:
    """Put the limits on a process that writes, for good, and return the names of those that hold.

    It opens files; what it must not do is speak to anybody. Threads begun before are not held.
    """
    held = [] if resource is None else ["cpu", *_limit("core", resource.RLIMIT_CORE, 0)]
    if resource is not None and sys.platform != "darwin":
        held += _limit("memory", resource.RLIMIT_AS, memory_bytes)
    if sys.platform == "linux" and _forbid_sockets():
        held.append("sockets")
    return held


def limit_cpu(seconds: float) -> None:
    """Let the system end this process when it has computed for so long from now.

    The second line behind the server's deadline: it holds when the server itself is gone.
    """
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime + seconds) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def open_memory_gauge() -> int | None:
    """Open what `memory_bytes` reads, before no file can be opened any more."""
    try:
        return os.open("/proc/self/statm", os.O_RDONLY)
    except OSError:
        return None


def memory_bytes(gauge: int | None) -> int:
    """Return how much memory is in use; without a gauge the most that ever was; 0 if unknown."""
    if gauge is not None:
        return int(os.pread(gauge, 100, 0).split()[1]) * _PAGE_BYTES
    if resource is None:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS


def _limit(name: str, kind: int, most: int) -> list[str]:
    try:
        resource.setrlimit(kind, (most, most))
    except (OSError, ValueError):
        return []
    return [name]


_AUDIT = {
    "x86_64": (0xC000003E, (41, 42, 59, 322)),  # socket, connect, execve, execveat
    "aarch64": (0xC00000B7, (198, 203, 221, 281)),
}
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2


def _forbid_sockets() -> bool:
    """Make the calling thread's socket, connect and exec calls fail, by a seccomp filter."""
    if platform.machine() not in _AUDIT:
        return False
    import ctypes  # 10 ms that a small store need not pay

    architecture, refused = _AUDIT[platform.machine()]
    steps = [(_LOAD, 0, 0, 4), (_JUMP_IF_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL)]
    steps.append((_LOAD, 0, 0, 0))
    steps += [(_JUMP_IF_EQUAL, len(refused) - n, 0, call) for n, call in enumerate(refused)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    address = ctypes.addressof(program)
    filter_ = ctypes.create_string_buffer(struct.pack("HP", len(steps), address))
    libc = ctypes.CDLL(None)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return not libc.prctl(_SECCOMP, _FILTER, filter_, 0, 0)

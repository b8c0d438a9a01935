"""`oppman` as a shell runs it, each command in a process of its own.

The processes are forked from one that has loaded what every command needs, since that takes ten
times as long as what most commands do; a command's own modules it loads itself. What a start
from nothing loads, and that it works, is held by `test_start`, `test_keys_command` and the tests
in terminals.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from pathlib import Path

_LOADED = ("click", "oppman_tui.playbook.loader", "oppman_tui.workspace.deals")
_PATIENCE = 120.0
"""Seconds that a command may take on a busy machine."""


class Shell:
    """Runs `oppman` as a shell does, over a home of its own, on 23 November 2026."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.env = {**os.environ, "OPPMAN_HOME": str(home), "OPPMAN_TODAY": "2026-11-23"}

    def run(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        done = run(arguments, {**self.env, **env})
        out, err = done.stdout.decode(), done.stderr.decode()
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    def say(self, *arguments: str, **env: str) -> str:
        """What a command that succeeds prints."""
        done = self.run(*arguments, **env)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def refuse(self, *arguments: str, code: int = 1, **env: str) -> str:
        """The one line in which a command refuses."""
        done = self.run(*arguments, **env)
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr


def run(
    words: Sequence[str], env: Mapping[str, str], folder: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """`oppman` with these words and this environment, in a folder, its output in pipes."""
    line = _source()
    (out, its_out), (err, its_err) = os.pipe(), os.pipe()
    os.umask(umask := os.umask(0))
    with Path(os.devnull).open("rb") as nothing:
        request = json.dumps([words, dict(env), str(folder or Path.cwd()), umask]).encode()
        socket.send_fds(line, [request], [nothing.fileno(), its_out, its_err])
    os.close(its_out)
    os.close(its_err)
    with ThreadPoolExecutor(2) as pool:
        printed = pool.map(_all, (out, err))
        code = json.loads(line.recv(100))
    return subprocess.CompletedProcess(words, code, *printed)


def _all(stream: int) -> bytes:
    """What comes through a pipe until it is closed."""
    with os.fdopen(stream, "rb") as file:
        return file.read()


@cache
def _source() -> socket.socket:
    """The line to the process that commands are forked from; it ends with the line."""
    ours, its = socket.socketpair(type=socket.SOCK_SEQPACKET)
    with its:
        command = [sys.executable, __file__, str(its.fileno())]
        subprocess.Popen(command, pass_fds=[its.fileno()], stdin=subprocess.DEVNULL)
    ours.settimeout(_PATIENCE)
    return ours


def _serve(line: socket.socket) -> bool:
    """Answer each request with its exit status; True in the process that is to be the command."""
    while True:
        told, streams, _, _ = socket.recv_fds(line, 1 << 20, 3)
        if not told:
            return False
        child = os.fork()
        if child == 0:
            line.close()
            words, env, folder, umask = json.loads(told)
            for place, stream in enumerate(streams):
                os.dup2(stream, place)
                os.close(stream)
            os.chdir(folder)
            os.umask(umask)
            os.environ.clear()
            os.environ.update(env)
            time.tzset()
            sys.argv = ["oppman", *words]
            return True
        for stream in streams:
            os.close(stream)
        _, status = os.waitpid(child, 0)
        line.send(json.dumps(os.waitstatus_to_exitcode(status)).encode())


if __name__ == "__main__":
    for name in _LOADED:
        import_module(name)
    gc.freeze()
    if _serve(socket.socket(fileno=int(sys.argv[1]))):
        runpy.run_module("oppman_tui", run_name="__main__", alter_sys=True)

"""What this installation stands on, what is wrong with it, and how to mend it.

It says nothing of what is in the store but how much, and names no path outside one's home, so
that what it prints can be shown to whoever helps. Nothing is changed.
"""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib import metadata
from pathlib import Path

import click

from oppman_tui import __version__
from oppman_tui.cli.opening import keeping, settings, store_path, the_clock, the_playbook
from oppman_tui.cli.saying import say
from oppman_tui.errors import UserError
from oppman_tui.paths import HOME, Places

_LIBRARIES = ("textual", "sqlalchemy", "pydantic", "alembic")
_OLD = timedelta(days=7)
_ROOM = 50_000_000
"""Bytes that are to be free on the store's disk."""
_LEAST = (60, 20)
"""Columns and lines that the screens take."""
_ESCAPE = 100
"""Milliseconds that tmux may wait after Esc."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing looked at. `cure` says how to mend it; where it is empty nothing is wrong."""

    name: str
    told: str
    cure: str = ""


@click.command("doctor")
@click.pass_context
def doctor_command(ctx: click.Context) -> None:
    """Look everything over: versions, files, backups, terminal; say what is wrong and the cure.

    What it prints names no deal and no person, and can be passed on. Exit status 1: something
    is wrong.
    """
    path = store_path(ctx)
    parts: dict[str, Callable[[], Iterator[Found]]] = {
        "Program": _program,
        "Store": lambda: _store(path),
        "Backups": lambda: _backups(path),
        "Settings": _settings,
        "Terminal": _terminal,
    }
    wrong = 0
    for title, look in parts.items():
        say(title)
        for found in look():
            say(f"  {'!!' if found.cure else '  '} {found.name:<13}{found.told}")
            if found.cure:
                wrong += 1
                say(f"     {'':<13}-> {found.cure}")
    say(f"\n{wrong} to mend" if wrong else "\nAll is well")
    ctx.exit(1 if wrong else 0)


def _shown(path: Path) -> str:
    """A path without what may name a person or a customer."""
    for sign, base in ((f"${HOME}", os.environ.get(HOME, "").strip()), ("~", str(Path.home()))):
        if base and path.is_relative_to(base):
            return str(Path(sign) / path.relative_to(base))
    return "the one that was named"


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# -- the program ---------------------------------------------------------------------------


def _program() -> Iterator[Found]:
    yield Found("oppman", __version__)
    python = f"{platform.python_version()}, {platform.system()} {platform.machine()}"
    yield Found("Python", python)
    for name in _LIBRARIES:
        with suppress(metadata.PackageNotFoundError):
            yield Found(name, metadata.version(name))
    yield _sqlite()
    log = Places.find().log_file
    if not log.exists():
        yield Found("log", f"{_shown(log)}, nothing in it")
        return
    heads = [line for line in log.read_text(errors="replace").splitlines() if line[:1].isdigit()]
    last = f", the last on {heads[-1][:10]}" if heads else ""
    open_to = _mode(log) & 0o077
    yield Found(
        "log",
        f"{_shown(log)}: stopped over its own errors {len(heads)} times{last}",
        f"Others may read it: chmod 600 {_shown(log)}" if open_to else "",
    )


def _sqlite() -> Found:
    with sqlite3.connect(":memory:") as memory:
        options = {row[0] for row in memory.execute("PRAGMA compile_options")}
    threads = next((o for o in options if o.startswith("THREADSAFE")), "THREADSAFE unknown")
    told = f"{sqlite3.sqlite_version}, {threads}"
    if sqlite3.sqlite_version_info < (3, 37):
        return Found("SQLite", told, "Use a Python with SQLite 3.37 or later")
    if threads == "THREADSAFE=0":
        return Found("SQLite", told, "Use a Python whose SQLite can be used by threads")
    return Found("SQLite", told)


# -- the store -----------------------------------------------------------------------------


def _store(path: Path) -> Iterator[Found]:
    from oppman_tui.store.file.machine import Machine

    yield _folder(path.parent)
    machine = Machine.here()
    kind = machine.kind_of(path.resolve()) or "unknown"
    shared = machine.network_of(path.resolve()) is not None
    more = ", on the network: one machine at a time writes" if shared else ""
    yield Found("file system", kind + more)
    with suppress(OSError):
        free = shutil.disk_usage(path.parent).free
        cure = "Make room on this disk" if free < _ROOM else ""
        yield Found("room", f"{free / 1e9:,.1f} GB free", cure)
    yield _file(path)
    if path.exists():
        yield _encryption(path)
        yield _inside(path)
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists():
        cure = "" if path.exists() else "Put the store back beside its journal, or remove that"
        told = "a window is writing; or one was stopped, and the next start mends it"
        yield Found("journal", told, cure)
    drafts = path.with_name(f"{path.name}.drafts")
    if drafts.is_dir():
        from oppman_tui.store.drafts import Drafts

        told = f"{len(Drafts(drafts, the_clock()).all())} texts that were not saved yet"
        open_to = _mode(drafts) & 0o077
        yield Found("drafts", told, f"chmod 700 {_shown(drafts)}" if open_to else "")
    lease = path.with_name(f"{path.name}.lease")
    if lease.exists():
        yield Found("lease", "a machine has the store open")
    aside = list(path.parent.glob(f"{path.stem}.before*{path.suffix}"))
    if aside:
        told = f"{len(aside)} stores that were kept when another took their place"
        yield Found("set aside", told)


def _folder(folder: Path) -> Found:
    told = _shown(folder)
    if not folder.exists():
        return Found("folder", f"{told}, not there yet")
    found = folder.stat()
    told = f"{told}, {stat.S_IMODE(found.st_mode):04o}"
    if found.st_uid not in (os.geteuid(), 0):
        return Found("folder", told, "It belongs to somebody else: keep the store in one of yours")
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return Found("folder", told, f"Others may write to it: chmod 700 {_shown(folder)}")
    if not os.access(folder, os.W_OK) or not found.st_mode & stat.S_IWUSR:
        return Found("folder", told, "Nothing can be saved: make it writable")
    return Found("folder", told)


def _file(path: Path) -> Found:
    if not os.path.lexists(path):
        return Found("file", f"{_shown(path)}, not there yet")
    try:
        found = path.stat()
    except OSError as error:
        return Found("file", _shown(path), f"It can't be looked at: {error.strerror}")
    told = f"{_shown(path)}, {stat.S_IMODE(found.st_mode):04o}, {found.st_size / 1e6:,.1f} MB"
    if not stat.S_ISREG(found.st_mode):
        return Found("file", told, "It is no file: name another with --store")
    if found.st_uid != os.geteuid():
        return Found("file", told, "It belongs to somebody else: open one of your own")
    if not found.st_mode & stat.S_IWUSR or not os.access(path, os.W_OK):
        return Found("file", told, f"Nothing can be saved: chmod 600 {_shown(path)}")
    if found.st_mode & 0o077:
        return Found("file", told, f"Others may read it: chmod 600 {_shown(path)}")
    return Found("file", told)


def _encryption(path: Path) -> Found:
    from oppman_tui.store.file import keys

    if not keys.is_encrypted(path):
        return Found("encryption", "none")
    if not keys.is_available():
        return Found("encryption", "what reads it is missing", f"pip install '{keys.EXTRA}'")
    from oppman_tui.store.file import cipher

    return Found("encryption", f"SQLCipher {cipher.VERSION}")


def _inside(path: Path) -> Found:
    from oppman_tui.store.care.backup import examine
    from oppman_tui.store.faults import StoreBusy
    from oppman_tui.store.file.keys import is_locked

    if is_locked(path):
        return Found("contents", "not looked into; oppman verify asks for the passphrase")
    try:
        found = examine(path)
    except StoreBusy:
        return Found("contents", "another window is writing", "Look again")
    except UserError as error:
        said = error.what.removeprefix(str(path)).strip()
        newer = "Update oppman" if "newer oppman" in said else ""
        return Found("contents", said, newer or "oppman restore brings back a backup")
    held = f"{_n(found.deals, 'deal')}, {_n(found.arrival, 'change')}"
    return Found("contents", f"whole, version {found.version}, {held}")


def _backups(path: Path) -> Iterator[Found]:
    from oppman_tui.store.care.backup import examine
    from oppman_tui.store.file.keys import is_locked

    kept = keeping(path, the_clock())
    folder, backups = _shown(kept.folder), kept.all()
    last = kept.last()
    if not backups or last is None:
        there = path.exists() and path.stat().st_size > 0
        yield Found("made", f"{folder}: none yet", "oppman backup makes one" if there else "")
        return
    size = sum(backup.size for backup in backups) / 1e6
    age = the_clock().wall() - last
    stale = age > _OLD and path.exists() and path.stat().st_mtime > last.timestamp()
    yield Found(
        "made",
        f"{folder}: {len(backups)}, {size:,.1f} MB, the newest {_age(age)} old",
        "The store was written to since: oppman backup" if stale else "",
    )
    open_to = [b for b in backups if b.path.stat().st_mode & 0o077]
    if open_to:
        cure = f"Others may read them: chmod -R go= {folder}"
        yield Found("private", f"{len(open_to)} are not", cure)
    if is_locked(backups[0].path):
        yield Found("the newest", "encrypted")
        return
    try:
        found = examine(backups[0].path)
        yield Found("the newest", f"whole, {_n(found.deals, 'deal')}")
    except UserError:
        sound = kept.newest_good()
        told = f"not whole; {f'the newest that is: {sound.name}' if sound else 'and none other is'}"
        yield Found("the newest", told, "oppman backup makes a new one")


def _age(age: timedelta) -> str:
    hours = max(0, int(age.total_seconds() // 3600))
    if not hours:
        return "less than an hour"
    return f"{hours // 24} days" if hours >= 48 else f"{hours} hours"


# -- settings and terminal -----------------------------------------------------------------


def _settings() -> Iterator[Found]:
    from oppman_tui.cli.keys import own_keys

    places = Places.find()
    told = _shown(places.config_file)
    if not places.config_file.exists():
        yield Found("file", f"{told}, none: all as it comes")
        return
    # What is wrong with them is said by any command; it may quote what somebody wrote there.
    for name, look in (("file", settings), ("keys", own_keys)):
        try:
            look()
        except UserError:
            yield Found(name, told, "Mend it: oppman list says which key is wrong")
            return
    yield Found("file", f"{told}, good")
    try:
        the_playbook(settings())
    except UserError:
        yield Found("playbook", "the team's", "Mend it: oppman list says what is wrong")
    else:
        own = settings().playbook is None
        yield Found("playbook", "the one that comes with oppman" if own else "the team's, good")


def _terminal() -> Iterator[Found]:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield Found("here", "no terminal: run oppman doctor in the one you work in, too")
        return
    from oppman_tui.terminal import wire

    env = os.environ
    term = env.get("TERM", "")
    weak = term in ("", "dumb", "unknown")
    yield Found("TERM", term or "not set", "Set TERM, such as xterm-256color" if weak else "")
    asked = [f"{n}={env[n]}" for n in ("COLORTERM", "NO_COLOR") if n in env]
    yield Found("colours", ", ".join([f"{_colours()} by terminfo", *asked]))
    size = shutil.get_terminal_size()
    small = size.columns < _LEAST[0] or size.lines < _LEAST[1]
    room = f"Make it {_LEAST[0]}x{_LEAST[1]} or larger" if small else ""
    yield Found("size", f"{size.columns}x{size.lines}", room)
    encoding = sys.stdout.encoding or "unknown"
    locale = next((env[n] for n in ("LC_ALL", "LC_CTYPE", "LANG") if env.get(n)), "not set")
    plain = encoding.lower().replace("-", "") != "utf8"
    yield Found("encoding", f"{encoding}, locale {locale}{', so only ASCII is drawn' * plain}")
    through = [name for name in ("TMUX", "STY", "SSH_CONNECTION") if env.get(name)]
    names = {"TMUX": "tmux", "STY": "screen", "SSH_CONNECTION": "SSH"}
    yield Found("through", ", ".join(names[name] for name in through) or "nothing between")
    if env.get("TMUX") and (waits := _tmux_waits()) is not None and waits > _ESCAPE:
        cure = "In ~/.tmux.conf: set -sg escape-time 20"
        yield Found("Esc", f"tmux keeps it for {waits} ms", cure)
    yield Found("driver", wire.choose()[1])


def _colours() -> str:
    import curses

    try:
        curses.setupterm()
        return f"{max(0, curses.tigetnum('colors')):,}"
    except (curses.error, ValueError, OSError):
        return "unknown"


def _tmux_waits() -> int | None:
    try:
        asked = ("tmux", "show-options", "-sv", "escape-time")
        said = subprocess.run(asked, capture_output=True, timeout=2, check=True).stdout
        return int(said)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def _n(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"

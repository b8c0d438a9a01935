"""What people and files give by mistake or ill will, a row each. Add a row: it is tried everywhere.

`TEXTS` go into every text field, through the verbs and on the screen; `AMOUNTS`, `DATES`,
`SEARCHES`, `PATHS`, `SETTINGS` and `PLAYBOOKS` say what has to come of each.
"""

from __future__ import annotations

from datetime import date

TEXTS: dict[str, str] = {
    "markup": "[red]x[/red]",
    "an action in markup": "[@click=app.quit]x",
    "markup that never closes": "Deal [/nope] [bold",
    "a sequence that copies": "a\x1b]52;c;aGVsbG8=\x07b",
    "a title": "a\x1b]0;pwned\x1b\\b",
    "a question to the terminal": "a\x1b[6nb",
    "a cleared screen": "a\x1b[2Jb",
    "a link": "\x1b]8;;http://x.example\x1b\\a\x1b]8;;\x1b\\",
    "a string that never ends": "a\x1b]0;b",
    "a DCS that never ends": "a\x1bPq#0",
    "C1": "a\u009b31mb\u009d0;x\u009c",
    "NUL": "a\0b",
    "CR, BS and BEL": "a\rb\x08c\x07",
    "an override": "a\u202etxt.exe",
    "an isolate": "a\u2066b\u2069",
    "a mark of direction": "a\u200fb",
    "nothing to be seen": "\u200b\u200d\ufeff\u2060",
    "only fillers": "\u3164\u115f\u2800",
    "a lone surrogate": "a\udcffb",
    "half a pair": "\ud83d",
    "decomposed": "Cafe\u0301",
    "composed": "Caf\u00e9",
    "wide": "東京" * 30,
    "combining": "e" + "\u0301" * 80,
    "a family": "👩‍👩‍👧‍👦" * 20,
    "right to left": "שלום עולם",
    "a non-character": "a\uffff\ufdd0b",
    "tags": "a\U000e0041\U000e007fb",
    "a megabyte": "n" * 1_000_000,
    "a long line": "w " * 2_000,
    "a formula": "=cmd()|' /C calc'!A0",
    "plus, minus and at": "+1-1@SUM(1)",
    "a tab first": "\t=1+1",
    "SQL": "'; DROP TABLE deal; --",
    "a pattern": "%_\\*?",
    "quotes": "\"AND\" OR 'NOT' (",
    "a format": "{0.__class__} %s %(x)s ${HOME} `id`",
    "a template": "{{ 7 * 7 }}{% for x in y %}",
    "JSON": '{"a": [NaN]}',
    "lines": "one\r\ntwo\u2028three\x85four",
    "blank": " \t\n ",
    "empty": "",
}

BASE = "EUR"
AMOUNTS: dict[str, tuple[int, str] | str] = {
    "NaN": "no amount",
    "Infinity": "no amount",
    "-inf": "no amount",
    "1e400": "no amount",
    "1e5": "no amount",
    "0x10": "no amount",
    "١٢٣": "no amount",
    "１２３": "no amount",
    "9" * 5_000: "no amount",
    str(2**63): "is more than",
    "90071992547409.93": "is more than",
    "1.234,56": (123_456, "EUR"),
    "1,234.56": (123_456, "EUR"),
    "1.234": "could be",
    "1,234": "could be",
    "1 234,5": (123_450, "EUR"),
    "1\u00a0234": (123_400, "EUR"),
    "1.2.3": "no",
    "1,23,456": "not grouped",
    "10.5 JPY": "more decimals",
    "€5 USD": "two currencies",
    "5 ZZZ": "no currency",
    "--5": "no amount",
    "5k k": "no amount",
    "": "no amount",
    "\0": "no amount",
    "\u202e5": (500, "EUR"),
    "1/0": "no amount",
    "None": "no amount",
}
"""What is typed as a value -> minor units and currency, or words of the refusal."""

TODAY = date(2026, 11, 23)
DATES: dict[str, date | str] = {
    "31.2.2026": "not in the calendar",
    "2026-02-31": "not in the calendar",
    "29.2.2027": "not in the calendar",
    "29.2.2028": date(2028, 2, 29),
    "29.2.": date(2028, 2, 29),
    "0000-01-01": "outside the years",
    "1.1.9999": "outside the years",
    "9999-12-31": "outside the years",
    "+99999y": "outside the years",
    "-99999d": "outside the years",
    "+999999d": "no date",
    "1899-12-31": "outside the years",
    "2200-12-31": date(2200, 12, 31),
    "12/11": "could be",
    "11/31": "not in the calendar",
    "13/11": date(2027, 11, 13),
    "2026-13-01": "not in the calendar",
    "2026-03-29T02:30": "no date",
    "2026-W01-1": "no date",
    "20261212": "no date",
    "٢٠٢٦-١٢-١٢": "no date",
    "12.12.26": date(2026, 12, 12),
    "fri\0": date(2026, 11, 27),
    "fri; rm -rf /": "no date",
    "": "no date",
    "x" * 100_000: "no date",
    "1" * 5_000: "no date",
}
"""What is typed as a date on 23 November 2026 -> the day, or words of the refusal."""

SEARCHES: dict[str, bool] = {
    '"': True,
    "AND": True,
    "*": True,
    "(": True,
    "-": True,
    "%": True,
    "_": True,
    "\\": True,
    "'": True,
    "\0": True,
    "": True,
    " ": True,
    "; DROP TABLE deal": True,
    "zz" * 600: False,
    "a " * 200: True,
    "\udcff": True,
    "\x1b[2J": True,
    "東京": False,
    "NEAR(a b)": False,
}
"""What is searched for: that it breaks nothing is what counts, on the deal `SEARCHED`; True where
that deal may be found by it."""
SEARCHED = "AND a \"deal\" * (- % _ \\ '; DROP TABLE deal"

SETTINGS: dict[str, tuple[bytes, str]] = {
    "no TOML": (b"name = \n", "line 1"),
    "an unknown key": (b"colour = 1\n", "colour"),
    "a number for a name": (b"name = 7\n", "name"),
    "a name that can't be seen": ('name = "\u200b"\n'.encode(), "name"),
    "a name with an escape": (b'name = "a\\u001b[2Jb"\nbase_currency = "x"\n', "base_currency"),
    "a currency that is none": (b'base_currency = "euro"\n', "base_currency"),
    "a rate that is no number": (
        b'[rates.SEK]\nrate = "NaN"\nsince = 2026-01-01\n',
        "rates.SEK.rate",
    ),
    "a rate of 0": (b'[rates.SEK]\nrate = "0"\nsince = 2026-01-01\n', "rates.SEK.rate"),
    "a rate without a day": (b'[rates.SEK]\nrate = "1"\n', "rates.SEK.since"),
    "the same key twice": (b'name = "a"\nname = "b"\n', "line 2"),
    "deep brackets": (b"a = " + b"[" * 100_000, "nested too deep"),
    "a number of 5,000 figures": (b"name = " + b"9" * 5_000 + b"\n", "config.toml"),
    "not UTF-8": (b'name = "\xff\xfe"\n', "line 1"),
    "UTF-16": ('name = "Mia"\n'.encode("utf-16"), "UTF-8"),
    "NUL": (b'name = "a\0b"\n', "line 1"),
    "too large": (b"#" * 1_100_000, "at most"),
    "a later format": (b"format = 2\n", "format"),
    "a pickle": (b"\x80\x04\x95\x1c\x00\x00\x00\x00\x00\x00\x00cposix\nsystem\n", "config.toml"),
    "YAML": (b"name: !!python/object/apply:os.system ['id']\n", "line 1"),
    "a playbook that isn't there": (b'playbook = "nowhere.toml"\n', "nowhere.toml"),
    "a playbook that is a folder": (b'playbook = "."\n', "expected a file"),
    "a playbook that is a device": (b'playbook = "/dev/zero"\n', "expected a file"),
}
"""`config.toml` -> what the refusal has to say of it."""

PLAYBOOKS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "team.toml"),
    "no TOML": (b"[stages\n", "line 1"),
    "a list for a table": (b"stages = 1\n", "stages"),
    "deep brackets": (b"a = " + b"[" * 100_000, "nested too deep"),
    "not UTF-8": (b"\xff\xfe\x00", "UTF-8"),
    "YAML": (b"stages:\n  - key: need\n", "line 1"),
    "a pickle": (b"\x80\x04\x95\x0b", "UTF-8"),
}
"""A playbook's file -> what the refusal has to say of it."""

PATHS = ("a pipe", "a device", "a folder", "a link to nowhere", "a link to itself", "a socket",
         "a pickle", "a YAML file", "no name", "a name too long", "a scheme")  # fmt: skip
"""What may be named as a store or a file: each is refused at once, and left as it is."""

"""A sheet as Markdown or HTML. What the sheet says stays text in both, whatever it looks like.

HTML is one file without a script or anything from elsewhere, which a policy in it forbids too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from oppman_tui.exchange.report.sheet import Points, Section, Sheet

if TYPE_CHECKING:
    from jinja2 import Environment

FORMS = ("html", "md")
"""How a report is written; also the end of the file's name."""

# What begins markup anywhere in a line; `<`, `>` and `&` become entities, so that no HTML does.
_ANYWHERE = re.compile(r"([\\`*_\[\]|~$])")
# What would make a heading, a list, a rule or an underlined title of the line it begins.
_IN_FRONT = re.compile(r"^([#+=:-])")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")


def render(sheet: Sheet, form: str) -> str:
    """The whole sheet in `form`, one of `FORMS`."""
    return _environment(form).get_template(f"sheet.{form}.j2").render(sheet=sheet)


@cache
def _environment(form: str) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    html = form == "html"
    found = Environment(
        loader=PackageLoader("oppman_tui.exchange.report"),
        autoescape=html,
        finalize=None if html else _finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.tests["kind"] = lambda block, kind: type(block).__name__ == kind
    found.filters["side_by_side"] = _side_by_side
    found.filters["n"] = _number
    found.filters["markdown"] = lambda drawn: _Markdown(drawn.rstrip("\n"))
    found.globals["block_of_words"] = lambda picture: Points(picture.words)
    return found


class _Markdown(str):
    """Text of our own that is Markdown already."""

    __slots__ = ()


def _finalize(value: Any) -> str:
    return value if isinstance(value, _Markdown) else escaped(str(value))


def escaped(text: str) -> str:
    """`text` on one line of Markdown, read as just that text."""
    line = " ".join(text.split())
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = _ANYWHERE.sub(r"\\\1", line)
    return _NUMBERED.sub(r"\1\\\2", _IN_FRONT.sub(r"\\\1", line))


def _number(value: float) -> str:
    """A coordinate: a tenth is enough."""
    return f"{value:.1f}".removesuffix(".0")


def _side_by_side(sections: tuple[Section, ...]) -> Iterator[list[list[Section]]]:
    """The sections in rows of one column or two."""
    for in_columns, group in groupby(sections, key=lambda section: bool(section.column)):
        row = list(group)
        if in_columns:
            yield [[s for s in row if s.column == side] for side in ("left", "right")]
        else:
            yield from ([[section]] for section in row)

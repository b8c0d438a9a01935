"""How it looks on any terminal: contrast, few colours, none, ASCII, and read aloud."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from seat import LARGE, lines, open_deal, seated, settled, strike, text, workspace
from textual.color import Color as Shade
from textual.pilot import Pilot
from textual.theme import BUILTIN_THEMES, Theme
from walk import walk

from oppman_tui.domain.scoring import Score
from oppman_tui.tui.marks import ASCII, DRAWN, LINEAR, Marks, bar
from oppman_tui.tui.spelling import Spelling
from oppman_tui.tui.theme import DARK, LIGHT, Ink
from oppman_tui.workspace.deals import Workspace

INKS = ("text", "strong", "dim", "accent", "good", "notice", "alarm")
XTERM = (
    "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5"
    " 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
)
CONSOLE = (
    "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa"
    " 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"
)
"""The sixteen colours as terminals show them, in ANSI's order."""


def luminance(rgb: Sequence[int]) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    parts = [c / 255 for c in rgb]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Sequence[int], other: Sequence[int]) -> float:
    """1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colour_of(style: Style, theme: Theme) -> Color:
    """What it is written in; the theme's text where the style says nothing."""
    return style.color or Color.parse(theme.foreground or "")


def test_the_formula_is_the_one_of_the_guidelines() -> None:
    assert contrast((255, 255, 255), (0, 0, 0)) == pytest.approx(21)
    # #777777 on white is their well-known near miss.
    assert contrast((0x77,) * 3, (255,) * 3) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("ink", INKS)
def test_every_ink_of_the_own_themes_can_be_read_on_their_ground(theme: Theme, ink: str) -> None:
    ground = Color.parse(theme.background or "").get_truecolor()
    colour = colour_of(getattr(Ink.of(theme), ink), theme).get_truecolor()
    assert contrast(colour, ground) >= 4.5


@pytest.mark.parametrize("palette", [XTERM, CONSOLE], ids=["xterm", "console"])
@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("ink", INKS)
def test_of_sixteen_colours_those_are_taken_that_can_be_read(
    theme: Theme, ink: str, palette: str
) -> None:
    def shown(colour: Color) -> tuple[int, ...]:
        """As a terminal of sixteen colours shows what Rich makes of it."""
        number = colour.downgrade(ColorSystem.STANDARD).number or 0
        return tuple(bytes.fromhex(palette.split()[number]))

    ground = shown(Color.parse(theme.background or ""))
    colour = shown(colour_of(getattr(Ink.of(theme, sixteen=True), ink), theme))
    assert contrast(colour, ground) >= 3


@pytest.mark.parametrize("dark", [True, False])
def test_of_sixteen_colours_where_one_is_and_what_alarms_stay_apart(dark: bool) -> None:
    ink = Ink.of(DARK if dark else LIGHT, sixteen=True)
    apart = {style.color for style in (ink.dim, ink.accent, ink.notice)}
    assert len(apart) == 3
    assert (ink.alarm.color, ink.alarm.bold) != (ink.notice.color, ink.notice.bold)


@pytest.mark.parametrize("name", sorted(BUILTIN_THEMES))
async def test_every_theme_of_textual_shows_the_list_and_a_deal(tmp_path: Path, name: str) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, theme=name) as pilot:
            assert pilot.app.theme == name
            assert "Plant 2 sensors" in text(pilot)
            await strike(pilot, "enter", "g", "p")
            assert "Customer fit" in text(pilot)


def test_the_ansi_themes_leave_every_shade_to_the_terminal() -> None:
    for theme in (BUILTIN_THEMES["ansi-dark"], BUILTIN_THEMES["ansi-light"]):
        for ink in INKS:
            colour = getattr(Ink.of(theme), ink).color
            assert colour is None or colour.triplet is None, (theme.name, ink)


async def test_without_colours_every_state_has_a_mark_or_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "space")
            drawn = _segments(pilot)
            assert not [s for s in drawn if s.style and s.style.color and s.style.color.triplet]
            # What the colours say besides: marked, alarm, notice, the cursor, the tab.
            assert "✓‼ Plant 2 sensors" in text(pilot)
            assert "  ! Robot cell line 4" in text(pilot)
            assert "▌ ‼ ERP rollout" in text(pilot)
            under = [s.text for s in drawn if s.style and s.style.underline]
            assert under == ["Attention"]
            await strike(pilot, "n")
            written = [s for s in _segments(pilot) if s.style and s.style.reverse]
            assert len(written) == 1  # the place where one writes


def _segments(pilot: Pilot[int]) -> list[Segment]:
    size = pilot.app.size
    strips = pilot.app.screen._compositor.render_strips(size)
    return [segment for strip in strips for segment in strip]


# -- ASCII ---------------------------------------------------------------------------------


async def test_in_ascii_no_character_of_ours_is_foreign(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        letters = _letters_of(ws)
        async with seated(ws, size=LARGE, ascii_only=True) as pilot:
            async for keys in walk(pilot):
                foreign = {c for c in text(pilot) if not c.isascii()} - letters
                assert not foreign, (keys, foreign)


async def test_the_first_screen_and_empty_lists_are_ascii_too(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        async with seated(ws, ascii_only=True) as pilot:
            assert text(pilot).isascii()
            await strike(pilot, "escape")
            assert "No deals yet" in text(pilot) and text(pilot).isascii()


def _letters_of(ws: Workspace) -> set[str]:
    """The letters that the deals themselves hold, such as in Mäkinen; no signs."""
    told = " ".join(
        str(view.dossier) for tab in ("all", "closed") for view in ws.views(ws.find(tab))
    )
    return {c for c in told if not c.isascii() and c.isalpha()}


def test_a_longer_spelling_takes_its_room_from_the_end_of_the_line() -> None:
    assert _spelt("25 Nov → 12 Dec    ") == "25 Nov -> 12 Dec   "
    assert _spelt("€420,000       x    ") == "EUR 420,000       x "
    assert _spelt("25 Nov → 12 Dec") == "25 Nov > 12 Dec"  # no room: one for one
    assert _spelt("a · b   ", linear=True) == "a, b    "
    assert _spelt("M. Mäkinen “yes”") == 'M. Mäkinen "yes"'


def _spelt(line: str, linear: bool = False) -> str:
    half = len(line) // 2
    segments = [Segment(line[:half]), Segment(line[half:])]
    drawn = Spelling(linear).apply(segments, Shade(0, 0, 0))
    spelt = "".join(segment.text for segment in drawn)
    assert len(spelt) == len(line)
    return spelt


@pytest.mark.parametrize("marks", [DRAWN, ASCII])
def test_marks_are_one_cell_wide_so_that_columns_stay_in_line(marks: Marks) -> None:
    one = [*marks.answers, marks.unknown, marks.notice, marks.focus, marks.held, marks.not_held]
    assert {len(mark) for mark in one} == {1}
    assert len(set(marks.answers) | {marks.unknown}) == 4
    assert ASCII.rule.isascii() and len(marks.spark) == 8


# -- read aloud ----------------------------------------------------------------------------


async def test_linear_says_in_words_what_is_drawn_elsewhere(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=LARGE, linear=True) as pilot:
            shown = text(pilot)
            assert "Sorted by what deserves attention first" in shown
            assert (
                ">Plant 2 sensors, Mäkinen Oy, 180k EUR, Choose 12 of 21 days, close 19 Nov, "
                "Liisa Aalto, alarm: step passed and 6 more" in shown
            )
            assert "[Attention 10]" in lines(pilot)[1]
            await strike(pilot, "space")
            assert " marked Plant 2 sensors, " in text(pilot)
            await open_deal(pilot, "ERP rollout", "plan")
            await settled(pilot)
            assert "Customer fit: 83, solid to 71, open to 86" in text(pilot)
            assert "Value and risk: 75, solid to 10, open to 90, not due yet" in text(pilot)
            assert "yes: We can reach the people who decide" in text(pilot)
            assert "not known: Winning them opens doors" in text(pilot)
            await strike(pilot, "escape")
            await open_deal(pilot, "ERP rollout", "players")
            await strike(pilot, "down", "right", "right", "right", "right")
            assert ">Matthias Berg, influence 5, title CFO" in text(pilot)
            await strike(pilot, "p")
            assert "Matthias Berg (CFO): approver, influence 5" in text(pilot)
            assert "against             " not in text(pilot)  # the picture is left out


async def test_linear_draws_no_line_and_no_block_anywhere(tmp_path: Path) -> None:
    drawing = re.compile("[\\u2500-\\u259f●◐○·│✓✗‼…]|---|##|==")
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, linear=True) as pilot:
            async for keys in walk(pilot):
                assert not drawing.search(text(pilot)), keys


async def test_the_terminals_cursor_goes_with_the_line_for_those_who_listen(
    tmp_path: Path,
) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, linear=True) as pilot:
            for wanted in (4, 5, 6):
                assert lines(pilot)[wanted].startswith(">")
                assert pilot.app.cursor_position == (0, wanted)
                await strike(pilot, "down")
            await strike(pilot, "enter", "g", "k", "down")
            (at,) = (n for n, line in enumerate(lines(pilot)) if line.startswith(">"))
            assert pilot.app.cursor_position.y == at


def test_a_bar_in_words_says_low_and_high() -> None:
    def score(low: float, high: float) -> Score:
        return cast(Score, type("", (), {"low": low, "high": high})())

    ink = Ink.of(DARK)
    assert bar(score(57.14, 71.4), LINEAR, ink).plain == "solid to 57, open to 71"
    assert bar(score(100, 100), LINEAR, ink).plain == "solid to 100"
    assert bar(score(50, 83.4), DRAWN, ink).plain == "███▒▒·"


async def test_a_theme_that_there_isnt_is_said_and_the_nearest_named(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, theme="oppman-lihgt") as pilot:
            assert pilot.app.theme == DARK.name
            said = " ".join(text(pilot).split())
            assert "There is no theme oppman-lihgt; the nearest is oppman-light." in said


async def test_a_player_read_aloud_is_told_to_the_end(tmp_path: Path) -> None:
    """What doesn't fit on a line goes on below it; the cursor goes from player to player."""
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=(60, 20), linear=True) as pilot:
            await open_deal(pilot, "ERP rollout", "players")
            shown = " ".join(text(pilot).split())
            assert "win Keeps the licence costs flat, our person Liisa Aalto Katrin Lund" in shown
            await strike(pilot, "down", "down")
            assert ">Katrin Lund" in text(pilot)
            await strike(pilot, "up")
            assert ">Matthias Berg" in text(pilot)

"""A frame asks those widgets for lines that have changed there, and only for the lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from textual import _compositor
from textual.geometry import Region
from textual.strip import Strip


class Compositor(_compositor.Compositor):
    """As Textual's, which asks every widget for all its lines where its region meets the smallest
    rectangle around what has changed: two lines of a list and a pane below it are the whole
    screen."""

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        """By line of the screen: what stands between two cuts, by where it begins; nothing for the
        lines that aren't rendered."""
        cuts = self.cuts
        wanted = [y for y in crop.line_range if is_rendered_line(y)]
        lines: list[dict[int, Strip | None]] = [{} for _ in cuts]
        for y in wanted:
            lines[y] = dict.fromkeys(cuts[y][:-1])
        # Those in front come first: what they leave free is what is seen of those behind.
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            left, right = seen.column_span
            for top, height in _runs(
                y
                for y in wanted
                if seen.y <= y < seen.bottom
                and any(left <= at < right and piece is None for at, piece in lines[y].items())
            ):
                part = Region(seen.x, top, seen.width, height)
                strips = widget.render_lines(part.translate(-region.offset))
                for y, strip in zip(part.line_range, strips, strict=False):
                    ends = [cut for cut in cuts[y] if left <= cut <= right]
                    pieces = strip.divide([cut - left for cut in ends[1:]])
                    for at, piece in zip(ends, pieces, strict=False):
                        if lines[y][at] is None:
                            lines[y][at] = piece
        return cast("Sequence[Mapping[int, Strip]]", lines)


class Sparing:
    """A `Screen` that draws what has changed."""

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self._compositor: _compositor.Compositor = Compositor()


def _runs(numbers: Iterator[int]) -> list[tuple[int, int]]:
    """Rising numbers as runs of neighbours: the first of each and how many."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == sum(runs[-1]):
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((number, 1))
    return runs

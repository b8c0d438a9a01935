"""What an import did or would do, in figures and in words."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from oppman_tui.domain.values.money import decimal_text
from oppman_tui.exchange.importing.batch import Batch, FileRead
from oppman_tui.exchange.importing.comparing import Conflict, Outcome
from oppman_tui.exchange.reading.table import REJECT_HEADINGS, Reject

_SHOWN = 10
"""So many conflicts and rejects are shown; a file holds all of the latter."""
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "'")
_STATUSES = ("open", "hold", "won", "lost", "abandoned")


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows: `read` is the sum of all the others."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    cleaned: int = 0

    def __str__(self) -> str:
        return (
            f"{self.read:,} rows read = {self.created:,} created + {self.updated:,} updated"
            f" + {self.unchanged:,} unchanged + {self.rejected:,} rejected"
            f" + {self.cleaned:,} cleaned"
        )


@dataclass(frozen=True, slots=True)
class Worth:
    """The deals of one status: how many, what they are worth by currency (minor units)."""

    deals: int
    sums: Mapping[str, int]
    unvalued: int


@dataclass(frozen=True, slots=True)
class Report:
    """`deals` are the rows of the files of deals, `customers` the documents, named or listed."""

    deals: Tally
    customers: Tally
    files: tuple[tuple[FileRead, Tally], ...]
    worth: Mapping[str, Worth]
    """Status -> what is in the files."""
    conflicts: tuple[Conflict, ...]
    rejects: tuple[Reject, ...]
    notes: tuple[str, ...]

    @property
    def total(self) -> Mapping[str, int]:
        """Currency -> the sum of all deals' values, in minor units."""
        sums: Counter[str] = Counter()
        for worth in self.worth.values():
            sums.update(worth.sums)
        return dict(sums)

    @classmethod
    def of(cls, batch: Batch, outcome: Outcome) -> Report:
        files = tuple((file, _tally(file, outcome)) for file in batch.files)
        of_deals = [tally for file, tally in files if file.sheet == "deals"]
        fates = Counter(outcome.fates[doc] for doc in batch.customers)
        notes = [*batch.notes, *outcome.notes.lines()]
        if outcome.assumed:
            notes.insert(
                0,
                f"{outcome.assumed:,} values name no currency: taken as {batch.own}"
                " (--currency says another)",
            )
        return cls(
            _sum(of_deals),
            Tally(len(batch.customers), fates["created"], fates["updated"], fates["unchanged"]),
            files,
            {status: _worth(status, outcome) for status in _STATUSES},
            tuple(outcome.conflicts),
            batch.rejects,
            tuple(notes),
        )

    @property
    def changed(self) -> bool:
        """Anything, of deals or customers."""
        of = (self.deals, self.customers)
        return any(tally.created or tally.updated for tally in of)

    def lines(self) -> Iterator[str]:
        """For eyes, without line ends; no control characters."""
        for file, tally in self.files:
            yield from _file(file, tally)
        yield f"Customers: {_fates(self.customers)}"
        yield ""
        yield from self._worth_lines()
        for note in self.notes:
            yield f"Note: {note}"
        yield from self._conflict_lines()
        yield from self._reject_lines()

    def _worth_lines(self) -> Iterator[str]:
        for status, worth in self.worth.items():
            if worth.deals:
                told = _amounts(worth.sums, worth.unvalued)
                yield f"{status:<10}{_deals(worth.deals)}{told}"
        deals = sum(w.deals for w in self.worth.values())
        unvalued = sum(w.unvalued for w in self.worth.values())
        yield f"{'all':<10}{_deals(deals)}{_amounts(self.total, unvalued)}"

    def _conflict_lines(self) -> Iterator[str]:
        if not self.conflicts:
            return
        took = self.conflicts[0].took
        what = "kept as they are here" if took == "mine" else "taken from the file"
        other = "file" if took == "mine" else "mine"
        yield (
            f"{len(self.conflicts):,} fields changed here differ from the file; they were {what}"
            f" (--prefer {other} does the other)"
        )
        for c in self.conflicts[:_SHOWN]:
            yield f"  {c.name}, {c.label}: here {_short(c.mine)}; file {_short(c.theirs)}"
        yield from _more(len(self.conflicts))

    def _reject_lines(self) -> Iterator[str]:
        if not self.rejects:
            return
        yield f"{len(self.rejects):,} rows rejected"
        for r in self.rejects[:_SHOWN]:
            yield f"  {r.file}, line {r.line}: {_short(r.reason, 160)}"
        yield from _more(len(self.rejects))


def rejects_csv(rejects: Sequence[Reject]) -> str:
    """File, line, reason and the original cells, under the headings of all files; to be mended
    and imported again. A cell that a spreadsheet would run is guarded by `'`.
    """
    headings = list(dict.fromkeys(h for reject in rejects for h in reject.headings))
    widest = max((len(r.cells) - len(r.headings) for r in rejects), default=0)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    beyond = [f"beyond the headings {n}" for n in range(1, widest + 1)]
    writer.writerow([*REJECT_HEADINGS, *(_guarded(h) for h in headings), *beyond])
    for reject in rejects:
        cells = dict(zip(reject.headings, reject.cells, strict=False))
        more = reject.cells[len(reject.headings) :]
        told = [*(cells.get(h, "") for h in headings), *more]
        row = [reject.file, str(reject.line), reject.reason]
        writer.writerow([*(_guarded(c) for c in row[:1]), *row[1:], *(_guarded(c) for c in told)])
    return out.getvalue()


def _guarded(cell: str) -> str:
    if not cell.startswith(_GUARDED):
        return cell
    number = cell[:1] in "+-" and cell[1:].replace(".", "", 1).isdecimal()
    return cell if number else f"'{cell}"


def _tally(file: FileRead, outcome: Outcome) -> Tally:
    fates = Counter(outcome.fates[doc] for doc in file.docs)
    return Tally(
        file.read,
        fates["created"],
        fates["updated"],
        fates["unchanged"],
        file.rejected,
        sum(file.cleaned.values()),
    )


def _sum(tallies: Sequence[Tally]) -> Tally:
    return Tally(
        sum(t.read for t in tallies),
        sum(t.created for t in tallies),
        sum(t.updated for t in tallies),
        sum(t.unchanged for t in tallies),
        sum(t.rejected for t in tallies),
        sum(t.cleaned for t in tallies),
    )


def _worth(status: str, outcome: Outcome) -> Worth:
    values = {c: amounts for (s, c), amounts in outcome.worth.items() if s == status}
    unvalued = outcome.unvalued[status]
    deals = unvalued + sum(len(amounts) for amounts in values.values())
    return Worth(deals, {c: sum(amounts) for c, amounts in sorted(values.items())}, unvalued)


def _file(file: FileRead, tally: Tally) -> Iterator[str]:
    beside = ", found beside the deals" if file.beside else ""
    yield f"{file.name}: {file.sheet} of {file.title}{beside}"
    yield f"  {file.how}"
    if not file.docs and file.sheet != "deals":
        yield f"  {file.read:,} rows read"
        yield ""
        return
    yield f"  {tally}"
    for what, count in file.cleaned.items():
        yield f"    {count:,} cleaned: {what}"
    width = min(32, max((len(heading) for heading, _ in file.columns), default=0))
    for heading, how in file.columns:
        yield f"  {_short(heading, width):<{width}}  {how}"
    for theirs, ours, count in file.stages:
        yield f"  {_short(theirs, 40)} is {ours}: {count:,}"
    yield ""


def _fates(tally: Tally) -> str:
    return f"{tally.created:,} created, {tally.updated:,} updated, {tally.unchanged:,} unchanged"


def _deals(count: int) -> str:
    return f"{count:>8,} deal{'' if count == 1 else 's'}"


def _amounts(sums: Mapping[str, int], unvalued: int) -> str:
    told = [f"{currency} {_figures(amount, currency)}" for currency, amount in sums.items()]
    if unvalued:
        told.append(f"{unvalued:,} without a value")
    return f", {', '.join(told)}" if told else ""


def _figures(amount: int, currency: str) -> str:
    whole, point, decimals = decimal_text(amount, currency).partition(".")
    shown = f"{int(whole):,}" if whole not in ("-0", "-") else whole
    return f"{shown}{point}{decimals}" if decimals.strip("0") else shown


def _short(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _more(count: int) -> Iterator[str]:
    if count > _SHOWN:
        yield f"  and {count - _SHOWN:,} more"

"""How a meeting is written: its head, the agenda, the deal on the table, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from rich.text import Text

from oppman_tui.domain.review.meeting import Item, Meeting, clock_text
from oppman_tui.domain.values.dates import show_date
from oppman_tui.playbook.models import Playbook
from oppman_tui.tui.lines import deal as deal_lines
from oppman_tui.tui.lines import row
from oppman_tui.tui.looks import Looks, clip, column, hanging, wrap
from oppman_tui.tui.widgets.rows import Line
from oppman_tui.workspace import reviews
from oppman_tui.workspace.reviews import OpenReview
from oppman_tui.workspace.view import DealView

ROOM = 12
"""Lines of text that the table shows at most at 80x24, so that it is read from the far end."""
_LONG = 12
"""Cells of a decision's name from which its first word says it where it is narrow."""
GONE = "(no longer here)"


def head(meeting: Meeting, now: datetime, today: date, width: int, looks: Looks) -> Text:
    """What is held, how far it is, whether amounts are hidden; where there is room, the day."""
    ink = looks.ink
    used, meant = clock_text(meeting.used_in_all(now)), meeting.minutes
    if meeting.begun is None:
        count = len(meeting.items)
        told = f"{count} deal{'s' * (count != 1)} · {meant} min"
    else:
        told = f"{meeting.done} of {len(meeting.items)} done · {used} of {meant} min"
    if meeting.blank:
        told += " · amounts hidden"
    line = Text.assemble((f"Meeting · {meeting.called}", ink.strong))
    right = Text.assemble((told, ink.text))
    room = width - 2 - right.cell_len
    day = Text.assemble((f"   {show_date(today, today)}", ink.dim))
    if line.cell_len + day.cell_len <= room:
        right.append_text(day)
    elif line.cell_len > room:
        line = Text.assemble((clip(meeting.called, room, looks.marks), ink.strong))
    line.pad_right(width - line.cell_len - right.cell_len)
    return line.append_text(right)


def agenda(
    meeting: Meeting, names: Mapping[str, str], now: datetime, width: int, looks: Looks
) -> list[Line]:
    """A line a deal: its state, its name, minutes used of those meant; `!` is over them."""
    times = [_time(meeting, item, now) for item in meeting.items]
    room = max(map(len, times), default=0)
    return [
        _item(meeting, item, names, time.rjust(room), width - 1, looks)
        for item, time in zip(meeting.items, times, strict=True)
    ]


def _time(meeting: Meeting, item: Item, now: datetime) -> str:
    """` 5 ` meant, ` 3/5 ` used, ` 7/5!` over."""
    used = meeting.used(item.deal, now)
    told = f"{clock_text(used)}/" if used or item.deal == meeting.at or item.is_done else ""
    return f" {told}{item.minutes}{'!' if used >= (item.minutes + 1) * 60 else ' '}"


def _item(
    meeting: Meeting,
    item: Item,
    names: Mapping[str, str],
    time: str,
    width: int,
    looks: Looks,
) -> Line:
    ink, marks, here = looks.ink, looks.marks, item.deal == meeting.at
    state = _state(item, here, looks)
    name = column(
        names.get(item.deal, GONE), max(4, width - state.cell_len - 1 - len(time)), marks
    )
    name.stylize(ink.accent if here else ink.dim if item.is_done else ink.text)
    figures = (time, ink.notice if time.endswith("!") else ink.dim)
    return Line(Text.assemble(state, " ", name, figures, no_wrap=True), item.deal)


def _state(item: Item, here: bool, looks: Looks) -> Text:
    """`●` decided, `○` no decision, `~` put off, `▸` on the table; in a word where it is heard."""
    marks, ink = looks.marks, looks.ink
    if looks.linear:
        words = {"decided": "decided", "undecided": "no decision", "skipped": "put off"}
        return Text("on the table" if here else words.get(item.state, "to come"))
    if here:
        return Text(marks.arrow, ink.accent)
    shown = {
        "decided": (marks.answers[2], ink.good),
        "undecided": (marks.answers[0], ink.notice),
        "skipped": ("~", ink.dim),
    }
    return Text(*shown.get(item.state, (marks.unknown, ink.dim)))


def page(
    meeting: Meeting,
    view: DealView | None,
    review: OpenReview | None,
    at: int,
    width: int,
    looks: Looks,
) -> list[Text]:
    """The table: before the meeting what can be done, during it the deal, a page at a time."""
    if meeting.begun is None:
        return before(meeting, width, looks)
    if meeting.at is None:
        end = f"{looks.key('meeting.end')} ends the meeting and shows its minutes"
        over = Text("Every deal has been on the table", looks.ink.strong)
        return [over, Text(""), Text(end, looks.ink.dim)]
    if view is None or review is None:
        return [Text(f"{GONE}; {looks.key('meeting.put_off')} puts it off", looks.ink.dim)]
    return table(view, review, at, width, looks)


def table(
    view: DealView, review: OpenReview, page: int, width: int, looks: Looks
) -> list[Text]:
    """One page of a deal, large and sparse: 0 what changed, then a question a page, then the
    decision. `ROOM` lines at most; where there is more, the last says so."""
    lines = _about(view, width, looks)
    questions = view.playbook.review_questions
    if page == 0:
        lines += _changed(view, width, ROOM - len(lines), looks)
    elif page <= len(questions):
        lines += _question(view, review, page, width, looks)
    else:
        lines += _summary(view, review, width, looks)
    if len(lines) > ROOM:
        rest = f"  and more; {looks.key('table.write')} shows all of it"
        lines = [*lines[: ROOM - 1], Text(rest, looks.ink.dim)]
    return lines


def _about(view: DealView, width: int, looks: Looks) -> list[Text]:
    """Which deal, its facts, and the worst reason why it is here: whole, in two lines each."""
    deal, today = view.dossier.deal, view.today
    card = view.card
    closes = f"close {show_date(deal.close_date, today)}" if deal.close_date else "no close date"
    stage = f"{card.stage} {row.days(card, today, spoken=looks.linear)}".strip() or "no stage"
    if card.status != "open":
        stage = f"{row.status(card, today)} ({card.stage})"
    facts = Text(" · ".join((stage, closes, deal.owner or "no owner")), looks.ink.dim)
    lines = [deal_lines.title(view, width, looks), *_short(facts, width, looks)]
    for reason in deal_lines.reasons(view, looks)[:1]:
        lines += _short(reason, width, looks)
    return [*lines, Text("")]


def _short(text: Text, width: int, looks: Looks) -> list[Text]:
    """In two lines at most."""
    lines = hanging(text, width, looks)
    if len(lines) > 2:
        lines[1].truncate(width - len(looks.marks.ellipsis))
        lines[1].append(looks.marks.ellipsis)
    return lines[:2]


def _changed(view: DealView, width: int, room: int, looks: Looks) -> list[Text]:
    last = view.last_review
    if last is None:
        return [Text("Not reviewed yet", looks.ink.strong)]
    since = f"Since the last review, {show_date(last.held_on, view.today)}"
    lines = [Text(since, looks.ink.strong)]
    told = reviews.since(view, last)
    changed = [line for line in told.changed if not (looks.hides and line.startswith("value:"))]
    fits = room - 1 if len(changed) < room else room - 2
    lines += [Text(f"  {clip(line, width - 2, looks.marks)}") for line in changed[:fits]]
    if len(changed) > fits:
        lines.append(Text(f"  and {len(changed) - fits} more, in its Review tab", looks.ink.dim))
    return lines


def _question(
    view: DealView, review: OpenReview, page: int, width: int, looks: Looks
) -> list[Text]:
    ink = looks.ink
    questions = view.playbook.review_questions
    question = questions[page - 1]
    asked = wrap(f"{page} of {len(questions)}  {question.text}", width, looks)
    lines = [Text(line, ink.strong) for line in asked]
    last = view.last_review
    known = reviews.prefilled(view).get(question.key, "")
    before = last.answers.get(question.key, "") if last else ""
    for words, value in (("known", known), ("last time", before)):
        if value:
            lines += _short(Text(f"  {words}: {value}", ink.dim), width, looks)
    lines.append(Text(""))
    given = review.answers.get(question.key, "")
    if given:
        return lines + [Text(f"  {line}") for line in wrap(given, width - 2, looks)]
    return [*lines, Text(f"  {looks.marks.unknown} not answered yet", ink.dim)]


def _summary(view: DealView, review: OpenReview, width: int, looks: Looks) -> list[Text]:
    ink = looks.ink
    questions = view.playbook.review_questions
    lines = [
        Text("What is decided?", ink.strong),
        Text(f"  {len(review.answers)} of {len(questions)} questions answered", ink.dim),
    ]
    open_ = [f for f in view.findings if not f.covered_by]
    if open_:
        lines.append(Text(f"  worst gap: {clip(open_[0].text, width - 13, looks.marks)}"))
    late = [a for a in view.dossier.actions if a.is_open and a.due and a.due < view.today]
    if late:
        names = clip(", ".join(a.action for a in late), width - 20, looks.marks)
        lines.append(Text(f"  {len(late)} overdue: {names}", ink.notice))
    return lines


def bar(playbook: Playbook, width: int, looks: Looks) -> Text:
    """The decisions and the key of each; the others of the deal's ends. Where it is narrow the
    longest names are said by their first word, then the gaps close."""
    ink = looks.ink
    names = [d.name.split(" (")[0] for d in playbook.decisions]
    entries = [[looks.key(f"meeting.decision_{n}"), name] for n, name in enumerate(names[:9], 1)]
    entries += [[looks.key("meeting.undecided"), "none"], [looks.key("meeting.put_off"), "later"]]
    longest = sorted(entries, key=lambda entry: -len(entry[1]))

    def fits(gap: str) -> bool:
        return Text(gap.join(" ".join(entry) for entry in entries)).cell_len <= width

    for entry in longest:
        if fits("  ") or len(entry[1]) < _LONG:
            break
        entry[1] = entry[1].split()[0]
    gap = "  " if fits("  ") else " "
    for entry in longest:
        if fits(gap):
            break
        entry[1] = entry[1].split()[0]
    line = Text(gap, no_wrap=True).join(
        Text.assemble((key, ink.accent), (f" {words}", ink.text)) for key, words in entries
    )
    line.truncate(width)
    return line


def before(meeting: Meeting, width: int, looks: Looks) -> list[Text]:
    """What can be done with an agenda before the meeting."""
    ink = looks.ink
    people = ", ".join(meeting.participants) or "nobody named yet"
    told = [
        Text("The agenda", ink.strong),
        Text(""),
        *(Text(line) for line in wrap(f"Taking part: {people}", width, looks)),
        Text(""),
    ]
    keys = (
        (("agenda.take",), "begins, with the deal at the top"),
        (("agenda.more", "agenda.less"), "minutes for the deal under the cursor"),
        (("agenda.later", "agenda.earlier"), "later, earlier"),
        (("meeting.add", "agenda.remove"), "add a deal, take one off"),
        (("meeting.people",), "who takes part"),
        (("meeting.out",), "hand it out: what each owner should bring"),
    )
    return told + [
        Text.assemble((f"{' '.join(map(looks.key, ids)):>6}  ", ink.accent), (words, ink.dim))
        for ids, words in keys
    ]


def minutes(
    meeting: Meeting, views: Mapping[str, DealView], now: datetime, width: int, looks: Looks
) -> list[Line]:
    """What came of it: a decision a deal, actions by owner, what was not reached, the time."""
    ink = looks.ink
    lines = [Line(Text("What was decided", ink.strong))]
    promised: dict[str, list[str]] = {}
    for item in meeting.items:
        view = views.get(item.deal)
        name = view.dossier.deal.name if view else GONE
        if not item.is_done:
            continue
        told, actions = _outcome(item, view)
        lines += _hanging(f"{name}: {told}", width, looks, item.deal)
        for who, what in actions:
            promised.setdefault(who, []).append(f"{what} ({name})")
    lines += [Line(Text("")), Line(Text("Who does what", ink.strong))]
    for who in sorted(promised):
        for what in promised[who]:
            lines += _hanging(f"{who}: {what}", width, looks, f"promise:{who}:{what}")
    if not promised:
        lines.append(Line(Text("  nothing was agreed", ink.dim)))
    missed = [item.deal for item in meeting.open_items]
    if missed:
        names = ", ".join(views[d].dossier.deal.name if d in views else GONE for d in missed)
        lines += [Line(Text("")), Line(Text("Not reached", ink.strong))]
        lines += _hanging(names, width, looks, "missed")
    over = [i for i in meeting.items if meeting.used(i.deal, now) >= (i.minutes + 1) * 60]
    if over:
        lines += [Line(Text("")), Line(Text("Took longer than was meant", ink.strong))]
    for item in over:
        name = views[item.deal].dossier.deal.name if item.deal in views else GONE
        told = f"{name}: {clock_text(meeting.used(item.deal, now))} of {item.minutes} minutes"
        lines += _hanging(told, width, looks, f"time:{item.deal}")
    people = ", ".join(meeting.participants) or "nobody named"
    used = f"{clock_text(meeting.used_in_all(now))} of {meeting.minutes} minutes"
    return [*lines, Line(Text("")), Line(Text(f"{used} · taking part: {people}", ink.dim), "time")]


def _outcome(item: Item, view: DealView | None) -> tuple[str, Sequence[tuple[str, str]]]:
    """The decision in words; the actions entered with it, by owner."""
    if item.state == "undecided":
        return f"no decision; {item.reason}", ()
    review = None
    if view is not None:
        review = next((r for r in view.dossier.reviews if r.id == item.review), None)
    if view is None or review is None:
        return "its review was taken back", ()
    known = {d.key: d.name for d in view.playbook.decisions}
    told = known.get(review.decision or "", review.decision or "decided")
    if review.decision_until:
        told += f": {show_date(review.decision_until, view.today)}"
    if review.decision_text:
        told += f"{'; ' if review.decision_until else ': '}{review.decision_text}"
    actions = [
        (a.action_owner or "nobody", f"{a.action} · by {show_date(a.due, view.today)}")
        for a in view.dossier.actions
        if a.due and a.entered == review.held_on and a.action == review.decision_text
    ]
    return told, actions


def _hanging(text: str, width: int, looks: Looks, key: str) -> list[Line]:
    first, *rest = wrap(text, width - 4, looks)
    lines = [Line(Text(f"  {first}"), key)]
    return lines + [Line(Text(f"    {line}")) for line in rest]

"""What is handed out before a meeting, and what is written up after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from oppman_tui.domain.entities import Action, Review
from oppman_tui.domain.review import meeting as meetings
from oppman_tui.domain.values.dates import show_date, show_full
from oppman_tui.domain.values.text import clean_line, fold
from oppman_tui.exchange.report.sheet import (
    Block,
    Facts,
    Point,
    Points,
    Section,
    Sheet,
    Table,
    Words,
)
from oppman_tui.workspace.reports import words
from oppman_tui.workspace.view import DealView


@dataclass(frozen=True, slots=True)
class Held:
    """One deal of a meeting that was held.

    `review` is the one that ended it; without it the deal was left for `reason`, or where that
    is empty was not reached. `used` and `planned` are seconds and minutes; None is not known.
    """

    view: DealView
    review: Review | None = None
    reason: str = ""
    used: int | None = None
    planned: int | None = None
    reached: bool = True


@dataclass(frozen=True, slots=True)
class Minutes:
    """All that the minutes of a meeting are written from."""

    called: str
    on: date
    participants: tuple[str, ...]
    deals: tuple[Held, ...]
    amounts: bool = True
    times: str = ""
    """`14:00–15:10`; empty where that isn't known."""


def of_meeting(meeting: meetings.Meeting, views: Mapping[str, DealView], today: date) -> Minutes:
    """The minutes of a meeting, over or not; a deal that is no longer here is left out."""
    deals = []
    for item in meeting.items:
        view = views.get(item.deal)
        if view is None:
            continue
        review = next((r for r in view.dossier.reviews if r.id == item.review), None)
        reached = item.state in ("decided", "undecided")
        reason = "Its review was taken back" if item.state == "decided" else item.reason
        deals.append(Held(view, review, reason, item.used, item.minutes, reached))
    begun, ended = meeting.begun, meeting.ended
    times = f"{begun:%H:%M}" + (f"–{ended:%H:%M}" if ended else "") if begun else ""
    on = begun.date() if begun else today
    return Minutes(
        meeting.called, on, meeting.participants, tuple(deals), not meeting.blank, times
    )


def of_day(on: date, views: Iterable[DealView]) -> Minutes:
    """The minutes of the reviews that were finished on a day, whoever held them."""
    deals = [
        Held(view, review)
        for view in views
        for review in sorted(view.dossier.reviews, key=lambda r: r.id)
        if review.held_on == on
    ]
    deals.sort(key=lambda held: held.review.id if held.review else "")
    reviews = [held.review for held in deals if held.review]
    people = [p for r in reviews for p in ((r.held_by or ""), *r.participants) if p]
    return Minutes("Reviews", on, tuple(dict.fromkeys(people)), tuple(deals))


# -- before --------------------------------------------------------------------------------


def agenda(
    meeting: meetings.Meeting, views: Mapping[str, DealView], today: date, on: date | None = None
) -> Sheet:
    """The deals in order with their time, and what each owner should bring."""
    here = [(item, views[item.deal]) for item in meeting.items if item.deal in views]
    rows = tuple(
        (
            str(number),
            view.dossier.deal.name,
            view.customer_name,
            words.value_of(view, not meeting.blank),
            words.stage_of(view),
            view.dossier.deal.owner or "",
            f"{item.minutes} min",
        )
        for number, (item, view) in enumerate(here, 1)
    )
    head = ("", "Deal", "Customer", "Value", "Stage", "Owner", "Time")
    sections = [Section("Deals", (Table(head, rows, frozenset((0, 3, 6)), "None yet."),))]
    owners: dict[str, list[tuple[int, DealView]]] = {}
    for number, (_, view) in enumerate(here, 1):
        owners.setdefault(view.dossier.deal.owner or "", []).append((number, view))
    for owner, theirs in sorted(owners.items(), key=lambda pair: (not pair[0], fold(pair[0]))):
        blocks = tuple(_brought(number, view) for number, view in theirs)
        title = f"{owner} brings" if owner else "Nobody's yet: somebody brings"
        sections.append(Section(title, blocks))
    total = sum(item.minutes for item, _ in here)
    return Sheet(
        kind="Agenda",
        title=meeting.called or "Deal review",
        subtitle=show_full(on or today),
        facts=Facts(
            (
                ("Deals", str(len(here))),
                ("Time", f"{total} min"),
                ("Who", ", ".join(meeting.participants)),
            )
        ),
        sections=tuple(sections),
        foot=words.foot(today),
    )


def _brought(number: int, view: DealView) -> Block:
    """Why the deal is on the agenda, and what only its owner can tell."""
    why = [Point(p.text, mark=p.mark, tone=p.tone) for p in words.triggers_of(view)]
    points = [*words.few(why, 3), *(Point(text, mark="☐") for text in bring(view))]
    deal = f"{number}. {clean_line(view.dossier.deal.name)}"
    return Points(tuple(points), title=deal)


def bring(view: DealView) -> list[str]:
    """What a deal's owner should come with: what became of what was agreed, and what is open."""
    deal, today = view.dossier.deal, view.today
    told = []
    due = [a for a in words.by_due(view.dossier.actions) if a.is_open and a.due]
    for action in [a for a in due if a.due and a.due <= today][:3]:
        told.append(f"What became of: {clean_line(action.action)} ({words.due_of(action, view)})")
    if not (deal.next_step_agreed and deal.next_step_date and deal.next_step_date >= today):
        told.append("The next step agreed with the customer, with its date")
    question = view.next_question
    asked = view.playbook.question(question.question) if question else None
    if question and asked:
        of = f" (ask {question.person})" if question.person else ""
        told.append(f"An answer to: {asked.text}{of}")
    for action in view.dossier.actions:
        if action.section == "internal" and action.is_open:
            who = f" by {action.asked}" if action.asked else ""
            told.append(f"The decision{who}: {clean_line(action.action)}")
    return told


# -- after ---------------------------------------------------------------------------------


def minutes(held: Minutes, today: date) -> Sheet:
    """Decisions, actions by owner, each deal's answers, and what was not reached."""
    decided = [one for one in held.deals if one.review is not None]
    left = [one for one in held.deals if one.review is None and one.reached]
    missed = [one for one in held.deals if not one.reached]
    sections = [Section("Decisions", (_decisions(held, [*decided, *left]),))]
    sections += _by_owner(held)
    sections += [_told(one) for one in decided if one.review and any(one.review.answers.values())]
    if missed:
        names = (Point(_deal(one), one.reason, mark=words.NOT_KNOWN) for one in missed)
        sections.append(Section("Not reached", (Points(tuple(names)),)))
    return Sheet(
        kind="Minutes",
        title=held.called or "Deal review",
        subtitle=show_full(held.on),
        facts=Facts(
            (
                ("Time", _times(held)),
                ("Deals", f"{len(decided) + len(left)} of {len(held.deals)}"),
                ("Who", ", ".join(held.participants)),
            )
        ),
        sections=tuple(sections),
        foot=words.foot(today),
    )


def _times(held: Minutes) -> str:
    used = [one.used for one in held.deals if one.used is not None]
    planned = [one.planned for one in held.deals if one.planned is not None]
    told = f"{sum(used) // 60} of {sum(planned)} min" if used and planned else ""
    return ", ".join(part for part in (held.times, told) if part)


def _deal(one: Held) -> str:
    customer = one.view.customer_name
    name = clean_line(one.view.dossier.deal.name)
    return f"{name}, {customer}" if customer else name


def _decisions(held: Minutes, deals: Sequence[Held]) -> Block:
    rows = []
    for one in deals:
        review, minutes_used = one.review, ""
        if one.used is not None:
            over = one.planned is not None and one.used >= (one.planned + 1) * 60
            meant = f" of {one.planned}" if over else ""
            minutes_used = f"{one.used // 60}{meant} min"
        rows.append(
            (
                _deal(one),
                words.value_of(one.view, held.amounts),
                decision_of(one.view, review) if review else "No decision",
                (review.decision_text if review else one.reason) or "",
                minutes_used,
            )
        )
    head = ("Deal", "Value", "Decision", "Because", "Time")
    kept = [n for n in range(len(head)) if n < 3 or any(row[n] for row in rows)]
    return Table(
        tuple(head[n] for n in kept),
        tuple(tuple(row[n] for n in kept) for row in rows),
        frozenset(kept.index(n) for n in (1, 4) if n in kept),
        "No deal was decided.",
    )


def decision_of(view: DealView, review: Review) -> str:
    """`Hold until a date: 12 Dec`, in the playbook's words."""
    names = {decision.key: decision.name for decision in view.playbook.decisions}
    told = names.get(review.decision or "", review.decision or "none")
    if review.decision_until:
        told += f": {show_date(review.decision_until, view.today)}"
    return told


def _by_owner(held: Minutes) -> list[Section]:
    """What was agreed on the day, by who is to do it."""
    owners: dict[tuple[bool, str], list[tuple[Action, DealView]]] = {}
    seen: set[tuple[str, str]] = set()
    for one in held.deals:
        # A meeting may go on past midnight, and over days.
        days = {held.on, one.review.held_on if one.review else held.on}
        for action in one.view.dossier.actions:
            key = (one.view.id, action.id)
            if action.entered in days and key not in seen:
                seen.add(key)
                theirs = action.owner_side == "theirs"
                owners.setdefault((theirs, words.owner_of(action)), []).append((action, one.view))
    if not owners:
        return [Section("Actions", (Words(("None was agreed.",), "dim"),))]
    blocks = []
    for (_, owner), agreed in sorted(owners.items(), key=lambda o: (o[0][0], fold(o[0][1]))):
        agreed.sort(key=lambda pair: (pair[0].due is None, pair[0].due or date.max))
        points = tuple(
            Point(
                action.action,
                ", ".join(
                    fact
                    for fact in (
                        words.due_of(action, view) or (action.status or ""),
                        clean_line(view.dossier.deal.name),
                    )
                    if fact
                ),
                mark="☐" if action.is_open else words.HELD,
            )
            for action, view in agreed
        )
        blocks.append(Points(points, title=owner))
    return [Section("Actions", tuple(blocks), remark="agreed on the day, by owner")]


def _told(one: Held) -> Section:
    """What was said of one deal, in the order of the questions."""
    review, view = one.review, one.view
    assert review is not None
    asked = [
        (question.text, review.answers[question.key])
        for question in view.playbook.review_questions
        if review.answers.get(question.key)
    ]
    known = {question.key for question in view.playbook.review_questions}
    asked += [(key, told) for key, told in review.answers.items() if key not in known and told]
    points = tuple(
        Point(question, tone="dim", below=tuple(told.splitlines())) for question, told in asked
    )
    by = f", held by {review.held_by}" if review.held_by else ""
    return Section(
        _deal(one),
        (Points(points),),
        remark=f"{decision_of(view, review)}{by}",
    )

"""The deal sheet, one page of all that matters; and the call sheet, whom to ask what."""

from __future__ import annotations

from collections.abc import Iterator

from oppman_tui.domain.entities import Action, Player
from oppman_tui.domain.plan.findings import call_sheet
from oppman_tui.domain.plan.people import signed, who
from oppman_tui.domain.question_sets import Score, whole
from oppman_tui.domain.review import progress
from oppman_tui.domain.values.dates import show_date, show_full
from oppman_tui.exchange.report import pictures
from oppman_tui.exchange.report.pictures import Person, Tie
from oppman_tui.exchange.report.sheet import (
    Bar,
    Bars,
    Block,
    Facts,
    Point,
    Points,
    Section,
    Sheet,
    Tone,
    Words,
)
from oppman_tui.workspace.reports import words
from oppman_tui.workspace.reviews import since_last
from oppman_tui.workspace.view import DealView

_FEW, _FINDINGS, _ACTIONS = 7, 6, 3
_LINKS = {"reports_to": "reports to", "trusts": "trusts", "opposes": "opposes"}
_UNKNOWN = "?"
_SIDES: tuple[progress.Side, ...] = ("ours", "theirs")


def deal_sheet(view: DealView, *, amounts: bool = True) -> Sheet:
    """One deal on one page; without `amounts` its value is hidden."""
    deal = view.dossier.deal
    return Sheet(
        kind="Deal sheet",
        title=deal.name,
        subtitle=view.customer_name,
        facts=Facts(
            (
                ("Value", words.value_of(view, amounts)),
                ("Stage", words.stage_of(view)),
                ("Close date", show_full(deal.close_date) if deal.close_date else "none"),
                ("Owner", deal.owner or "nobody"),
                ("Next step", words.next_step_of(view) or "none agreed"),
            )
        ),
        sections=(
            Section("Why it deserves attention", (_triggers(view),), "left"),
            Section("What we know", (_bars(view),), "left"),
            _since(view, amounts),
            Section("Milestones", (_milestones(view),), "right", "is this deal real?"),
            Section("Best next question", (_best(view),), "right"),
            Section("Key players", tuple(_players(view))),
            Section("To find out or do", tuple(_findings(view)), "left"),
            Section("Risks", (_risks(view),), "left"),
            Section("Actions", tuple(_actions(view)), "right"),
        ),
        foot=f"{words.foot(view.today)}. Scores prompt a conversation; they forecast nothing.",
    )


def _triggers(view: DealView) -> Block:
    return Points(words.few(words.triggers_of(view), 9), "Nothing asks for attention.")


def _since(view: DealView, amounts: bool) -> Section:
    last, told = view.last_review, since_last(view)
    if last is None or told is None:
        return Section("Since the last review", (Words(("Not reviewed yet.",), "dim"),), "right")
    lines = [line for line in told.changed if amounts or not line.startswith("value:")]
    points = words.few((Point(line, mark=words.NOT_KNOWN) for line in lines), _FEW)
    on = show_date(last.held_on, view.today)
    decision = next((d.name for d in view.playbook.decisions if d.key == last.decision), "")
    remark = f"{on}: {decision}" if decision else on
    return Section("Since the last review", (Points(points),), "right", remark)


def _bars(view: DealView) -> Block:
    found = view.scores
    bars = [_bar("Customer fit", found.fit)]
    for theme in view.playbook.themes:
        due = theme.key in found.due
        weakest = theme.key == found.weakest
        more = "weakest" if weakest else "" if due else "not due yet"
        bars.append(_bar(theme.short, found.themes[theme.key], more, weakest))
    return Bars(tuple(bars))


def _bar(name: str, score: Score, more: str = "", strong: bool = False) -> Bar:
    point = "–" if score.point is None else str(whole(score.point))
    known = f"{score.known} of {score.total}"
    told = f"{point} · {score.range_text()}"
    return Bar(name, score.low, score.high, told, known, more, strong)


def _best(view: DealView) -> Block:
    question = view.next_question
    asked = view.playbook.question(question.question) if question else None
    theme = view.playbook.theme(question.theme) if question else None
    if question is None or asked is None or theme is None:
        return Words(("None: what is due is known.",), "dim")
    of = f"ask {question.person}; " if question.person else ""
    ends = (question.before, *question.after)
    before, no, yes = (f"{whole(low)}–{whole(high)}" for low, high in ends)
    told = f"{of}{theme.name}: {before} becomes {no} with a no, {yes} with a yes"
    return Points((Point(asked.text, told, mark=_UNKNOWN, tone="notice"),))


def _milestones(view: DealView) -> Block:
    marks = {"held": words.HELD, "not_held": words.NOT_HELD, "not_known": words.NOT_KNOWN}
    tones: dict[str, Tone] = {"held": "good", "not_held": "alarm", "not_known": "dim"}
    points = []
    for key, state in view.scores.milestones.items():
        milestone = view.playbook.milestone(key)
        more = [] if state.state == "held" else [state.state.replace("_", " ")]
        more += ["overruled"] if state.overruled else []
        more += [f"{state.stale} stale"] if state.stale else []
        text = milestone.text if milestone else key
        points.append(Point(text, ", ".join(more), marks[state.state], tones[state.state]))
    return Points(tuple(points))


# -- the people ----------------------------------------------------------------------------


def _players(view: DealView) -> Iterator[Block]:
    players = view.dossier.players
    if not players:
        yield Words(("Nobody on the map yet.",), "dim")
        return
    support = view.scores.support
    if support is not None:
        yield Words((f"Net support {support.text()}",))
    people = [
        Person(
            p.id,
            p.name,
            p.title or "",
            p.receptivity or _UNKNOWN,
            p.influence,
            p.relationship,
            _told(p, view),
        )
        for p in players
    ]
    names = {p.id: p.name for p in players}
    links = [
        link
        for link in view.dossier.links
        if link.from_player in names and link.to_player in names
    ]
    ties = [Tie(link.from_player, link.to_player, link.link_kind) for link in links]
    yield pictures.people_map(people, ties)
    used = {p.receptivity for p in players}
    modes = [f"{m.key} {m.name}" for m in view.playbook.receptivity if m.key in used]
    modes += [f"{_UNKNOWN} not known"] if None in used else []
    told = (f"{names[k.from_player]} {_LINKS[k.link_kind]} {names[k.to_player]}" for k in links)
    yield Words((" · ".join((*modes, *told)),), "dim")
    tones: dict[str, Tone] = {"alarm": "alarm", "notice": "notice"}
    marks = {"alarm": words.ALARM, "notice": words.NOTICE}
    warnings = sorted(view.scores.warnings, key=lambda w: w.severity != "alarm")
    yield Points(
        words.few(
            (Point(w.text, mark=marks[w.severity], tone=tones[w.severity]) for w in warnings), 4
        )
    )


def _told(found: Player, view: DealView) -> str:
    """A player in words, for whoever can't see the picture."""
    roles = [role.name if (role := view.playbook.role(key)) else key for key in found.roles]
    influence = "not known" if found.influence is None else str(found.influence)
    side = "not known" if found.relationship is None else signed(found.relationship)
    facts = [*roles, f"influence {influence}", f"relationship {side}"]
    facts += [f"ours: {found.our_person}"] if found.our_person else []
    return f"{who(found)}: {', '.join(facts)}"


# -- what is to be done --------------------------------------------------------------------


def _findings(view: DealView) -> Iterator[Block]:
    standing = [f for f in view.findings if f.covered_by is None]
    covered = len(view.findings) - len(standing)
    points = (Point(f.text, mark=words.NOT_KNOWN) for f in standing)
    yield Points(words.few(points, _FINDINGS), "Nothing is open.")
    if covered:
        yield Words((f"{covered} more with an action already",), "dim")


def _actions(view: DealView) -> Iterator[Block]:
    """The open ones by section, the soonest first."""
    standing = [a for a in view.dossier.actions if a.is_open]
    known = [section.key for section in view.playbook.sections]
    if not standing:
        yield Words(("No action is open.",), "dim")
    for section in (*view.playbook.sections, None):
        here = [a for a in standing if _in_section(a, section.key if section else None, known)]
        if here:
            points = (words.action_point(a, view) for a in words.by_due(here))
            title = section.name if section else "Other"
            yield Points(words.few(points, _ACTIONS), title=title)
    ours, theirs = (
        progress.promises(view.dossier.actions, side, view.today).text() for side in _SIDES
    )
    yield Points((Point(f"ours: {ours}"), Point(f"the customer's: {theirs}")), title="Promises")


def _in_section(action: Action, key: str | None, known: list[str]) -> bool:
    return action.section == key if key else action.section not in known


def _risks(view: DealView) -> Block:
    kinds = {kind.key: kind.name for kind in view.playbook.risk_kinds}
    order = ("not_acceptable", "open", None, "in_hand", "acceptable")
    marks = {"not_acceptable": words.ALARM, "open": words.NOTICE, "in_hand": words.NOT_KNOWN}
    tones: dict[str | None, Tone] = {"not_acceptable": "alarm", "open": "notice"}
    points = [
        Point(
            risk.risk,
            ", ".join(
                fact
                for fact in (
                    kinds.get(risk.risk_kind or "", risk.risk_kind or ""),
                    (risk.state or "state not known").replace("_", " "),
                )
                if fact
            ),
            mark=marks.get(risk.state or "", words.HELD),
            tone=tones.get(risk.state, ""),
        )
        for risk in sorted(view.dossier.risks, key=lambda r: order.index(r.state))
    ]
    return Points(words.few(points, 5), "No risk is named.")


# -- whom to ask what ----------------------------------------------------------------------


def call(view: DealView) -> Sheet:
    """What isn't known, stale or only claimed, by the person who could tell."""
    deal = view.dossier.deal
    calls = call_sheet(view.dossier, view.scores, view.playbook, view.today)
    sections = []
    players = {p.id: p for p in view.dossier.players}
    for one in calls:
        player = players.get(one.player or "")
        contact = [fact for fact in (player and player.phone, player and player.email) if fact]
        facts = Facts(
            (
                ("Reach", " · ".join(contact)),
                ("Ours", (player and player.our_person) or ""),
                ("Wants", (player and player.win) or ""),
            )
        )
        points = tuple(Point(f.text, f.why, mark="☐") for f in one.questions)
        blocks: tuple[Block, ...] = (Points(points),)
        if any(told for _, told in facts.pairs):
            blocks = (facts, *blocks)
        title = one.person or "Nobody on the map could tell: find out who"
        sections.append(Section(title, blocks, remark=_questions(len(points))))
    if not sections:
        sections = [Section("", (Words(("Nothing is open to ask.",)),))]
    return Sheet(
        kind="Call sheet",
        title=deal.name,
        subtitle=view.customer_name,
        facts=Facts(
            (
                ("Stage", words.stage_of(view)),
                ("Owner", deal.owner or "nobody"),
                ("Next step", words.next_step_of(view) or "none agreed"),
            )
        ),
        sections=tuple(sections),
        foot=words.foot(view.today),
    )


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"

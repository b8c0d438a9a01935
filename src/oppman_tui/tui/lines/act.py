"""How Act is written: what is missing, and the closing plan that answers it (method 5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rich.text import Text

from oppman_tui.domain.entities import Action, Risk, Stop
from oppman_tui.domain.plan.findings import Finding
from oppman_tui.domain.review.progress import Side, promises
from oppman_tui.domain.select import stops
from oppman_tui.domain.select.stops import came_true
from oppman_tui.domain.values.dates import show_date
from oppman_tui.playbook.models import ProposedAction
from oppman_tui.tui.looks import Looks, clip, wrapped
from oppman_tui.tui.marks import ASCII, answer_mark
from oppman_tui.tui.widgets.rows import Line
from oppman_tui.tui.words import Words
from oppman_tui.workspace.view import DealView

_NOTICE, _ALARM = 1, 2


def proposals(view: DealView) -> Sequence[ProposedAction]:
    """The stage-wise work of the present stage."""
    stage = view.playbook.stage(view.dossier.deal.stage)
    return stage.actions if stage else ()


class ActLines:
    """Lines `width` cells wide: a mark of two cells, then text that is wrapped below itself.

    Keys: ``finding:kind:row``, ``proposal:place``, ``action:row``, ``risk:row``, ``stop:row``.
    """

    def __init__(self, view: DealView, looks: Looks, width: int) -> None:
        self.view, self.looks, self.width = view, looks, width
        self.words = Words(view)
        self._edge = 0 if looks.linear else 3 if looks.marks is ASCII else 2

    # -- what is missing ---------------------------------------------------------------

    def missing(self) -> list[Line]:
        """The findings by rank, then the work that the playbook proposes for the stage."""
        view, ink = self.view, self.looks.ink
        found = view.findings
        covered = sum(f.covered_by is not None for f in found)
        count = f"{len(found)}, {covered} covered" if covered else str(len(found))
        lines = [self._heading("Findings", count if found else "")]
        if not found:
            lines += self._lines(Text(), Text("Nothing that PLAN shows is missing", ink.dim))
        stage = view.playbook.stage(view.dossier.deal.stage)
        for needed in (True, False):
            part = [f for f in found if f.needed is needed]
            if part:
                words = f"before leaving {stage.name}" if needed and stage else "later"
                lines.append(Line(Text(words, ink.dim)))
            for finding in part:
                lines += self._finding(finding)
        offered = proposals(view)
        if stage and offered:
            lines += [Line(Text("")), self._heading("Work in this stage", stage.name)]
            planned = {action.action for action in view.dossier.actions}
            for place, proposal in enumerate(offered):
                lines += self._proposal(place, proposal, proposal.text in planned)
        return lines

    def _finding(self, finding: Finding) -> list[Line]:
        ink, marks = self.looks.ink, self.looks.marks
        covered = finding.covered_by is not None
        mark = Text(marks.held, ink.good) if covered else self._mark(finding)
        text = Text(finding.text, ink.dim if covered else ink.text)
        tail = "covered" if covered else self._section(finding.section)
        text.append(f"  {tail}", ink.dim)
        return self._lines(mark, text, f"finding:{finding.kind}:{finding.row}")

    def _mark(self, finding: Finding) -> Text:
        """What is known of it: an answer's mark, a milestone's state, else a notice."""
        marks, ink = self.looks.marks, self.looks.ink
        kind, item = finding.kind, self.view.items.get(finding.row)
        state = self.view.scores.milestones.get(finding.row)
        if kind.endswith("not_known") or (state and state.state == "not_known"):
            return Text(marks.unknown, ink.dim)
        if kind in ("no", "criterion_no"):
            return answer_mark(0, marks, ink)
        if kind in ("stale", "claimed") and item:
            return answer_mark(item.value, marks, ink)
        return Text(marks.not_held if kind == "milestone" else marks.notice, ink.notice)

    def _proposal(self, place: int, proposal: ProposedAction, planned: bool) -> list[Line]:
        ink, marks = self.looks.ink, self.looks.marks
        mark = Text(marks.held, ink.good) if planned else Text(marks.arrow, ink.dim)
        text = Text(proposal.text, ink.dim if planned else ink.text)
        text.append(f"  {'in the plan' if planned else self._section(proposal.section)}", ink.dim)
        return self._lines(mark, text, f"proposal:{place}")

    def _section(self, key: str) -> str:
        section = self.view.playbook.section(key)
        return section.name if section else key

    # -- the plan ----------------------------------------------------------------------

    def plan(self) -> list[Line]:
        """Promises, the sections with their actions, risks, stop conditions."""
        view = self.view
        lines = self._promises()
        placed: set[str] = set()
        for section in view.playbook.sections:
            actions = [a for a in view.dossier.actions if a.section == section.key]
            placed.update(a.id for a in actions)
            lines += self._actions(section.name, actions)
        rest = [a for a in view.dossier.actions if a.id not in placed]
        for key in dict.fromkeys(a.section for a in rest):
            name = f"{key} (retired)" if key else "In no section"
            lines += self._actions(name, [a for a in rest if a.section == key])
        return [*lines, *self._risks(), *self._stops()]

    def _promises(self) -> list[Line]:
        ink, view = self.looks.ink, self.view
        sides: tuple[tuple[Side, str], ...] = (
            ("ours", "We promised"),
            ("theirs", "They promised"),
        )
        told = [(words, promises(view.dossier.actions, side, view.today)) for side, words in sides]
        return [Line(Text.assemble((f"{words:<15}", ink.dim), kept.text())) for words, kept in told]

    def _actions(self, name: str, actions: Iterable[Action]) -> list[Line]:
        """Open ones by their day, those without one after them, the finished ones last."""
        ordered = sorted(
            actions, key=lambda a: (not a.is_open, a.due is None, a.due or date.min, a.id)
        )
        lines = [Line(Text("")), self._heading(name, "" if ordered else "nothing planned")]
        for action in ordered:
            lines += self._action(action)
        return lines

    def _action(self, action: Action) -> list[Line]:
        looks, ink = self.looks, self.looks.ink
        late = self._late(action)
        mark = self._severity(late)
        if not action.is_open:
            done = action.status == "done"
            sign = looks.marks.held if done else looks.marks.not_held
            mark = Text(sign, ink.good if done else ink.dim)
        text = Text(action.action, ink.text if action.is_open else ink.dim)
        lines = self._lines(mark, text, f"action:{action.id}")
        lines += self._lines(Text(), self._about(action, late))
        if action.finding_kind and action.is_open:
            told = self.words.finding(action.finding_kind, action.finding_row)
            told = clip(f"for {told}", self.width - self._edge, looks.marks)
            lines += self._lines(Text(), Text(told, ink.dim))
        return lines

    def _late(self, action: Action) -> int:
        """Its severity, as the *actions* trigger counts it (method 2)."""
        if not action.is_open or action.due is None or action.due >= self.view.today:
            return 0
        over = (self.view.today - action.due).days
        return _ALARM if over >= self.view.playbook.thresholds.actions.alarm_days else _NOTICE

    def _about(self, action: Action, late: int) -> Text:
        """Whose it is, when it is due or what became of it, what was agreed."""
        ink, today = self.looks.ink, self.view.today
        owner = action.action_owner or ""
        if action.owner_side == "theirs":
            owner = f"the customer's{f', {owner}' if owner else ''}"
        text = Text(owner or "nobody's yet", ink.dim)
        if not action.is_open:
            on = f" {show_date(action.status_on, today)}" if action.status_on else ""
            text.append(f" · {action.status}{on}", ink.dim)
            text.append(f": {action.outcome}" if action.outcome else "", ink.dim)
            return text
        if action.due:
            over = (today - action.due).days
            style = (ink.dim, ink.notice, ink.alarm)[late]
            days = f", {over} day{'s' if over > 1 else ''} over" if late else ""
            text.append(" · ", ink.dim).append(f"due {show_date(action.due, today)}{days}", style)
        else:
            text.append(" · no date", ink.dim)
        text.append(" · agreed" if action.agreed else "", ink.dim)
        kind = next(
            (k.name for k in self.view.playbook.internal_kinds if k.key == action.internal_kind),
            action.internal_kind,
        )
        if kind:
            text.append(f" · {kind}{f' from {action.asked}' if action.asked else ''}", ink.dim)
        return text

    # -- risks and stop conditions -----------------------------------------------------

    def _risks(self) -> list[Line]:
        risks = self.view.dossier.risks
        lines = [
            Line(Text("")),
            self._heading("What could go wrong", "" if risks else "none; ! names one"),
        ]
        for risk in risks:
            lines += self._risk(risk)
        return lines

    def _risk(self, risk: Risk) -> list[Line]:
        looks, ink = self.looks, self.looks.ink
        marks = looks.marks
        mark, style = {
            "open": (self._severity(_NOTICE), ink.notice),
            "not_acceptable": (self._severity(_ALARM), ink.alarm),
            "in_hand": (Text(marks.held, ink.good), ink.dim),
            "acceptable": (Text(marks.held, ink.good), ink.dim),
        }.get(risk.state or "", (Text(marks.unknown, ink.dim), ink.dim))
        state = (risk.state or "state not known").replace("_", " ")
        kind = next(
            (k.name for k in self.view.playbook.risk_kinds if k.key == risk.risk_kind),
            risk.risk_kind,
        )
        works = [
            a
            for a in self.view.dossier.actions
            if (a.finding_kind, a.finding_row) == ("risk", risk.id) and a.status != "dropped"
        ]
        about = Text(state, style)
        about.append(f" · {kind}" if kind else "", ink.dim)
        many = f"{len(works)} action{'s' if len(works) != 1 else ''}" if works else "no action"
        about.append(f" · {many}", ink.dim)
        lines = self._lines(mark, Text(risk.risk), f"risk:{risk.id}")
        return lines + self._lines(Text(), about)

    def _stops(self) -> list[Line]:
        agreed = self.view.dossier.stops
        none = f"none; {self.looks.key('act.stop')} agrees on one"
        lines = [Line(Text("")), self._heading("Stop conditions", "" if agreed else none)]
        for stop in agreed:
            lines += self._stop(stop)
        return lines

    def _stop(self, stop: Stop) -> list[Line]:
        ink, today = self.looks.ink, self.view.today
        about, severity = Text("no date", ink.dim), 0
        view = self.view
        checked = dict(stops.kinds(view.playbook)).get(stop.stop_check or "")
        came = came_true(stop, view.dossier, view.scores, view.playbook, lambda day: day <= today)
        if came:
            severity = _ALARM
            about = Text(f"came true on {show_date(came, today)}", ink.alarm)
        elif stop.stop_by:
            passed = stop.stop_by < today and not checked
            severity = _NOTICE if passed else 0
            words = ", has it come true?" if passed else ""
            words = f", checked: {checked}" if checked else words
            style = ink.notice if passed else ink.dim
            about = Text(f"by {show_date(stop.stop_by, today)}{words}", style)
        mark = self._severity(severity)
        lines = self._lines(mark, Text(stop.stop), f"stop:{stop.id}")
        return lines + self._lines(Text(), about)

    # -- lines -------------------------------------------------------------------------

    def _heading(self, words: str, remark: str) -> Line:
        ink = self.looks.ink
        return Line(Text.assemble((words, ink.strong), (f"  {remark}", ink.dim)))

    def _lines(self, mark: Text, text: Text, key: str | None = None) -> list[Line]:
        """A mark and its text; the words alone where marks are words: they say it too."""
        first, *rest = wrapped(text, self.width - self._edge, self.looks)
        mark = Text() if self.looks.linear else mark
        mark.pad_right(self._edge - mark.cell_len)
        indent = " " * self._edge
        lines = [Line(Text.assemble(mark, first), key)]
        return lines + [Line(Text.assemble(indent, more)) for more in rest]

    def _severity(self, severity: int) -> Text:
        ink = self.looks.ink
        if not severity:
            return Text(self.looks.marks.arrow, ink.dim)
        style = ink.alarm if severity == _ALARM else ink.notice
        return Text(self.looks.marks.severity(severity), style)

"""Act: the findings, and the closing plan that answers them (method 5, 4.4)."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from oppman_tui.domain import checks
from oppman_tui.domain.entities import Action, Stop
from oppman_tui.domain.fields import Json
from oppman_tui.domain.values import dates
from oppman_tui.tui import keys, values
from oppman_tui.tui.lines import why_act as whys
from oppman_tui.tui.lines.act import ActLines, proposals
from oppman_tui.tui.lines.why import Why
from oppman_tui.tui.panes.pane import Pane
from oppman_tui.tui.screens import editing
from oppman_tui.tui.screens.dialogs import Ask, Confirm, Option, Pick
from oppman_tui.tui.screens.record import RecordScreen
from oppman_tui.tui.verbs import everyday, outcomes
from oppman_tui.tui.widgets.rows import Lines, Rows
from oppman_tui.tui.words import Words, entity_of
from oppman_tui.workspace.acts import row_of
from oppman_tui.workspace.view import DealView

_SIDE_BY_SIDE = 76
"""Cells from which the two halves stand beside each other."""


class Findings(Rows):
    """What is missing; Enter makes an action of it."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("findings")


class ClosingPlan(Rows):
    """The plan; Enter opens a line in full."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("lines")


class ActPane(Pane):
    """Left what is missing, right the plan. Enter on a finding makes an action of it."""

    DEFAULT_CSS = """
    ActPane #missing { margin-right: 1; }
    ActPane.narrow Horizontal { layout: vertical; }
    ActPane.narrow #missing { margin-right: 0; margin-bottom: 1; }
    ActPane.narrow Rows:focus { height: 2fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("act")

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Findings(id="missing")
            yield ClosingPlan(id="closing_plan")

    @property
    def missing(self) -> Rows:
        return self.query_one("#missing", Rows)

    @property
    def plan(self) -> Rows:
        return self.query_one("#closing_plan", Rows)

    def draw(self, view: DealView) -> None:
        wide = self.size.width >= _SIDE_BY_SIDE and not self.looks.linear
        self.set_class(not wide, "narrow")
        left = max(34, self.size.width * 45 // 100 - 1) if wide else self.size.width
        right = self.size.width - left - 1 if wide else self.size.width
        self.missing.styles.width = left if wide else "1fr"
        # A cell for the cursor's edge at the left, one of air at the right.
        self.missing.show(Lines(ActLines(view, self.looks, left - 2).missing()))
        self.plan.show(Lines(ActLines(view, self.looks, right - 2).plan()))

    # -- the line under the cursor -----------------------------------------------------

    @property
    def _at(self) -> tuple[str, str]:
        """(kind, rest of the key) of the line under the cursor; empty where there is none."""
        rows = self.missing if self.missing.has_focus else self.plan
        kind, _, rest = (rows.key or "").partition(":")
        return kind, rest

    @work
    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        view = self.shown
        kind, _, rest = event.key.partition(":")
        match kind:
            case "finding":
                finding = next((f for f in view.findings if f"{f.kind}:{f.row}" == rest), None)
                if finding is not None and finding.covered_by:
                    self._show_action(finding.covered_by)
                elif finding is not None:
                    await everyday.add_action(self.host, view, finding=finding)
            case "proposal":
                proposal = proposals(view)[int(rest)]
                await everyday.add_action(
                    self.host, view, section=proposal.section, proposal=proposal.text
                )
            case _:
                self.app.push_screen(RecordScreen(view, kind, rest))

    def _show_action(self, action: str) -> None:
        """Go to the action that covers a finding."""
        keys_of_plan = self.plan.keys
        if f"action:{action}" in keys_of_plan:
            self.plan.focus()
            self.plan.move_to(keys_of_plan.index(f"action:{action}"))

    def why(self, view: DealView) -> Why | None:
        """Of a finding its rank; of a line of the plan what makes it stand where it does."""
        kind, rest = self._at
        if kind == "finding":
            found = next((f for f in view.findings if f"{f.kind}:{f.row}" == rest), None)
            return whys.of_finding(view, self.looks, found) if found else None
        return whys.of_line(view, self.looks, kind, rest)

    # -- verbs -------------------------------------------------------------------------

    @work
    async def action_tick(self) -> None:
        """What became of an action; a risk's state; the day a stop condition came true."""
        kind, row = self._at
        view = self.shown
        current = row_of(view.dossier, kind, row) if kind in ("action", "risk", "stop") else None
        match current:
            case Action():
                await outcomes.tick(self.host, view, current)
            case Stop():
                await self._tripped(view, current)
            case None:
                tick, make = self.looks.key("act.tick"), self.looks.key("findings.make")
                told = f"{tick} ticks an action; {make} makes one of a finding"
                everyday.app_of(self).say(told)
            case _:
                parts = await editing.edit(self.host, view, kind, "state", current)
                if parts is not None:
                    await self._set(view, kind, row, parts, "State of a risk")

    async def _tripped(self, view: DealView, stop: Stop) -> None:
        on = dates.show_date(stop.tripped_on, view.today) if stop.tripped_on else "today"
        given = await editing.ask_date(
            self.host, view, "It came true on; empty: it has not", on, past=True
        )
        if given is not None:
            day = None
            if given:
                day = dates.parse_date(given, view.today, past=True).isoformat()
            label = "Stop condition came true" if day else "Stop condition not come true"
            await self._set(view, "stop", stop.id, {"tripped_on": day}, label)

    async def _set(
        self, view: DealView, entity: str, row: str, parts: editing.Parts, label: str
    ) -> None:
        ws = self.workspace
        app = everyday.app_of(self)
        await app.change(view, lambda seen: ws.set(seen, entity, row, parts, label))

    @work
    async def action_risk(self) -> None:
        """A new risk: what could go wrong, and of which kind."""
        view, ask = self.shown, self.app.push_screen_wait
        text = await ask(
            Ask(
                "What could go wrong?",
                hint="{writing.save} on",
                check=lambda given: checks.check("risk", "risk", given),
                required=True,
            )
        )
        if text is None:
            return
        _, part = values.find("risk", "risk_kind")
        kind = await ask(Pick("Of which kind?", values.options(part, view.playbook)))
        if kind is None:
            return
        parts: dict[str, Json] = {"risk": text, "risk_kind": kind, "state": "open"}
        ws = self.workspace
        await everyday.app_of(self).change(
            view,
            lambda seen: ws.add(seen, "risk", parts, f"Risk: {text[:60]}"),
            f"A risk, open. {self.looks.key('act.tick')} says what became of it",
        )

    @work
    async def action_stop(self) -> None:
        """A new stop condition: what would end it, and by when."""
        view = self.shown
        text = await self.app.push_screen_wait(
            Ask(
                "On what condition do we stop? (such as: no budget holder met)",
                hint="{writing.save} on",
                check=lambda given: checks.check("stop", "stop", {"stop": given}),
                required=True,
            )
        )
        if text is None:
            return
        by = await editing.ask_date(self.host, view, "By when? Empty for no date")
        if by is None:
            return
        day = dates.parse_date(by, view.today).isoformat() if by else None
        check = await self._checked(view) if day else ""
        if check is None:
            return
        ws = self.workspace
        parts: dict[str, Json] = {"stop": text, "stop_by": day, "stop_check": check or None}
        await everyday.app_of(self).change(
            view,
            lambda seen: ws.add(seen, "stop", parts, f"Stop condition: {text[:60]}"),
            "Agreed. The list says when it comes true"
            if check
            else f"Agreed. {self.looks.key('act.tick')} says that it has come true",
        )

    async def _checked(self, view: DealView) -> str | None:
        """What the program is to look at; empty where a person says so."""
        _, part = values.find("stop", "stop_check")
        options = [Option("", "one of us says so", strike="-")]
        options += values.options(part, view.playbook)
        return await self.app.push_screen_wait(Pick("Who sees that it has come true?", options))

    @work
    async def action_remove(self) -> None:
        kind, row = self._at
        if kind not in ("action", "risk", "stop"):
            remove = self.looks.key("act.remove")
            told = f"{remove} removes an action, a risk or a stop condition"
            everyday.app_of(self).say(told)
            return
        view, ws = self.shown, self.workspace
        name = f"{entity_of(kind)}: {Words(view).title(kind, row)}"
        if await self.app.push_screen_wait(Confirm(f"Remove this? {name}")):
            await everyday.app_of(self).change(
                view,
                lambda seen: ws.remove(seen, kind, row, f"Removed {name}"[:120]),
                f"Removed. {self.looks.key('app.undo')} brings it back",
            )

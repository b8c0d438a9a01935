"""The meeting: left the agenda, in the middle one deal, below the decisions (screens 3)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from oppman_tui.domain.meeting import Meeting, until_next_minute
from oppman_tui.errors import UserError
from oppman_tui.tui import keys
from oppman_tui.tui.lines import meeting as lines
from oppman_tui.tui.screens.deal import PANES, DealScreen
from oppman_tui.tui.screens.on_a_deal import OnADeal
from oppman_tui.tui.verbs import chair, everyday, exporting, lists, reviewing
from oppman_tui.tui.widgets.bars import Footer
from oppman_tui.tui.widgets.drawn import Drawn, Rule
from oppman_tui.tui.widgets.meeting import Agenda, Table
from oppman_tui.tui.widgets.rows import Lines, Rows
from oppman_tui.workspace.meetings import Meetings
from oppman_tui.workspace.view import DealView

NOT_BEGUN = "The meeting has not begun; Enter on the agenda begins it"
OVER = "The meeting is over; x hands out its minutes"
DECIDED = "is done already; another decision makes it another review, ] goes on"


class MeetingScreen(OnADeal):
    """Every change of the meeting is kept at once; Esc leaves it as it stands, for later."""

    DEFAULT_CSS = """
    MeetingScreen #head, MeetingScreen #decisions { height: 1; padding: 0 1; }
    MeetingScreen Horizontal { height: 1fr; }
    MeetingScreen Agenda { width: 33.4%; min-width: 27; max-width: 44; }
    MeetingScreen #minutes { display: none; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("meeting")

    def __init__(self, meetings: Meetings, meeting: Meeting) -> None:
        super().__init__()
        self._meetings, self._meeting = meetings, meeting
        self._views: dict[str, DealView] = {}
        self._timer: Timer | None = None
        self._turn = asyncio.Lock()
        """Held by the change that is being made: the next is made of what it made."""

    def compose(self) -> ComposeResult:
        pages = len(self.workspace.playbook.review_questions) + 2
        yield Drawn(self._head, id="head")
        yield Rule()
        with Horizontal():
            yield Agenda()
            yield Table(self._page, pages)
            yield Rows(id="minutes")
        yield Rule()
        yield Drawn(self._bar, id="decisions")
        yield Footer()

    def on_mount(self) -> None:
        for name in ("arrival", "today", "theme"):
            self.watch(self.app, name, self.reload, init=False)
        self.reload()
        self._enter()
        self._take_up()

    # -- the meeting -------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self.workspace.clock.now()

    @property
    def subject(self) -> DealView | None:
        return self._views.get(self._meeting.at or self.query_one(Agenda).key or "")

    def reload(self) -> None:
        """Read the meeting and its deals anew: another window may have written either."""
        kept = self._meetings.kept(self._meeting)
        views = self.workspace.views([item.deal for item in kept.items])
        self._views = {view.id: view for view in views}
        runs = self._meeting.since is not None
        self._show(self._meetings.seen(kept, views))
        if runs and self._meeting.since is None:
            self._take_up()  # another window left it

    @work(group="taking up")
    async def _take_up(self) -> None:
        """Its time runs from now on: that between two sittings doesn't count."""
        if self._meeting.goes_on:
            await self._change(lambda meeting: meeting.resumed(self.now))

    async def _change(self, verb: Callable[[Meeting], Meeting], *, quiet: bool = False) -> bool:
        """Carry out a verb of the meeting and keep it; False, and said, where it can't be.

        One after the other, each on what the one before made.
        """
        async with self._turn:
            before = self._meeting
            try:
                changed = await everyday.app_of(self).perform(
                    partial(self._meetings.change, before, [*self._views.values()], verb)
                )
            except UserError as error:
                self.reload()
                if not quiet:
                    everyday.app_of(self).say(str(error), alarm=True)
                return False
            if changed == before:
                return False
            self._meeting, before = changed, self._meeting
            self.reload()
            self._turned(before)
            return True

    def _show(self, meeting: Meeting) -> None:
        before, self._meeting = self._meeting, meeting
        everyday.app_of(self).amounts_hidden = meeting.blank
        self._turned(before)
        self._draw()

    def _turned(self, before: Meeting) -> None:
        """Another deal is on the table, or it is over: the cursor goes along."""
        meeting = self._meeting
        if (meeting.at, meeting.ended) != (before.at, before.ended):
            self.query_one(Table).at = 0
            self._enter()

    def _enter(self) -> None:
        """The cursor where the work is: the agenda before, the table during, the minutes after."""
        over = self._meeting.ended is not None
        self.query_one(Agenda).display = not over
        self.query_one(Table).display = not over
        self.query_one("#minutes").display = over
        place: Widget = (
            self.query_one(Agenda) if self._meeting.at is None else self.query_one(Table)
        )
        (self.query_one("#minutes") if over else place).focus()

    # -- drawing -----------------------------------------------------------------------

    def _draw(self) -> None:
        """All of it; and again when the minute of the deal on the table changes."""
        meeting, now = self._meeting, self.now
        names = {deal: view.dossier.deal.name for deal, view in self._views.items()}
        rows = self.query_one(Agenda)
        wide = max(27, min(44, self.size.width // 3))
        drawn = lines.agenda(meeting, names, now, wide, self.looks)
        rows.show(Lines(drawn), meeting.at)
        if meeting.ended is not None:
            width = max(20, self.size.width - 3)
            told = lines.minutes(meeting, self._views, now, width, self.looks)
            self.query_one("#minutes", Rows).show(Lines(told))
        self.query_one(Table).refresh()
        for part in ("head", "decisions"):
            self.query_one(f"#{part}", Drawn).refresh()
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if meeting.at is not None and meeting.since is not None:
            wait = until_next_minute(meeting.used(meeting.at, now))
            self._timer = self.set_timer(wait, self._minute)

    @work(group="minute")
    async def _minute(self) -> None:
        await self._change(lambda meeting: meeting.settled(self.now), quiet=True)

    def on_resize(self) -> None:
        self._draw()

    def _head(self, width: int) -> Text:
        now = self.now
        return lines.head(self._meeting, now, self.workspace.today, width, self.looks)

    def _bar(self, width: int) -> Text:
        if not self._meeting.goes_on or self._meeting.at is None:
            return Text()
        return lines.bar(self.workspace.playbook, width, self.looks)

    def _page(self, page: int, width: int) -> list[Text]:
        view = self._views.get(self._meeting.at or "")
        review = self._meetings.review_of(self._meeting, view) if view else None
        return lines.page(self._meeting, view, review, page, width, self.looks)

    # -- the agenda --------------------------------------------------------------------

    @work
    async def on_agenda_asked(self, event: Agenda.Asked) -> None:
        if not await self._change(event.change):
            name = self.called(event.deal)
            everyday.app_of(self).say(f"{name} stays as it is: it is on the table, done, or there")
        else:
            self.query_one(Agenda).show(self.query_one(Agenda)._source, event.deal)

    @work
    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        now = self.now
        if event.rows.id == "minutes":
            if (view := self._views.get(event.key)) is not None:
                self.app.push_screen(DealScreen(view, "history"))
        elif self._meeting.begun is None:
            await self._change(lambda meeting: meeting.started(now))
        else:
            await self._to(event.key)

    def called(self, deal: str) -> str:
        view = self._views.get(deal)
        return view.dossier.deal.name if view else lines.GONE

    @work
    async def action_turn(self, by: int) -> None:
        """The deal before or after in the agenda."""
        deals = [item.deal for item in self._meeting.items]
        here = self._meeting.at
        if not self._meeting.goes_on:
            everyday.app_of(self).say(NOT_BEGUN if self._meeting.begun is None else OVER)
        elif here in deals:
            await self._to(deals[(deals.index(here) + by) % len(deals)])

    async def _to(self, deal: str) -> None:
        """Put a deal on the table; one that is undecided is not left without a word."""
        here = self._meeting.at
        if here is not None and here != deal and not self._meeting.item(here).is_done:
            left = await chair.leave(self, self.called(here))
            if left is None or (left == chair.NONE and not await self._undecided()):
                return
            if left == chair.LATER:
                await self._change(lambda m: m.skipped(self.now))
        await self._change(lambda m: m.to(deal, self.now))

    @work
    async def action_add(self) -> None:
        """A deal that comes up, by its name."""
        deal = await chair.come_up(self, self._views)
        if deal is not None:
            await self._change(lambda meeting: meeting.with_deal(deal))

    # -- the deal on the table ---------------------------------------------------------

    def _on_table(self) -> DealView | None:
        """The deal on the table; None, and said why, where there is none."""
        view = self._views.get(self._meeting.at or "")
        if view is None:
            over = self._meeting.ended is not None
            begun = self._meeting.begun is not None
            said = OVER if over else "No deal is on the table; Enter on the agenda takes one"
            everyday.app_of(self).say(said if begun else NOT_BEGUN)
        return view

    @work
    async def on_table_wanted(self) -> None:
        table = self.query_one(Table)
        if self._meeting.begun is None:
            now = self.now
            await self._change(lambda meeting: meeting.started(now))
            return
        if (view := self._on_table()) is None:
            return
        questions = view.playbook.review_questions
        if not 1 <= table.at <= len(questions):
            table.action_page(1)
            return
        review = self._meetings.review_of(self._meeting, view)
        if await reviewing.answer(self, view, review, questions[table.at - 1].key):
            table.action_page(1)

    @work
    async def action_decide(self, place: int) -> None:
        """Leave the deal with the decision of that place in the playbook."""
        decisions = self.workspace.playbook.decisions
        app = everyday.app_of(self)
        if (view := self._on_table()) is None:
            return
        if place >= len(decisions):
            app.say(f"There are {len(decisions)} decisions, 1 to {len(decisions)}; 0 is none")
            return
        decided = await reviewing.decide(self, view, decisions[place], strict=True)
        if decided is None:
            return
        said = f"{view.dossier.deal.name}: {decisions[place].name.lower()}."
        async with self._turn:
            decide = partial(self._meetings.decide, self._meeting, [*self._views.values()])
            written = await app.change(view, lambda seen: decide(seen, view, decided), said)
            self.reload()
        if written:
            app.say(f"{said} u takes the review back")

    @work
    async def action_undecided(self) -> None:
        if (view := self._on_table()) is None:
            return
        if self._meeting.item(view.id).state == "decided":
            everyday.app_of(self).say(f"{view.dossier.deal.name} {DECIDED}")
        else:
            await self._undecided()

    async def _undecided(self) -> bool:
        """Leave the deal on the table with an explicit *no decision*, and why."""
        name = self.called(self._meeting.at or "")
        why = await chair.no_decision(self, name)
        if why is None:
            return False
        return await self._change(lambda m: m.undecided(why, self.now))

    @work
    async def action_put_off(self) -> None:
        here = self._meeting.at
        if here is None:
            self._on_table()  # which says why not
            return
        if self._meeting.item(here).is_done:
            everyday.app_of(self).say(f"{self.called(here)} {DECIDED}")
            return
        await self._change(lambda m: m.skipped(self.now))
        alone = self._meeting.at == here
        told = "is the only one left" if alone else "comes again after the others"
        everyday.app_of(self).say(f"{self.called(here)} {told}")

    @work
    async def action_go_strip(self) -> None:
        if self.subject is None:
            everyday.app_of(self).say(NOT_BEGUN)
        elif chosen := await lists.pick_tab(self, PANES):
            self.app.push_screen(DealScreen(self.subject, chosen))

    # -- the whole ---------------------------------------------------------------------

    @work
    async def action_people(self) -> None:
        given = await reviewing.people(self, self._meeting.participants)
        if given is not None:
            await self._change(lambda meeting: meeting.attended(given))
            everyday.app_of(self).say(f"Taking part: {', '.join(given) or 'nobody named'}")

    @work
    async def action_blank(self) -> None:
        await self._change(lambda meeting: meeting.blanked(not meeting.blank))

    def action_cross(self) -> None:
        agenda, table = self.query_one(Agenda), self.query_one(Table)
        (table if agenda.has_focus else agenda).focus()

    @work
    async def action_out(self) -> None:
        """The agenda before, the minutes from the beginning on."""
        await exporting.of_meeting(self, self._meeting)

    @work
    async def action_end(self) -> None:
        """End it; what was not reached is said first."""
        app, meeting = everyday.app_of(self), self._meeting
        if not meeting.goes_on:
            app.say(NOT_BEGUN if meeting.begun is None else OVER)
            return
        missed = [self.called(item.deal) for item in meeting.open_items]
        if missed and not await chair.end(self, missed):
            return
        await self._change(lambda m: m.finished(self.now))
        self._enter()
        app.say(OVER)

    @work
    async def action_leave(self) -> None:
        """To the list; a meeting that goes on waits, its time stands still."""
        app = everyday.app_of(self)
        goes_on = self._meeting.goes_on
        if goes_on:
            await self._change(lambda m: m.paused(self.now))
        app.amounts_hidden = False
        self.dismiss(None)
        if goes_on:
            app.say("The meeting waits; m goes on with it")


async def hold(screen: Screen[Any], called: str, deals: Sequence[str]) -> None:
    """Go on with the meeting that waits; else call one over these deals, or take the last up."""
    app = everyday.app_of(screen)
    meetings, trouble = Meetings(app.workspace), ""
    try:
        meeting = meetings.present()
    except UserError as error:
        meeting, trouble = None, str(error)
    if meeting is None or not meeting.goes_on:
        if not deals and meeting is None:
            app.say(trouble or "There is no deal here to meet about")
            return
        new: bool | None = meeting is None
        if meeting is not None and deals:
            new = await chair.anew(screen, meeting, called, len(deals))
        if new is None:
            return
        if new or meeting is None:
            meeting = meetings.call(called, deals)
    await app.push_screen(MeetingScreen(meetings, meeting))
    if trouble:
        app.say(trouble, alarm=True)

"""The meeting: left the agenda, in the middle one deal, below the decisions (screens 3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from oppman_tui.domain.review.meeting import Meeting, until_next_minute
from oppman_tui.tui import keys
from oppman_tui.tui.lines import meeting as lines
from oppman_tui.tui.screens.deal import PANES, DealScreen
from oppman_tui.tui.screens.on_a_deal import OnADeal
from oppman_tui.tui.verbs import chair, everyday, lists
from oppman_tui.tui.widgets.bars import Footer
from oppman_tui.tui.widgets.drawn import Drawn, Rule
from oppman_tui.tui.widgets.meeting import Agenda, Table
from oppman_tui.tui.widgets.rows import Lines, Rows
from oppman_tui.workspace.meetings import Meetings
from oppman_tui.workspace.view import DealView


class MeetingScreen(OnADeal):
    """Shows a meeting and hands the keys to its chair. Every change is kept at once; a meeting
    that is left waits as it stands."""

    DEFAULT_CSS = """
    MeetingScreen #head, MeetingScreen #decisions { height: 1; padding: 0 1; }
    MeetingScreen Horizontal { height: 1fr; }
    MeetingScreen Agenda { width: 33.4%; min-width: 27; max-width: 44; }
    MeetingScreen #minutes { display: none; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("meeting")

    def __init__(self, meetings: Meetings, meeting: Meeting) -> None:
        super().__init__()
        self.chair = chair.Chair(self, meetings, meeting, self._turned)
        self._timer: Timer | None = None

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
        self.reload()
        self._enter()
        self._take_up()

    @work
    async def _take_up(self) -> None:
        await self.chair.take_up()

    @property
    def meeting(self) -> Meeting:
        return self.chair.meeting

    @property
    def subject(self) -> DealView | None:
        return self.chair.views.get(self.meeting.at or self.query_one(Agenda).key or "")

    def reload(self) -> None:
        self.chair.reload()

    # -- drawing -----------------------------------------------------------------------

    def _turned(self, before: Meeting) -> None:
        """Another deal is on the table, or it is over: the cursor goes along."""
        self.draw()
        meeting = self.meeting
        if (meeting.at, meeting.ended) != (before.at, before.ended):
            self.query_one(Table).at = 0
            self._enter()

    def _enter(self) -> None:
        """The cursor where the work is: the agenda before, the table during, the minutes after."""
        over = self.meeting.ended is not None
        agenda, table, minutes = self._places
        agenda.display = table.display = not over
        minutes.display = over
        if self.meeting.at is not None:
            self.query_one(Agenda).go_to(self.meeting.at)
        (minutes if over else agenda if self.meeting.at is None else table).focus()

    @property
    def _places(self) -> tuple[Widget, Widget, Rows]:
        return self.query_one(Agenda), self.query_one(Table), self.query_one("#minutes", Rows)

    def draw(self) -> None:
        """All of it; and again when the minute of the deal on the table changes."""
        meeting, now, views = self.meeting, self.chair.now, self.chair.views
        _, table, minutes = self._places
        names = {deal: view.dossier.deal.name for deal, view in views.items()}
        wide = max(27, min(44, self.size.width // 3))
        drawn = lines.agenda(meeting, names, now, wide, self.looks)
        self.query_one(Agenda).show(Lines(drawn))
        if meeting.ended is not None:
            width = max(20, self.size.width - 3)
            minutes.show(Lines(lines.minutes(meeting, views, now, width, self.looks)))
        for part in (table, *self.query(Drawn)):
            part.refresh()
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if meeting.at is not None and meeting.since is not None:
            wait = until_next_minute(meeting.used(meeting.at, now))
            self._timer = self.set_timer(wait, self._minute)

    @work(group="minute")
    async def _minute(self) -> None:
        await self.chair.tick()

    def on_resize(self) -> None:
        self.draw()

    def _head(self, width: int) -> Text:
        today = self.workspace.today
        return lines.head(self.meeting, self.chair.now, today, width, self.looks)

    def _bar(self, width: int) -> Text:
        if not self.meeting.goes_on or self.meeting.at is None:
            return Text()
        return lines.bar(self.workspace.playbook, width, self.looks)

    def _page(self, page: int, width: int) -> list[Text]:
        view = self.chair.view
        review = self.chair.review(view) if view else None
        return lines.page(self.meeting, view, review, page, width, self.looks)

    # -- the agenda, and the minutes in its place ------------------------------------------

    @work
    async def on_agenda_asked(self, event: Agenda.Asked) -> None:
        await self.chair.plan(lambda: self.query_one(Agenda).key, event.change)

    @work
    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        if event.rows.id != "minutes":
            await self.chair.take(event.key)
        elif (view := self.chair.views.get(event.key)) is not None:
            self.app.push_screen(DealScreen(view, "history"))

    @work
    async def action_add(self) -> None:
        await self.chair.add()

    @work
    async def action_people(self) -> None:
        await self.chair.people()

    # -- the deal on the table ---------------------------------------------------------

    @work
    async def on_table_wanted(self) -> None:
        table = self.query_one(Table)
        if await self.chair.answer(table.question):
            table.action_page(1)

    @work
    async def action_turn(self, by: int) -> None:
        await self.chair.turn(by)

    @work
    async def action_decide(self, place: int) -> None:
        await self.chair.decide(place)

    @work
    async def action_undecided(self) -> None:
        await self.chair.undecided()

    @work
    async def action_put_off(self) -> None:
        await self.chair.put_off()

    @work
    async def action_go_strip(self) -> None:
        if self.subject is None:
            everyday.app_of(self).say(self.chair.why_not)
        elif chosen := await lists.pick_tab(self, PANES):
            self.app.push_screen(DealScreen(self.subject, chosen))

    def action_cross(self) -> None:
        agenda, table, _ = self._places
        (table if agenda.has_focus else agenda).focus()

    # -- the whole ---------------------------------------------------------------------

    def words_for(self, binding: str) -> str:
        """What is left to do with minutes comes first."""
        return "hand out" if binding == "meeting.out" and self.meeting.ended else ""

    @work
    async def action_blank(self) -> None:
        await self.chair.blank()

    @work
    async def action_out(self) -> None:
        await self.chair.hand_out()

    @work
    async def action_end(self) -> None:
        await self.chair.end()

    @work
    async def action_leave(self) -> None:
        """To the list; a meeting that goes on waits."""
        app, goes_on = everyday.app_of(self), self.meeting.goes_on
        await self.chair.leave()
        self.dismiss(None)
        if goes_on:
            app.say(f"The meeting waits; {app.key('list.meeting')} goes on with it")


async def hold(screen: Screen[Any], called: str, deals: Sequence[str]) -> None:
    """Go on with the meeting that waits; else call one over these deals, or take the last up."""
    app = everyday.app_of(screen)
    meetings = Meetings(app.workspace)
    meeting, trouble = await chair.call(screen, meetings, called, deals)
    if meeting is not None:
        await app.push_screen(MeetingScreen(meetings, meeting))
    if trouble:
        app.say(trouble, alarm=meeting is not None)

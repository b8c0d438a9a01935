"""A meeting held: what its chair is asked, and what comes of it (screens 3)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from textual.screen import Screen

from oppman_tui.domain.review.meeting import Meeting, clock_text
from oppman_tui.domain.values.dates import show_date
from oppman_tui.errors import UserError
from oppman_tui.tui.lines.meeting import GONE
from oppman_tui.tui.screens.dialogs import Ask, Confirm, Option, Pick
from oppman_tui.tui.verbs import exporting, reviewing
from oppman_tui.tui.verbs.everyday import app_of
from oppman_tui.workspace.meetings import Meetings
from oppman_tui.workspace.reviews import OpenReview
from oppman_tui.workspace.view import DealView

_LATER, _NONE = "later", "none"
_NEW, _KEPT = "new", "kept"
_OFFERED, _NAMED = 9, 3


class Chair:
    """Holds a meeting at a screen: each verb asks what it has to, keeps the meeting as it is
    then, and says what came of it or why nothing did.

    One change is made after the other, each of what the one before made. `shown` is called with
    the meeting as it was before, whenever it or its deals may be others.
    """

    def __init__(
        self,
        screen: Screen[Any],
        meetings: Meetings,
        meeting: Meeting,
        shown: Callable[[Meeting], None],
    ) -> None:
        self.meeting = meeting
        self.views: Mapping[str, DealView] = {}
        """The deals of the agenda that are here, by id."""
        self._screen, self._meetings, self._shown = screen, meetings, shown
        self._app, self._ask = app_of(screen), screen.app.push_screen_wait
        self._turn = asyncio.Lock()
        self._slept = ""

    # -- the meeting -------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self._app.workspace.clock.now()

    @property
    def view(self) -> DealView | None:
        """The deal on the table; None where there is none, or it is no longer here."""
        return self.views.get(self.meeting.at or "")

    def review(self, view: DealView) -> OpenReview:
        """The review that is being written on the deal."""
        return self._meetings.review_of(self.meeting, view)

    def called(self, deal: str) -> str:
        view = self.views.get(deal)
        return view.dossier.deal.name if view else GONE

    def reload(self) -> None:
        """Read the meeting and its deals anew: another window may have written either."""
        before = self.meeting
        self._read(before)
        if before.since is not None and self.meeting.since is None:
            self._screen.run_worker(self.take_up())  # another window left it

    def _read(self, before: Meeting) -> None:
        kept = self._meetings.kept(self.meeting)
        views = self._app.workspace.views([item.deal for item in kept.items])
        self.views = {view.id: view for view in views}
        self.meeting = self._meetings.seen(kept, views)
        self._app.amounts_hidden = self.meeting.blank
        self._shown(before)

    async def change(self, verb: Callable[[Meeting], Meeting], *, quiet: bool = False) -> bool:
        """Carry out a verb of the meeting and keep it; False, and said, where it can't be."""
        async with self._turn:
            return await self._carry_out(verb, quiet)

    async def _carry_out(self, verb: Callable[[Meeting], Meeting], quiet: bool = False) -> bool:
        before, self._slept = self.meeting, ""
        try:
            changed = await self._app.perform(
                partial(self._meetings.change, before, [*self.views.values()], verb)
            )
        except UserError as error:
            self.reload()
            if not quiet:
                self._app.say(str(error), alarm=True)
            return False
        if changed == before:
            return False
        self.meeting = changed
        self._read(before)
        if slept := self._meetings.slept:
            self._slept = f"The machine slept for {clock_text(slept)} min: not counted"
            self._say()
        return True

    async def _as_it_is(self) -> Meeting:
        """Once what was asked before is done: keys may be faster than the disk."""
        async with self._turn:
            return self.meeting

    def _say(self, *words: str) -> None:
        self._app.say(" · ".join(filter(None, (self._slept, *words))))

    @property
    def why_not(self) -> str:
        """Why there is no deal to act on."""
        key = self._app.key("agenda.take")
        if self.meeting.begun is None:
            return f"The meeting has not begun; {key} on the agenda begins it"
        return self._over() or f"No deal is on the table; {key} on the agenda takes one"

    def _over(self) -> str:
        over = self.meeting.ended is not None
        return f"The meeting is over; {self._app.key('meeting.out')} hands out its minutes" * over

    # -- its course --------------------------------------------------------------------

    async def take_up(self) -> None:
        """Its time runs from now on: that between two sittings doesn't count."""
        if self.meeting.goes_on:
            await self.change(lambda meeting: meeting.resumed(self.now))

    async def tick(self) -> None:
        """The time up to now is kept."""
        await self.change(lambda meeting: meeting.settled(self.now), quiet=True)

    async def take(self, deal: str) -> None:
        """Begin; or put that deal of the agenda on the table."""
        if (await self._as_it_is()).begun is None:
            await self._begin()
        else:
            await self._to(deal)

    async def _begin(self) -> None:
        now = self.now  # as it was asked for, however long others take
        await self.change(lambda meeting: meeting.started(now))

    async def turn(self, by: int) -> None:
        """The deal before or after in the agenda."""
        if not (await self._as_it_is()).goes_on:
            self._say(self.why_not)
        elif (deal := self.meeting.beside(by)) is not None:
            await self._to(deal)

    async def _to(self, deal: str) -> None:
        """Put a deal on the table; one that is undecided is not left without a word."""
        if self.meeting.has_open_deal and deal != self.meeting.at and not await self._left():
            return
        await self.change(lambda m: m.to(deal, self.now) if m.has(deal) else m)

    async def _left(self) -> bool:
        """How the deal on the table is left that has no decision yet; False to stay with it."""
        options = [
            Option("", "stay with it", strike="s"),
            Option(_LATER, "put it off, it comes again", strike="z"),
            Option(_NONE, "leave it without a decision", strike="0"),
        ]
        name = self.called(self.meeting.at or "")
        how = await self._ask(Pick(f"{name} has no decision yet", options))
        if how == _NONE:
            return await self._without_decision()
        if how == _LATER:
            await self.change(lambda meeting: meeting.skipped(self.now))
        return how == _LATER

    async def _without_decision(self) -> bool:
        """Leave the deal on the table with an explicit *no decision*, and why."""
        name = self.called(self.meeting.at or "")
        why = await self._ask(Ask(f"{name}: why is there no decision?", required=True))
        if why is None:
            return False
        return await self.change(lambda meeting: meeting.undecided(why, self.now))

    async def end(self) -> None:
        """End it; what was not reached is said first."""
        if not (await self._as_it_is()).goes_on:
            self._say(self.why_not)
            return
        missed = [self.called(item.deal) for item in self.meeting.open_items]
        if missed:
            more = f" and {len(missed) - _NAMED} more" if len(missed) > _NAMED else ""
            told = f"Not reached: {', '.join(missed[:_NAMED])}{more}"
            if not await self._ask(Confirm(f"End the meeting? {told}")):
                return
        await self.change(lambda meeting: meeting.finished(self.now))
        self._say(self._over())

    async def leave(self) -> None:
        """Its time stands still until it is taken up again."""
        if self.meeting.goes_on:
            await self.change(lambda meeting: meeting.paused(self.now))
        self._app.amounts_hidden = False

    # -- the deal on the table ---------------------------------------------------------

    async def answer(self, place: int | None) -> bool:
        """Begin; or write the answer to the question of that place, 0 for the first. True where
        it was written, or there is none to write, and one may read on."""
        if (await self._as_it_is()).begun is None:
            await self._begin()
            return False
        if (view := await self._on_table()) is None or place is None:
            return view is not None
        key = view.playbook.review_questions[place].key
        return await reviewing.answer(self._screen, view, self.review(view), key)

    async def decide(self, place: int) -> None:
        """Leave the deal with the decision of that place in the playbook, and go on."""
        decisions = self._app.workspace.playbook.decisions
        if (view := await self._on_table()) is None:
            return
        if place >= len(decisions):
            none = self._app.key("meeting.undecided")
            count = len(decisions)
            self._say(f"There are {count} decisions, 1 to {count}; {none} is none")
            return
        decided = await reviewing.decide(self._screen, view, decisions[place], strict=True)
        if decided is None:
            return
        said = f"{view.dossier.deal.name}: {decisions[place].name.lower()}."
        async with self._turn:
            decide = partial(self._meetings.decide, self.meeting, [*self.views.values()])
            written = await self._app.change(view, lambda seen: decide(seen, view, decided), said)
            self.reload()
        if written:
            self._app.say(f"{said} {self._app.key('app.undo')} takes the review back")

    async def undecided(self) -> None:
        """Leave it with an explicit *no decision*; one that was decided stays so."""
        if (view := await self._on_table()) is None:
            return
        if self.meeting.item(view.id).state == "decided":
            self._say(self._done(view.id))
        else:
            await self._without_decision()

    async def put_off(self) -> None:
        """It comes again after the others; also one that is no longer here."""
        here = (await self._as_it_is()).at
        if here is None:
            self._say(self.why_not)
        elif not self.meeting.has_open_deal:
            self._say(self._done(here))
        else:
            await self.change(lambda meeting: meeting.skipped(self.now))
            alone = self.meeting.at == here
            told = "is the only one left" if alone else "comes again after the others"
            self._say(f"{self.called(here)} {told}")

    async def _on_table(self) -> DealView | None:
        """The deal on the table; None, and said why, where there is none."""
        await self._as_it_is()
        if self.view is None:
            self._say(self.why_not)
        return self.view

    def _done(self, deal: str) -> str:
        on = self._app.key("meeting.next")
        return (
            f"{self.called(deal)} is done already; another decision makes it another review, "
            f"{on} goes on"
        )

    # -- the agenda --------------------------------------------------------------------

    async def plan(
        self, which: Callable[[], str | None], verb: Callable[[Meeting, str], Meeting]
    ) -> None:
        """Another place, another time for a deal of the agenda: `which` says what deal it is
        once what was asked before is done, for keys may be faster than the disk."""
        async with self._turn:
            if (deal := which()) is None:
                return
            if not await self._carry_out(lambda m: verb(m, deal) if m.has(deal) else m):
                name = self.called(deal)
                self._say(f"{name} stays as it is: it is on the table, done, or there")

    async def add(self) -> None:
        """A deal that comes up, by a part of its name."""
        words = await self._ask(
            Ask("Which deal comes up?", hint="a part of its name", required=True)
        )
        if words is None:
            return
        found = [v for v in self._app.workspace.named(words) if v.id not in self.views]
        if not found:
            self._say(f"No other deal is called {words}")
            return
        options = [
            Option(view.id, view.dossier.deal.name, view.customer_name, str(n))
            for n, view in enumerate(found[:_OFFERED], 1)
        ]
        alone = len(found) == 1
        deal = found[0].id if alone else await self._ask(Pick(f"Which {words}?", options))
        if deal is not None:
            await self.change(lambda meeting: meeting.with_deal(deal))

    async def people(self) -> None:
        """Who takes part."""
        given = await reviewing.people(self._screen, self.meeting.participants)
        if given is not None:
            await self.change(lambda meeting: meeting.attended(given))
            self._say(f"Taking part: {', '.join(given) or 'nobody named'}")

    async def blank(self) -> None:
        """Hide what the deals are worth, or show it."""
        await self.change(lambda meeting: meeting.blanked(not meeting.blank))

    async def hand_out(self) -> None:
        """The agenda before, the minutes from the beginning on."""
        await exporting.of_meeting(self._screen, self.meeting)


async def call(
    screen: Screen[Any], meetings: Meetings, called: str, deals: Sequence[str]
) -> tuple[Meeting | None, str]:
    """The meeting that waits; else one over these deals, or the last one. None where none is
    wanted, or there is nothing to meet about; and what is wrong with what was kept."""
    trouble = ""
    try:
        last = meetings.present()
    except UserError as error:
        last, trouble = None, str(error)
    if last is not None and (last.goes_on or not deals):
        return last, trouble
    if not deals:
        return None, trouble or "There is no deal here to meet about"
    new = True if last is None else await _anew(screen, last, called, len(deals))
    if new is None:
        return None, ""
    return (meetings.call(called, deals) if new else last), trouble


async def _anew(screen: Screen[Any], last: Meeting, called: str, deals: int) -> bool | None:
    """Whether a new meeting is called, rather than the last one's agenda or minutes taken up;
    None where neither is wanted."""
    new = Option(_NEW, f"a new meeting: {called}", f"{deals} deal{'s' * (deals != 1)}", "n")
    if last.begun is None:
        kept = Option(_KEPT, f"the agenda made before: {last.called}", "not held yet", "a")
    else:
        held = show_date(last.begun.date(), app_of(screen).workspace.today)
        kept = Option(_KEPT, f"the minutes of the last: {last.called}", f"held {held}", "m")
    options = [new, kept] if last.begun else [kept, new]
    chosen = await screen.app.push_screen_wait(Pick("Which meeting?", options))
    return None if chosen is None else chosen == _NEW

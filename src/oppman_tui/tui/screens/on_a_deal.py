"""What the screens that are about a deal have in common: its verbs mean the same on each."""

from __future__ import annotations

from textual import work

from oppman_tui.tui.lines import why as whys
from oppman_tui.tui.lines.why import Why
from oppman_tui.tui.screens.live import Live
from oppman_tui.tui.screens.why import WhyPage
from oppman_tui.tui.verbs import copying, everyday, gates
from oppman_tui.workspace.deals import Seen
from oppman_tui.workspace.view import DealView


class OnADeal(Live):
    """Log, action, next step, stage and why, on the deal that the screen is about just now."""

    def on_mount(self) -> None:
        self.call_after_refresh(self._catch_up)

    def _catch_up(self) -> None:
        """Keys are faster than the disk: what was written since the deal was read is shown, too."""
        view = self.subject if self.is_attached else None
        if view is None:
            return
        fresh = self.workspace.view(view.id)
        if fresh is None or Seen.of(fresh) != Seen.of(view):
            self.reload()

    @property
    def subject(self) -> DealView | None:
        """The deal; None where there is none, which each verb says."""
        raise NotImplementedError

    @work
    async def action_log(self) -> None:
        await everyday.log(self, self.subject)

    @work
    async def action_add_action(self) -> None:
        await everyday.add_action(self, self.subject)

    @work
    async def action_step(self) -> None:
        await everyday.next_step(self, self.subject)

    @work
    async def action_stage(self) -> None:
        await gates.stage(self, self.subject)

    def action_copy(self) -> None:
        copying.deal(self, self.subject)

    def action_calls(self) -> None:
        """Whom to ask what."""
        from oppman_tui.tui.screens.calls import CallSheet

        view = self.subject
        if view is None:
            everyday.app_of(self).say(everyday.no_deal(self))
        else:
            self.app.push_screen(CallSheet(view))

    def action_why(self) -> None:
        """Why what is under the cursor stands as it does."""
        view = self.subject
        if view is None:
            everyday.app_of(self).say(everyday.no_deal(self))
        else:
            self.app.push_screen(WhyPage(view, self.why(view)))

    def why(self, view: DealView) -> Why:
        """The answer: about the deal as a whole, where nothing smaller is under the cursor."""
        return whys.of_deal(view, self.looks)

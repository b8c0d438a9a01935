"""Writing: a line or a longer text, the same way everywhere.

Two states, named at the foot. *Writing*: every key is text; Enter or Tab saves, Esc keeps a draft
and ends writing. *Moving*: keys are commands; Enter writes on, a second Esc leaves. What is typed
is kept as a draft from the first key on, until it is in the store or dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual import work
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import BindingType
from textual.containers import Vertical
from textual.reactive import reactive
from textual.widgets import Input, Static, TextArea

from oppman_tui.domain.values.dates import show_date
from oppman_tui.errors import InvalidValue, UserError
from oppman_tui.terminal import editor
from oppman_tui.tui import keymap, keys
from oppman_tui.tui.looks import wrap
from oppman_tui.tui.screens.dialog import Dialog
from oppman_tui.tui.unwritten import current_talk
from oppman_tui.workspace.drafts import Draft, Sheet, Subject
from oppman_tui.workspace.view import DealView

if TYPE_CHECKING:
    from oppman_tui.tui.app import Oppman

_OFFERED = 4
"""Lines of a draft that are shown where it is offered."""
_FOOT = 2
_LEAST_BELOW = 8
"""Lines of a frame, a heading, a place to write and the foot."""


def subject(view: DealView, key: str, words: str, step: str = "") -> Subject:
    """What a text on a deal is of."""
    return Subject(key, words, view.id, view.dossier.deal.name, step)


class Writing(Dialog[str]):
    """A place to write. `of` says what the text is of; without it the question does.
    `hint` names keys by their ids in braces.

    `keeps` is False where nothing is worth a draft (a path). The answer is the text, without
    blanks at its ends; None where it was left as it was.
    """

    DEFAULT_CSS = """
    Writing #offer { display: none; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*keys.of("writing"), *keys.of("stopped")]
    writing: reactive[bool] = reactive(True, init=False)

    def __init__(
        self,
        question: str,
        value: str = "",
        *,
        hint: str,
        above: str = "",
        check: Callable[[str], object] | None = None,
        required: bool = False,
        of: Subject | None = None,
        keeps: bool = True,
        in_editor: bool = False,
    ) -> None:
        super().__init__()
        self.question, self.value, self.above, self.hint_text = question, value, above, hint
        self.check, self.required, self.of, self.keeps = check, required, of, keeps
        self.in_editor = in_editor
        self.talk = current_talk()
        self._sheet: Sheet | None = None
        self._offer: Draft | None = None
        self.above_lines = self._offered = 0
        """Lines of what stands above, and of the draft that is offered."""
        self._complaint: str | None = None
        """The text that something is wrong with."""

    # -- the text ----------------------------------------------------------------------

    @property
    def field(self) -> Input | TextArea:
        """Where the text stands."""
        raise NotImplementedError

    @property
    def text(self) -> str:
        """As it stands."""
        raise NotImplementedError

    def put(self, text: str) -> None:
        """Have this stand in the field, the cursor at its end."""
        raise NotImplementedError

    def make_field(self) -> Input | TextArea:
        raise NotImplementedError

    @property
    def hint_now(self) -> str:
        """The hint, or the part of it that helps with the text as it stands."""
        return self.hint_text

    @property
    def is_changed(self) -> bool:
        return self.text.strip() != self.value.strip()

    # -- showing -----------------------------------------------------------------------

    @property
    def host(self) -> Oppman:
        return cast("Oppman", self.app)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self.heading(self.question)
            if self.above:
                yield Static(id="above")
            yield Static(id="offer")
            yield self.make_field()
            yield self.hint("")

    def on_mount(self) -> None:
        self.field.cursor_blink = False
        self.field.focus()
        self.fit()
        if self.keeps:
            of = self.of or self._of_question()
            self._sheet = self.host.unwritten.begin(of)
            self._propose(next(iter(self.host.unwritten.of(of)), None))
        self.tell()
        if self.in_editor:
            self.call_after_refresh(self.action_editor)

    def on_resize(self) -> None:
        self.fit()

    def fit(self) -> None:
        """Show as much of what stands above as leaves room to write and for the foot."""
        if not self.above:
            return
        width, room = max(20, self.app.size.width - 2), self.app.size.height - _LEAST_BELOW
        told = [line for part in self.above.split("\n") for line in wrap(part, width, self.looks)]
        room = max(1, room - self._offered)
        if len(told) > room:
            told = [*told[: room - 1], f"{self.looks.marks.ellipsis} and more"]
        self.above_lines = len(told)
        self.query_one("#above", Static).update(Text("\n".join(told), self.looks.ink.dim))

    @property
    def around(self) -> int:
        """Lines that are taken by what stands around the field."""
        heading = len(wrap(self.question, max(20, self.app.size.width - 2), self.looks))
        return 1 + heading + self.above_lines + self._offered + _FOOT

    def _of_question(self) -> Subject:
        """What the question says, of the deal that the screen behind is about."""
        behind = self.app.screen_stack[-2::-1]
        found = (getattr(s, name, None) for s in behind for name in ("view", "subject", "selected"))
        view = next((v for v in found if isinstance(v, DealView)), None)
        if view is None:
            return Subject(self.question, self.question)
        return subject(view, self.question, self.question)

    def _propose(self, draft: Draft | None) -> None:
        """Show a draft to take or to drop; None takes the offer away."""
        self._offer = draft
        place, ink = self.query_one("#offer", Static), self.looks.ink
        place.display = draft is not None
        self._offered = 0
        if draft is not None:
            width = max(20, self.app.size.width - 4)
            day = show_date(date.fromisoformat(draft.at[:10]), self.host.workspace.today)
            told = wrap(draft.text, width, self.looks)
            more = [self.looks.marks.ellipsis] if len(told) > _OFFERED else []
            head = Text(f"A draft is kept, of {day} {draft.at[11:16]}:", ink.notice)
            lines = [Text(f"  {line}", ink.text) for line in [*told[:_OFFERED], *more]]
            place.update(Text("\n").join([head, *lines]))
            self._offered = 1 + len(lines)
        self.fit()

    def tell(self, echo: str = "") -> None:
        """The state, what the text would come to, and what the keys do now."""
        if self._complaint == self.text:
            return
        self._complaint = None
        ink, name = self.looks.ink, keymap.of(self.app).first
        esc = name("writing.cancel")
        state = "Writing" if self.writing else "Moving"
        if not self.writing:
            told = (
                f"{name('stopped.on')} write on · {name('stopped.editor')} editor · "
                f"{name('stopped.drop')} drop it · {esc} leave, the draft is kept"
            )
        elif self._offers:
            told = (
                f"{name('writing.save')} take the draft · {name('writing.leave')} drop it · "
                f"or write anew · {esc} leave"
            )
        else:
            hint = self.looks.keymap.told(self.hint_now)
            told = f"{hint} · {esc} {'keep a draft' if self.is_changed else 'leave'}"
        line = Text.assemble((state, ink.accent), (f"  {echo}{told}", ink.dim))
        drafts = self.host.unwritten.drafts
        if drafts.trouble and self.is_changed:
            line.append(f" · {drafts.lasts}: {drafts.trouble}", ink.alarm)
        place = self.query_one("#hint", Static)
        if line != place.content:
            place.update(line)

    def complain(self, problem: str) -> None:
        """Say what is wrong; it stands until something else is typed."""
        self._complaint = self.text
        super().complain(problem)

    @property
    def _offers(self) -> bool:
        """A draft stands there to be taken: until something is typed."""
        return self._offer is not None and not self.is_changed

    def changed(self) -> None:
        """Something was typed."""
        if self._sheet is not None:
            self._sheet.put(self.text if self.is_changed else "")
        self.tell()

    # -- the two states ----------------------------------------------------------------

    def watch_writing(self) -> None:
        if self.writing:
            self.field.focus()
        else:
            self.set_focus(None)
        self.tell()

    def on_descendant_focus(self) -> None:
        self.writing = True  # by a click

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter and Tab save while one writes; while one doesn't, letters are commands."""
        if action in ("write_on", "drop"):
            return not self.writing
        if action == "take_known":
            return False
        return self.writing if action in ("save", "leave", "new_line") else True

    def action_cancel(self) -> None:
        """Keep a draft and end writing; once more, or with nothing typed, leave."""
        if self.writing and self.is_changed:
            if self._sheet is None:
                self.dismiss(None)
            self.writing = False
            return
        if self.is_changed and self._sheet is not None:
            here = keymap.of(self.app).first("app.drafts")
            self.app.call_later(self.host.say, f"The draft is kept; {here} shows all drafts")
        self.dismiss(None)

    def action_write_on(self) -> None:
        self._complaint = None
        self.writing = True

    def action_drop(self) -> None:
        """Give up what was typed; what is stored stands."""
        if self._sheet is not None:
            self._sheet.drop()
        self.dismiss(None)

    # -- saving ------------------------------------------------------------------------

    def action_save(self) -> None:
        """Answer with the text, or say what is wrong with it; or take the draft offered."""
        if self._offers:
            self._take()
            return
        text = self.answer
        if self.required and not text:
            esc = self.looks.key("writing.cancel")
            self.complain(f"This can't stay empty · {esc} leaves it as it was")
            return
        try:
            if self.check and text:
                self.check(text)
        except InvalidValue as error:
            self.complain(f"{error.problem}; nothing was changed")
            return
        if self._sheet is not None:
            self.host.unwritten.answered(self.talk, self._sheet)
        self.dismiss(text)

    @property
    def answer(self) -> str:
        return self.text.strip()

    def action_leave(self) -> None:
        """Leaving the field saves it; a draft that is offered is dropped."""
        draft = self._offer
        if draft is None or not self._offers:
            self.action_save()
            return
        drafts = self.host.unwritten
        drafts.drafts.discard(draft.name)
        self._propose(next(iter(drafts.of(draft.subject)), None))
        self.tell("The draft is dropped. ")

    def _take(self) -> None:
        """Write on with the draft; it is this sheet's from now on."""
        draft = self._offer
        self._propose(None)
        if draft is not None:
            self.put(draft.text)
            self.changed()
            self.host.unwritten.drafts.discard(draft.name)

    # -- another editor ----------------------------------------------------------------

    @work
    async def action_editor(self) -> None:
        """Write in one's own editor; what it saved is saved here."""
        if self._sheet is None:
            return
        app = self.host
        try:
            words = editor.command()
            await app.perform(lambda: None)  # nothing is being written while it is open
            path = self._sheet.lend(self.text)
            try:
                with app.suspend():
                    failed = editor.run(words, path, app.guard)
            finally:
                self.put(self._sheet.take_back())
                self.changed()
            if failed is not None:
                raise failed
        except SuspendNotSupported:
            self.complain("No other program can be opened here; write it here")
            return
        except UserError as error:
            self.writing = False
            self.complain(str(error))
            return
        if app.guard.code is None:
            self._propose(None)
            self.action_save()

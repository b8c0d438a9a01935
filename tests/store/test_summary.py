"""The kept list is the one worked out from scratch, whatever happened, in every window."""

from __future__ import annotations

import random
import sqlite3
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from desk import ACME, BOLT, CORP, add_deal, eur, fingerprint, note, of_deal, sit_down
from hypothesis import given, settings
from hypothesis import strategies as st
from lists import MONDAY, PLAYBOOK, RATES, YEN, Calendar, Window, other_playbook

from oppman_tui.domain.edits import Edit
from oppman_tui.domain.fields import Json
from oppman_tui.errors import UserError
from oppman_tui.store.faults import StoreBusy
from oppman_tui.store.lists.summary import Summary, Totals
from oppman_tui.store.lists.summary_rows import facts
from oppman_tui.store.store import Store

DEALS = tuple(f"deal-{n}" for n in range(9))
STAGES = ("need", "choose", "retired")
QUESTIONS = [question.key for theme in PLAYBOOK.themes[:2] for question in theme.questions]
CUSTOMERS = (CORP, "customer-delta")


# Whatever happens


class Chance:
    """Edits such as people make, on a handful of deals and two customers."""

    def __init__(self, seed: int, calendar: Calendar) -> None:
        self._any = random.Random(seed)
        self._calendar = calendar

    def day(self, back: int, ahead: int) -> str:
        today = self._calendar.now.date()
        return (today + timedelta(self._any.randint(-back, ahead))).isoformat()

    def amount(self) -> Json:
        currency = self._any.choice(["EUR", "EUR", "EUR", "USD", "SEK"])
        worth = self._any.choice([0, 100, 5_000, 5_000, 90_000, 2**53, self._any.randint(1, 99)])
        return {"amount": worth, "currency": currency}

    def edits(self) -> list[Edit]:
        return [edit for _ in range(self._any.randint(1, 4)) for edit in self.edit()]

    def edit(self) -> list[Edit]:
        deal, row = self._any.choice(DEALS), f"r{self._any.randint(0, 3)}"
        first = self._any.choice
        if self._any.random() < 0.15:
            doc = first(CUSTOMERS)
            cell: tuple[str, str, str, Json] = first(
                [
                    ("customer", doc, "name", first(["Corp", "Éclair", "corp a_1 50%"])),
                    ("criterion", first(["access", "value"]), "criterion", {"value": 2}),
                ]
            )
            name = Edit(doc, "customer", doc, "name", first(["Corp", "Delta"]))
            return [name, Edit(doc, *cell)]
        day = self.day
        step = {"next_step": "Call Lee", "next_step_date": day(9, 30), "next_step_agreed": True}
        pushed = {"moved_on": day(9, 0), "from_date": "2026-01-01", "to_date": "2026-02-01"}
        heard = {"on": day(40, 0), "text": "Call", "side": first(["ours", "theirs"])}
        value: dict[tuple[str, str], Json] = {
            ("deal", "name"): first(["Acme", "acme 2", "Bolt", "Zoo / a_b"]),
            ("deal", "owner"): first([None, "Mia", "Ann"]),
            ("deal", "customer"): first([None, *CUSTOMERS]),
            ("deal", "value"): first([None, self.amount(), self.amount()]),
            ("deal", "stage"): {"stage": first(STAGES), "stage_since": day(60, 9)},
            ("deal", "close_date"): first([None, day(20, 60)]),
            ("deal", "created"): day(50, 0),
            ("deal", "strategic"): first([None, "a flagship"]),
            ("deal", "next_step"): first([None, step]),
            ("deal", "hold"): first([None, {"hold_since": day(9, 3), "hold_until": day(2, 15)}]),
            ("deal", "closed"): first([None, None, {"closed_as": "won", "closed_on": day(9, 4)}]),
            ("deal", "deleted"): first([None, True]),
            ("stage_move", "move"): {"from_stage": "need", "to_stage": "choose", "on": day(30, 0)},
            ("close_date_move", "moved"): pushed,
            ("hold_period", "period"): {"held_from": day(20, 5), "held_to": day(4, 9)},
            ("entry", "entry"): heard,
            ("review", "held"): {"held_on": day(40, 0)},
            ("action", "action"): "Ask",
            ("action", "section"): first(["internal", "risk"]),
            ("action", "due"): day(9, 9),
            ("player", "name"): first(["Ann Lee", "Corp"]),
            ("answer", "answer"): {
                "value": first([0, 1, 2, 2]),
                "grade": 3,
                "evidence": "seen",
                "evidence_date": day(95, 0),
            },
            ("stop", "stop"): {"stop": "No budget", "stop_by": day(9, 9)},
            ("stop", "tripped"): first([None, day(9, 0)]),
            ("risk", "risk"): "Late",
        }
        entity, cell_name = first(list(value))
        here = deal if entity == "deal" else row
        if entity == "answer":
            here = first(QUESTIONS)
        return [Edit(deal, entity, here, cell_name, value[entity, cell_name])]


class Office:
    """Windows of every kind on one store, another copy, and the days that go by."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.calendar = Calendar()
        path = folder / "deals.oppman"
        here = self.calendar.clock
        # The last one opened keeps the rows in the store.
        self.windows = [
            Window(path, here(), other_playbook()),
            Window(path, here(), rates=YEN),
            Window(path, here(hours_ahead=18)),
            Window(path, Calendar(date(2026, 12, 9)).clock(), apart=True),
            Window(path, here(), actor="Noor"),
            Window(path, here()),
        ]
        self.script = sit_down(path, clock=here())
        self.elsewhere = sit_down(folder / "elsewhere.oppman", "Olli", clock=here())
        self.chance = Chance(seed, self.calendar)
        names = [of_deal(doc, "name", f"Acme {doc}") for doc in DEALS]
        named = [Edit(doc, "customer", doc, "name", "Corp") for doc in CUSTOMERS]
        self.windows[-1].store.write("New", [*names, *named])
        for deal in DEALS:
            self.windows[-1].store.write("Value", [of_deal(deal, "value", self.chance.amount())])
        self.elsewhere.receive(self.script.changes())

    def step(self, what: str, window: Window) -> None:
        match what:
            case "edit":
                window.store.write("Edit", self.chance.edits())
            case "script":
                self.script.write("Edit", self.chance.edits())
            case "undo":
                _unless_refused(window.store, redo=False)
            case "redo":
                _unless_refused(window.store, redo=True)
            case "day":
                self.calendar.go_on(1)
            case "week":
                self.calendar.go_on(9)
            case "keep up":
                window.keep_up()
                assert not window.keep_up()
            case "reopen":
                window.reopen()
            case "receive":
                self.elsewhere.write("Edit", self.chance.edits())
                window.store.receive(self.elsewhere.changes())
                self.elsewhere.receive(window.store.changes())


def _unless_refused(store: Store, *, redo: bool) -> None:
    with suppress(UserError):
        store.redo() if redo else store.undo()


WHAT = (
    "edit", "edit", "edit", "script", "undo", "redo", "day", "week", "keep up", "reopen", "receive"
)  # fmt: skip
WHO = st.sampled_from([0, 1, 2, 3, 4, 4, 5, 5, 5])
STEPS = st.lists(st.tuples(st.sampled_from(WHAT), WHO), max_size=14)


@settings(max_examples=3, deadline=None)
@given(STEPS, st.integers(0, 2**16))
def test_every_window_shows_what_is_worked_out_from_scratch(
    script: list[tuple[str, int]], seed: int
) -> None:
    in_an_office(script, seed)


@pytest.mark.long
@settings(max_examples=100, deadline=None)
@given(STEPS, st.integers(0, 2**16))
def test_every_window_shows_what_is_worked_out_from_scratch_whatever_happens(
    script: list[tuple[str, int]], seed: int
) -> None:
    in_an_office(script, seed)


def in_an_office(script: list[tuple[str, int]], seed: int) -> None:
    with TemporaryDirectory() as folder:
        office = Office(Path(folder), seed)
        for what, n in script:
            window = office.windows[n]
            office.step(what, window)
            window.check()
        for window in office.windows:
            window.check()


# Windows that see it differently


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Of a store with six deals of 1 to 6 euros, seen a month ago; three more have none."""
    path = tmp_path / "deals.oppman"
    store = sit_down(path, clock=Calendar(date(2026, 10, 20)).clock())
    for n in range(1, 10):
        value = eur(n * 100) if n < 7 else None
        add_deal(store, f"deal-{n}", f"Deal {n}", value=value)
    store.close()
    return path


def by_hand(path: Path, sql: str) -> None:
    with sqlite3.connect(path) as shell:
        shell.execute(sql)


def test_rows_that_fit_are_taken_as_they_lie_in_the_store(path: Path) -> None:
    here = Calendar().clock()
    window, apart = Window(path, here), Window(path, here, apart=True)
    by_hand(path, "UPDATE summary SET name = 'zzz' WHERE doc = 'deal-1'")
    assert window.ids("all", "", "name")[-1] == "deal-1"
    assert apart.ids("all", "", "name")[0] == "deal-1"


def test_windows_with_two_playbooks_leave_each_other_alone(path: Path) -> None:
    here = Calendar().clock()
    one = Window(path, here)
    two = Window(path, here, other_playbook())
    # Half of six are the top share of the one, a fifth (one deal) of the other.
    assert one.ask(one.summary.standing).top_cutoff == 600
    assert two.ask(two.summary.standing).top_cutoff == 400
    before = fingerprint(path)
    for window in (one, two, one):
        assert not window.keep_up()
        window.check()
    assert fingerprint(path) == before

    kept = one.ask(facts)
    add_deal(one.store, ACME, "Acme", value=eur(700))
    assert one.ask(facts) == kept, "the rows in the store are two's to keep"
    for window in (two, one):
        window.check()
    assert two.keep_up()
    assert not one.keep_up()
    one.reopen()
    assert not two.keep_up()
    for window in (one, two):
        window.check()


def test_a_look_at_another_day_is_true_and_leaves_the_store_as_it_is(path: Path) -> None:
    here = Window(path, Calendar().clock())
    before = fingerprint(path)
    for day in (date(2017, 12, 31), date(2027, 3, 1)):
        apart = Window(path, Calendar(day).clock(), apart=True)
        apart.check()
        assert not apart.keep_up()
    assert fingerprint(path) == before
    here.check()


def test_a_store_that_can_only_be_read_shows_today(path: Path) -> None:
    calendar = Calendar()
    Window(path, calendar.clock()).store.close()
    calendar.go_on(40)
    path.chmod(0o400)
    store = Store.open(path, clock=calendar.clock(), actor="Mia")
    assert store.unwritable is not None
    window = Window.__new__(Window)
    window.playbook, window.rates, window.clock = PLAYBOOK, RATES, calendar.clock()
    window.summary, window.store = Summary(PLAYBOOK, RATES, window.clock), store
    window.check()


def test_a_store_whose_list_was_never_kept_shows_it_all_the_same(path: Path) -> None:
    by_hand(path, "CREATE TABLE summary (doc TEXT)")
    calendar = Calendar()
    store = sit_down(path, clock=calendar.clock())
    summary = Summary(PLAYBOOK, RATES, calendar.clock())
    with store.reading() as connection:
        assert summary.counts(connection)["all"] == 9
    Window(path, calendar.clock()).check()


def test_rows_of_another_version_are_made_anew(path: Path) -> None:
    here = Calendar().clock()
    Window(path, here).store.close()
    by_hand(path, "DROP TABLE summary")
    by_hand(path, "CREATE TABLE summary (doc TEXT, colour TEXT)")
    by_hand(path, "UPDATE standing SET value = 'of a newer oppman' WHERE key = 'stamp'")
    window = Window(path, here)
    window.check()
    assert not window.keep_up()


def test_a_day_that_was_set_by_mistake_does_not_keep_the_list_for_ever(path: Path) -> None:
    Window(path, Calendar(date(2036, 1, 1)).clock()).store.close()
    right = Window(path, Calendar().clock())
    assert not right.keep_up()
    by_hand(path, "UPDATE summary SET name = 'zzz' WHERE doc = 'deal-1'")
    assert right.ids("all", "", "name")[-1] == "deal-1", "the rows in the store are right's"


def test_windows_on_two_sides_of_the_date_line_do_not_fight(path: Path) -> None:
    calendar = Calendar()
    east = Window(path, calendar.clock(hours_ahead=18))
    west = Window(path, calendar.clock())
    assert east.keep_up(), "a day is gone on with"
    for window in (west, east):
        assert not window.keep_up()
        window.check()


def test_at_midnight_the_list_is_of_the_new_day_before_anything_is_kept(path: Path) -> None:
    calendar = Calendar()
    one, two = Window(path, calendar.clock()), Window(path, calendar.clock())
    calendar.go_on(30)
    one.check()
    assert two.keep_up()
    assert not one.keep_up()
    one.check()
    two.check()


def test_what_a_script_wrote_without_a_list_is_in_it(path: Path) -> None:
    window = Window(path, Calendar().clock())
    script = sit_down(path, clock=Calendar().clock())
    add_deal(script, BOLT, "Bolt")
    script.write("Gone", [of_deal("deal-1", "deleted", True)])
    assert set(window.ids()) == {BOLT, *(f"deal-{n}" for n in range(2, 10))}
    assert window.keep_up()
    window.check()
    assert window.counts()["all"] == 9


def test_a_backup_put_back_while_windows_are_open_shows_what_was_in_it(path: Path) -> None:
    here = Calendar().clock()
    windows = [Window(path, here), Window(path, here, apart=True)]
    before = path.read_bytes()
    add_deal(windows[0].store, ACME, "Acme", value=eur(700))
    for window in windows:
        assert ACME in window.ids()
    path.write_bytes(before)
    for window in windows:
        window.check()
        assert ACME not in window.ids()


def test_an_edit_that_comes_to_nothing_is_not_in_any_list(path: Path) -> None:
    """Another program's lock stops the COMMIT: neither the store's rows nor those in memory
    keep what was not saved."""
    here = Calendar().clock()
    window, apart = Window(path, here), Window(path, here, apart=True)
    window.store.close()
    window.store = sit_down(path, clock=here, on_write=window.summary.follow, wait=0.1)
    with sqlite3.connect(path) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM change").fetchall()
        with pytest.raises(StoreBusy):
            add_deal(window.store, BOLT, "Bolt")
        for shown in (window, apart):
            assert BOLT not in shown.ids()
            shown.check()
    add_deal(window.store, ACME, "Acme")
    for shown in (window, apart):
        assert ACME in shown.ids()
        shown.check()


# What the list says


def in_need(since: str) -> Json:
    return {"stage": "need", "stage_since": since}


def test_days_go_on_in_rows_that_nothing_else_changes(tmp_path: Path) -> None:
    calendar = Calendar()
    window = Window(tmp_path / "deals.oppman", calendar.clock())
    add_deal(window.store, ACME, stage=in_need("2026-11-20"))
    add_deal(window.store, BOLT, stage=in_need("2026-11-22"))
    calendar.go_on(5)
    window.keep_up()
    note(window.store, "touched", BOLT)
    assert window.ids("all", "", "days") == [BOLT, ACME], "6 days and 8"
    held = {"hold_since": "2026-11-28", "hold_until": "2027-06-01"}
    window.store.write("Hold", [of_deal(ACME, "hold", held)])
    for days, order in ((1, [BOLT, ACME]), (2, [ACME, BOLT])):
        calendar.go_on(days)
        window.keep_up()
        assert window.ids("all", "", "days") == order, "7 days and 8; 9 and still 8"
    window.check()


def test_days_begin_on_a_day_to_come(tmp_path: Path) -> None:
    calendar = Calendar()
    window = Window(tmp_path / "deals.oppman", calendar.clock())
    add_deal(window.store, ACME, stage=in_need("2026-11-25"))
    add_deal(window.store, BOLT, stage=in_need("2026-11-27"))
    for days in (4, 2):
        calendar.go_on(days)
        window.keep_up()
    note(window.store, "touched", BOLT)
    assert window.ids("all", "", "days") == [BOLT, ACME], "2 days and 4"


def test_a_customer_called_otherwise_is_found_so_with_each_of_its_deals(tmp_path: Path) -> None:
    calendar = Calendar()
    window = Window(tmp_path / "deals.oppman", calendar.clock())
    window.store.write("Customer", [Edit(CORP, "customer", CORP, "name", "Corp")])
    for doc in (ACME, BOLT):
        add_deal(window.store, doc, doc, customer=CORP)
    window.store.write("Customer", [Edit(CORP, "customer", CORP, "name", "Éclair")])
    assert window.ids("all", "eclair", "name") == [ACME, BOLT]
    assert not window.keep_up()
    assert window.ids("all", "corp") == []


def test_open_deals_and_those_on_hold_are_totalled_apart(tmp_path: Path) -> None:
    window = Window(tmp_path / "deals.oppman", Calendar().clock())
    held = {"hold_since": "2026-11-01", "hold_until": "2026-12-24"}
    for n, (value, more) in enumerate(
        [
            (eur(700_00), {}),
            ({"amount": 100_00, "currency": "USD"}, {}),  # 90 euros
            ({"amount": 5_00, "currency": "SEK"}, {}),
            ({"amount": 6_00, "currency": "SEK"}, {}),
            ({"amount": 7_00}, {}),
            (None, {}),
            (eur(40_00), {"hold": held}),
            (None, {"hold": held}),
            (eur(9_000_00), {"closed": {"closed_as": "won"}}),
            (eur(0), {}),
        ]
    ):
        cells: dict[str, Json] = {"value": value, **more}
        add_deal(window.store, f"deal-{n}", f"Deal {n}", **cells)
    assert window.totals() == Totals(7, 790_00, {"SEK": 2, "?": 1}, 1)
    assert window.totals("hold") == Totals(2, 40_00, {}, 1)
    assert (window.counts()["all"], window.counts()["hold"]) == (9, 2)


def test_a_deal_on_hold_takes_no_place_among_the_top_ones(path: Path) -> None:
    """A fifth of six is one: the deal of six euros, but for one of nine that is on hold."""
    window = Window(path, Calendar().clock())
    add_deal(window.store, ACME, "Acme", value=eur(900))
    assert window.ask(window.summary.standing).top_cutoff == 900
    held = {"hold_since": "2026-11-01", "hold_until": "2026-12-24"}
    window.store.write("Hold", [of_deal(ACME, "hold", held)])
    assert window.ask(window.summary.standing).top_cutoff == 600
    assert window.ids("important") == ["deal-6"]
    window.store.undo()
    assert window.ids("important") == []
    window.check()


def test_no_sum_is_too_great(tmp_path: Path) -> None:
    window = Window(tmp_path / "deals.oppman", Calendar().clock())
    most = 2**53
    edits = [
        of_deal(f"deal-{n}", cell, value)
        for n in range(1100)
        for cell, value in (("name", "x"), ("value", eur(most if n else -most + 1)))
    ]
    window.store.write("New", edits)
    assert window.totals().base == most * 1098 + 1 > 2**63


def test_what_is_not_known_comes_last_whichever_way_the_list_is_sorted(tmp_path: Path) -> None:
    window = Window(tmp_path / "deals.oppman", Calendar().clock())
    name = Edit(CORP, "customer", CORP, "name", "Corp")
    window.store.write("Customer", [name])
    add_deal(window.store, ACME, "Acme")
    cells = {"owner": "Mia", "customer": CORP, "value": eur(0), "close_date": "2027-01-01"}
    stage = {"stage": "need", "stage_since": "2026-11-23"}
    add_deal(window.store, BOLT, "Bolt", stage=stage, **cells)
    for order in ("owner", "customer", "value", "stage", "days", "close_date"):
        for descending in (False, True):
            assert window.ids("all", "", order, descending) == [BOLT, ACME], order


def test_a_search_takes_anything(path: Path) -> None:
    window = Window(path, Calendar().clock())
    add_deal(window.store, ACME, "100% _sure_ / [x] \"AND\" * ( -")
    for words in ("%", "_sure", "/", "[x]", '"and"', "*", "(", "-", "100% /", "SURE 100"):
        assert window.ids("all", words) == [ACME], words
    for words in ("%%", "'; DROP TABLE summary", "x" * 100_000, "no " * 50_000, "a\\"):
        assert window.ids("all", words) == [], words
    many = " ".join(str(n) for n in range(5_000))
    assert window.ids("all", many) == []
    for nothing in ("", "  ", "\0", "\x1b[2J"):
        assert len(window.ids("all", nothing)) == 10


# What time alone changes


def test_an_answer_that_grows_stale_is_found_by_what_the_scores_are_then(tmp_path: Path) -> None:
    """Evidence of the need counts 90 days: until 20 February, that of 23 November does."""
    calendar = Calendar()
    window = Window(tmp_path / "deals.oppman", calendar.clock())
    add_deal(window.store, ACME, "Acme")
    given = {"value": 2, "grade": 3, "evidence": "seen", "evidence_date": "2026-11-23"}
    window.store.write("Answer", [Edit(ACME, "answer", "need.reason", "answer", given)])
    for day in range(89):
        assert window.ids("all", "need.low>=1") == [ACME], day
        calendar.go_on(1)
        window.keep_up()
    window.check()
    calendar.go_on(1)
    window.keep_up()
    assert window.ids("all", "need.low>=1") == []
    window.check()


def test_a_deal_on_hold_keeps_up_with_the_limit_of_its_stage(tmp_path: Path) -> None:
    window = Window(tmp_path / "deals.oppman", Calendar().clock(), other_playbook())
    add_deal(window.store, ACME, "Acme", stage={"stage": "need", "stage_since": "2026-11-01"})
    held = {"hold_since": "2026-11-20", "hold_until": "2026-12-24"}
    window.store.write("Hold", [of_deal(ACME, "hold", held)])
    window.keep_up()
    add_deal(window.store, BOLT, "Bolt", created="2026-09-01", stage={"stage": "implement"})
    moved = {"from_stage": "need", "to_stage": "implement", "on": "2026-09-13"}
    closed = {"closed_as": "won", "closed_on": "2026-09-20"}
    window.store.write(
        "Won",
        [Edit(BOLT, "stage_move", "m", "move", moved), of_deal(BOLT, "closed", closed)],
    )
    # One won deal sets the limit here: 1.5 x its 12 days in Need are 18.
    found = window.summary.find(window.store.reading, "hold")
    assert [card and card.expected_days for card in found.cards(0, 1)] == [18]
    window.check()


def test_a_date_that_stays_credible_is_looked_at_again_in_time(tmp_path: Path) -> None:
    """What is needed shrinks while days pass, so the day to look again moves on: too soon is
    right, too late would not be."""
    calendar = Calendar()
    window = Window(tmp_path / "deals.oppman", calendar.clock())
    stage = {"stage": "need", "stage_since": "2026-11-23"}
    for days in range(30, 160, 5):
        close = (MONDAY + timedelta(days)).isoformat()
        add_deal(
            window.store,
            f"deal-{days}",
            f"In {days}",
            created="2026-11-23",
            stage=stage,
            close_date=close,
        )
    for _ in range(12):
        calendar.go_on(5)
        window.keep_up()
        window.check()

"""A list of any length is read as it is asked for, and says what the whole list would say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from copied import copy_of
from desk import add_deal, eur, of_deal
from lists import ORDERS, PLAYBOOK, RATES, Calendar, Window, other_playbook

from oppman_tui.domain.scoring import score_deal
from oppman_tui.domain.select.attention import TABS, assess
from oppman_tui.domain.select.cards import card_of
from oppman_tui.domain.select.listed import Card
from oppman_tui.store.lists.found import Found

MANY = 700


@pytest.fixture
def window(tmp_path: Path) -> Window:
    """700 deals, the dearest of which is deal-0699; every seventh is closed."""
    return Window(copy_of(_many, tmp_path / "deals.db"), Calendar().clock())


def _many(path: Path) -> None:
    window = Window(path, Calendar().clock())
    edits = []
    for n in range(MANY):
        doc = f"deal-{n:04}"
        edits += [
            of_deal(doc, "name", f"Deal {n:04}"),
            of_deal(doc, "value", eur(100 + n)),
            of_deal(doc, "owner", "Mia" if n % 3 else None),
            of_deal(doc, "close_date", date(2026, 1 + n % 12, 1).isoformat() if n % 5 else None),
        ]
        if n % 7 == 0:
            edits.append(of_deal(doc, "closed", {"closed_as": "won", "closed_on": "2026-11-01"}))
    window.store.write("Many", edits)
    window.store.close()


def found(window: Window, tab: str = "all", *given: object) -> Found:
    return window.summary.find(window.store.reading, tab, *given)  # type: ignore[arg-type]


@pytest.mark.parametrize("order", ["attention", *ORDERS[1:]])
def test_every_list_is_the_one_that_is_read_whole(window: Window, order: str) -> None:
    for tab in ("all", "closed", "attention"):
        for down in (False, True):
            whole = window.ids(tab, "", order, down)
            assert list(found(window, tab, "", order, down)) == whole
            # Few hold the one and are sorted by themselves, most of all hold the other.
            for words in ("69", "owner:mia"):
                sought = found(window, tab, words, order, down)
                assert list(sought) == window.ids(tab, words, order, down)
                assert len(sought) == window.counts(words)[tab]
            backwards = found(window, tab, "", order, down)
            assert [backwards[n] for n in range(len(whole) - 1, -1, -97)] == whole[::-97]


def test_any_part_of_it_is_read_alone(window: Window) -> None:
    whole = window.ids()
    assert len(whole) == len(found(window)) == 600
    assert found(window)[-1] == whole[-1]
    assert found(window)[590:900] == whole[590:]
    assert found(window)[3:3] == []
    with pytest.raises(IndexError):
        found(window)[600]
    for place in (0, 191, 192, 193, 599):
        assert found(window).place(whole[place]) == place
    assert found(window).place("deal-0007") is None, "it is closed"
    assert found(window).place("nobody") is None
    assert whole[444] in found(window)


def test_the_cards_are_what_the_deals_come_to(window: Window) -> None:
    cards = found(window).cards(30, 90)
    assert [c and c.id for c in cards] == window.ids()[30:90]
    today, standing = window.clock.today(), window.ask(window.summary.standing)
    for told in cards:
        assert told is not None
        dossier = window.store.dossier(told.id)
        assert dossier is not None
        scores = score_deal(dossier, PLAYBOOK, today)
        value = RATES.in_base(dossier.deal.amount, dossier.deal.currency)
        attention = assess(dossier, scores, PLAYBOOK, today, standing, value)
        assert told == card_of(dossier, attention, PLAYBOOK, today)
        assert Card.from_text(told.id, told.to_text()) == told


def test_a_deal_that_is_changed_meanwhile_keeps_its_place(window: Window) -> None:
    before = found(window)
    first = before[0]
    window.store.write("Renamed", [of_deal(first, "name", "Something else")])
    (told,) = before.cards(0, 1)
    assert told is not None
    assert (told.id, told.name) == (first, "Something else")


@pytest.mark.parametrize("words", ["69", "owner:mia"])
def test_what_was_sought_is_sought_anew_after_a_change(window: Window, words: str) -> None:
    before = found(window, "all", words)
    first = before[0]
    window.store.write("Another's", [of_deal(first, "name", "X"), of_deal(first, "owner", "Jo")])
    after = found(window, "all", words)
    assert first not in after
    assert len(after) == len(before) - 1 == window.counts(words)["all"]


def test_a_deal_that_is_gone_meanwhile_leaves_a_gap(window: Window) -> None:
    before = found(window)
    ids = before[:]
    window.store.write("Removed", [of_deal(ids[1], "deleted", True)])
    assert before.cards(0, 3)[1] is None
    assert before[1] == ""
    assert before[599] == ids[599]
    assert len(found(window)) == 599


def test_a_list_outlives_the_rows_it_was_read_from(window: Window, tmp_path: Path) -> None:
    """A window with another playbook takes the store's rows over; ours go on in memory."""
    before = found(window)
    add_deal(window.store, "deal-new", "New", value=eur(5))
    window.store.write("Gone", [of_deal("deal-new", "deleted", True)])
    ids = window.ids()
    other = Window(window.path, Calendar().clock(), other_playbook())
    other.keep_up()
    assert before[:] == ids
    assert before.cards(0, 1)[0] is not None
    for tab in TABS:
        assert list(found(window, tab)) == window.ids(tab)

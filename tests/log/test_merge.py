"""Copies that exchange, in any order and in any batches, show the same."""

from __future__ import annotations

import random

import pytest
from histories import (
    ACME_VALUE,
    NOON,
    TEN_YEARS,
    Copy,
    Step,
    a_history,
    batches,
    deal,
    exchange_all,
    play,
    player,
    refused,
    steps,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from oppman_tui.log.change import CellKey, Change
from oppman_tui.log.merge import Write, hidden, merge, settle, state, version

VALUE = ACME_VALUE[1]


# Any history


@settings(max_examples=120, deadline=None)
@given(steps(3))
def test_all_copies_show_the_same_once_everyone_has_everything(script: list[Step]) -> None:
    stores = play(script, 3)
    exchange_all(stores)
    first, *others = stores
    for other in others:
        assert {c.id for c in other.log} == {c.id for c in first.log}
        assert other.shown() == first.shown()
        for doc in ("acme", "bolt"):
            # Equal to the last standing write, so the lists of conflicts are equal too.
            assert other.state(doc) == first.state(doc)


@settings(max_examples=80, deadline=None)
@given(steps(3), st.integers(0, 999))
def test_order_batches_and_doubles_do_not_matter(script: list[Step], seed: int) -> None:
    stores = play(script, 3)
    exchange_all(stores)
    newcomer = Copy("new")
    chance = random.Random(seed)
    for batch in batches(stores[0].log, seed):
        newcomer.receive(batch + chance.sample(newcomer.log, len(newcomer.log) // 2))
    at_once = Copy("once")
    at_once.receive(stores[0].log)
    for doc in ("acme", "bolt"):
        assert newcomer.state(doc) == at_once.state(doc) == stores[0].state(doc)
    assert merge(newcomer.log, stores[0].log).added == ()


@settings(max_examples=80, deadline=None)
@given(steps(3))
def test_what_a_merge_adds_comes_after_all_it_has_seen(script: list[Step]) -> None:
    here, *others = play(script, 3)
    there = Copy("there")
    exchange_all([there, *others])
    shown = {(c.doc, c.replica, c.seq) for c in here.log}
    merged = merge(here.log, there.log)
    for change in merged.added:
        for replica, seq in change.seen.items():
            assert (change.doc, replica, seq) in shown
        shown.add((change.doc, change.replica, change.seq))
    assert merged.cells == {(c.doc, op.cell) for c in merged.added for op in c.ops}


def test_a_reply_is_added_after_what_it_replies_to_whatever_the_names() -> None:
    zoe, ann = Copy("zoe"), Copy("ann")
    zoe.edit({ACME_VALUE: 1})
    ann.receive(zoe.log)
    ann.edit({ACME_VALUE: 2})
    zoe.receive(ann.log)
    zoe.edit({ACME_VALUE: 3})
    added = merge([], reversed(zoe.log)).added
    assert [(c.replica, c.seq) for c in added] == [("zoe", 1), ("ann", 1), ("zoe", 2)]


@settings(max_examples=80, deadline=None)
@given(steps(3), st.data())
def test_a_bundle_that_lacks_a_change_is_refused_or_stands_without_it(
    script: list[Step], data: st.DataObject
) -> None:
    stores = play(script, 3)
    exchange_all(stores)
    whole = stores[0].log
    if not whole:
        return
    lost = data.draw(st.sampled_from(whole))
    rest = [change for change in whole if change is not lost]
    needed = any(
        change.doc == lost.doc
        and (
            change.seen.get(lost.replica, 0) >= lost.seq
            or (change.replica == lost.replica and change.seq > lost.seq)
        )
        for change in rest
    )
    if needed:
        kind, detail = refused([], rest)
        assert kind in ("gap", "causality")
        assert f"change {lost.seq} of replica {lost.replica} on document {lost.doc}" in detail
    else:
        assert len(merge([], rest).added) == len(rest)


@settings(max_examples=80, deadline=None)
@given(steps(3), st.integers(0, 999))
def test_a_cell_settles_as_its_definition_says(script: list[Step], seed: int) -> None:
    stores = play(script, 3)
    exchange_all(stores)
    changes = stores[0].log
    for doc, cell in {(c.doc, op.cell) for c in changes for op in c.ops}:
        writes = stores[0].writes(doc, cell)
        settled = settle(random.Random(seed).sample(writes, len(writes)) + writes[:1])
        standing = [w for w in writes if not any(other.covers(w) for other in writes)]
        assert sorted(w.change for w in settled.standing) == sorted(w.change for w in standing)
        assert settled.winner == max(standing, key=lambda w: (w.hlc, w.replica))
        assert settled.conflict == (len({w.value for w in standing}) > 1)


@settings(max_examples=60, deadline=None)
@given(steps(3), st.integers(0, 999))
def test_settling_what_stood_with_what_is_new_is_settling_all(
    script: list[Step], seed: int
) -> None:
    stores = play(script, 3)
    exchange_all(stores)
    held: list[Change] = []
    standing: dict[tuple[str, CellKey], tuple[Write, ...]] = {}
    for batch in batches(stores[0].log, seed):
        merged = merge(held, batch)
        held += merged.added
        for doc, cell in merged.cells:
            new = [
                Write.of(c, op)
                for c in merged.added
                for op in c.ops
                if (c.doc, op.cell) == (doc, cell)
            ]
            standing[doc, cell] = settle([*standing.get((doc, cell), ()), *new]).standing
    for (doc, cell), writes in standing.items():
        assert writes == stores[0].state(doc)[cell].standing


# Stories


def test_two_reps_set_one_value_apart_and_one_of_them_decides() -> None:
    ann, bob = Copy("ann"), Copy("bob", NOON + 5)
    ann.edit({ACME_VALUE: {"amount": 900_000, "currency": "EUR"}})
    bob.receive(ann.log)
    ann.edit({ACME_VALUE: {"amount": 750_000, "currency": "EUR"}})
    bob.edit({ACME_VALUE: {"amount": 9_000, "currency": "JPY"}})
    exchange_all([ann, bob])

    settled = ann.state("acme")[VALUE]
    assert settled.conflict
    # Bob's clock is 5 ms ahead: his shows, Ann's is listed beside it.
    assert [w.value for w in settled.standing] == [
        '{"amount":9000,"currency":"JPY"}',
        '{"amount":750000,"currency":"EUR"}',
    ]

    ann.edit({ACME_VALUE: {"amount": 750_000, "currency": "EUR"}})
    bob.receive(ann.log)
    decided = bob.state("acme")[VALUE]
    assert decided.winner.value == '{"amount":750000,"currency":"EUR"}'
    assert len(decided.standing) == 1
    assert not decided.conflict


def test_the_same_value_from_both_is_no_conflict() -> None:
    ann, bob = Copy("ann"), Copy("bob")
    ann.edit({ACME_VALUE: 5})
    bob.edit({ACME_VALUE: 5})
    exchange_all([ann, bob])
    settled = bob.state("acme")[VALUE]
    assert [w.replica for w in settled.standing] == ["bob", "ann"]  # one stamp: by name
    assert not settled.conflict


def test_of_two_edits_of_one_moment_the_same_wins_everywhere() -> None:
    ann, bob = Copy("ann"), Copy("bob")
    ann.edit({ACME_VALUE: 1})
    bob.edit({ACME_VALUE: 2})
    both = [*ann.log, *bob.log]
    assert both[0].hlc == both[1].hlc
    for log in (both, both[::-1]):
        new = Copy("new")
        for change in log:
            new.receive([change])
        assert new.value("acme", VALUE) == state(log)[VALUE].winner.value == "2"


def test_a_later_edit_wins_against_a_clock_ten_years_ahead() -> None:
    ahead, ann = Copy("ahead", NOON + TEN_YEARS), Copy("ann")
    ahead.edit({ACME_VALUE: "from the future"})
    ann.receive(ahead.log)
    ann.edit({ACME_VALUE: "from someone who has read it"})
    ahead.receive(ann.log)
    for store in (ahead, ann):
        assert store.value("acme", VALUE) == '"from someone who has read it"'
        assert not store.state("acme")[VALUE].conflict


def test_a_clock_set_back_does_not_lose_the_later_edit() -> None:
    ann = a_history(1)
    ann.now_ms -= TEN_YEARS
    ann.edit({ACME_VALUE: 2})
    bob = Copy("bob")
    bob.receive(ann.log)
    assert bob.value("acme", VALUE) == "2"


NAME, GONE = deal("acme", "name"), deal("acme", "deleted")
TITLE = player("acme", "p1", "title")


def unseen(copy: Copy) -> set[CellKey]:
    return set(hidden({cell: s.standing for cell, s in copy.state("acme").items()}))


def test_what_one_removed_while_another_wrote_in_it_is_gone_on_both_and_told() -> None:
    ann, bob = Copy("ann"), Copy("bob", NOON + 5)
    ann.edit({NAME: "Acme", player("acme", "p1", "name"): "Eve"})
    bob.receive(ann.log)
    ann.edit({player("acme", "p1", "deleted"): True})
    bob.edit({TITLE: "CFO"})
    bob.edit({player("acme", "p2", "name"): "Hal"})
    exchange_all([ann, bob])
    for copy in (ann, bob):
        assert copy.shown() == {NAME: '"Acme"', player("acme", "p2", "name"): '"Hal"'}
        assert unseen(copy) == {TITLE[1]}
        assert not any(s.conflict for s in copy.state("acme").values())

    ann.edit({player("acme", "p1", "deleted"): None})
    assert ann.shown()[TITLE] == '"CFO"'
    assert unseen(ann) == set()
    ann.edit({player("acme", "p1", "deleted"): True})
    assert unseen(ann) == set(), "this time it was seen"


def test_a_deal_that_one_removed_hides_all_that_the_other_wrote_meanwhile() -> None:
    ann, bob = Copy("ann"), Copy("bob", NOON + 5)
    ann.edit({NAME: "Acme", ACME_VALUE: 1})
    bob.receive(ann.log)
    ann.edit({GONE: True})
    bob.edit({ACME_VALUE: 2, player("acme", "p1", "name"): "Eve"})
    exchange_all([ann, bob])
    assert ann.shown() == bob.shown() == {}
    assert unseen(ann) == unseen(bob) == {VALUE, player("acme", "p1", "name")[1]}
    bob.edit({ACME_VALUE: 3})
    assert unseen(bob) == {player("acme", "p1", "name")[1]}, "he knew it was removed"


def test_two_windows_of_one_replica_that_write_one_cell_apart_conflict() -> None:
    ann = a_history(1)
    screen = {"acme": ann.version("acme")}
    ann.edit({ACME_VALUE: 20}, screen=screen)
    ann.edit({ACME_VALUE: 30}, screen=screen)
    settled = ann.state("acme")[VALUE]
    assert [w.value for w in settled.standing] == ["30", "20"]
    assert settled.conflict


def test_different_cells_of_one_row_never_conflict() -> None:
    ann, bob = Copy("ann"), Copy("bob")
    ann.edit({deal("acme", "note"): "call back"})
    bob.edit({ACME_VALUE: 5})
    exchange_all([ann, bob])
    assert {c.field: s.winner.value for c, s in ann.state("acme").items()} == {
        "note": '"call back"',
        "value": "5",
    }
    assert not any(s.conflict for s in ann.state("acme").values())


def test_the_version_counts_each_replica() -> None:
    ann, bob = a_history(3), Copy("bob")
    bob.receive(ann.log)
    bob.edit({ACME_VALUE: 4})
    assert version(reversed(bob.log)) == {"ann": 3, "bob": 1}
    assert version([]) == {}


def test_a_value_out_of_its_limits_is_merged_all_the_same() -> None:
    ann, bob = Copy("ann"), Copy("bob")
    ann.edit({ACME_VALUE: {"amount": 2**70, "currency": "euros"}})
    bob.receive(ann.log)
    assert bob.value("acme", VALUE) == '{"amount":1180591620717411303424,"currency":"euros"}'


def test_no_write_has_no_value() -> None:
    with pytest.raises(ValueError, match="without a write"):
        settle([])

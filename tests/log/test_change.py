"""What a change is and how it is stamped. Its format is frozen: these hashes never change."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from oppman_tui.errors import UserError
from oppman_tui.log.change import HLC_LIMIT, CellKey, Change, Op, canonical, digest_of
from oppman_tui.log.stamp import furthest, next_hlc

CELL = CellKey("deal", "acme", "note")
ONE, TWO, THREE = bytes(range(16)), bytes(range(16, 32)), bytes(range(32, 48))


def a_change(undoes: str | None = None) -> Change:
    return Change(
        id="c1",
        doc="acme",
        replica="ann",
        seq=1,
        hlc=65_536,
        actor="Ann",
        actor_salt=THREE,
        act="a1",
        label="Note",
        salt=ONE,
        at="2026-05-28T12:00:00+02:00",
        seen={"bob": 2, "ann": 0},
        ops=(Op.make(CELL, '"päivää"', TWO),),
        undoes=undoes,
    ).sealed()


def test_one_value_has_one_text() -> None:
    assert canonical({"b": [1, None], "a": "ä"}) == '{"a":"ä","b":[1,null]}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(float("nan"))


def test_the_hash_of_format_1_is_taken_over_this_text() -> None:
    """Written out by hand: another program must be able to verify a log."""
    actor = hashlib.sha256(THREE + b"Ann").hexdigest()
    label = hashlib.sha256(ONE + b"Note").hexdigest()
    value = hashlib.sha256(TWO + '"päivää"'.encode()).hexdigest()
    text = (
        f'[1,"c1","acme","ann",1,65536,"{actor}","a1","{label}","2026-05-28T12:00:00+02:00",null,'
        f'[["ann",0],["bob",2]],[["deal","acme","note","{value}"]]]'
    )
    assert a_change().hash == hashlib.sha256(text.encode()).hexdigest()


def test_the_hash_of_this_change_is_for_all_time() -> None:
    """As it was in the first release: a log written then must verify for ever."""
    assert a_change().hash == "96cc6f27538a960fe2ed14b4dee56c9d9bc11f6cdafa0b08d233613d4c081763"


def test_the_order_of_what_was_seen_is_not_hashed() -> None:
    change = a_change()
    assert replace(change, seen={"ann": 0, "bob": 2}).compute_hash() == change.hash


def test_the_salt_hides_a_value_that_could_be_guessed() -> None:
    assert digest_of("1", b"one") != digest_of("1", b"another")


def test_a_change_verifies_once_what_was_written_is_forgotten() -> None:
    change = a_change()
    assert change.verifies
    blank = replace(change, ops=(replace(change.ops[0], value=None, salt=None),))
    assert blank.verifies
    assert replace(blank, label=None, salt=None).verifies
    assert replace(blank, actor=None, actor_salt=None).verifies
    nobody = replace(blank, actor=None, actor_salt=None, label=None, salt=None)
    assert nobody.verifies
    assert nobody.sealed().hash == change.hash


def test_half_of_what_was_written_can_not_be_forgotten() -> None:
    """A value whose salt is gone proves nothing; a salt without its value gives it away."""
    change = a_change()
    op = change.ops[0]
    assert not replace(change, ops=(replace(op, salt=None),)).verifies
    assert not replace(change, ops=(replace(op, value=None),)).verifies
    assert not replace(change, label=None).verifies
    assert not replace(change, salt=None).verifies
    assert not replace(change, actor=None).verifies
    assert not replace(change, actor_salt=None).verifies


def test_what_an_act_undoes_is_hashed() -> None:
    assert a_change(undoes="a0").hash != a_change().hash


def test_a_change_has_seen_what_its_vector_reaches() -> None:
    change = a_change()
    theirs = replace(change, replica="bob", seq=2)
    assert change.has_seen(theirs)
    assert not change.has_seen(replace(theirs, seq=3))
    assert not change.has_seen(replace(theirs, replica="eve", seq=1))


def test_a_stamp_follows_the_clock_and_never_runs_back() -> None:
    assert next_hlc(0, 1_000) == 1_000 * 65_536
    assert next_hlc(1_000 * 65_536, 1_000) == 1_000 * 65_536 + 1
    assert next_hlc(1_000 * 65_536, 5) == 1_000 * 65_536 + 1
    assert next_hlc(7, -1) == 8


def test_a_stamp_that_no_copy_would_merge_is_not_given() -> None:
    assert next_hlc(HLC_LIMIT - 2, 0) == HLC_LIMIT - 1
    with pytest.raises(UserError, match="clock"):
        next_hlc(HLC_LIMIT - 1, 0)
    with pytest.raises(UserError, match="clock"):
        next_hlc(0, 2**46)


def test_a_clock_beyond_all_dates_stamps_nothing() -> None:
    """A stamp of the year 2201 would stay with all that follows it."""
    last = 7_289_654_399_999  # of the year 2200, UTC
    assert next_hlc(0, last) == last * 65_536
    with pytest.raises(UserError, match="clock"):
        next_hlc(0, last + 1)


def test_from_another_copy_a_stamp_is_taken_up_to_a_century_ahead() -> None:
    century = 36_525 * 86_400_000
    assert furthest(1_000) == (1_000 + century) * 65_536
    assert furthest(2**60) == HLC_LIMIT - 1

"""What can't be true, or can't be read, is refused whole, and says what it was."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from histories import ACME_VALUE, NOON, Copy, a_history, player, refused

from oppman_tui.log.change import SALT, CellKey, Change, Op, digest_of
from oppman_tui.log.merge import MergeRefused, merge, state

VALUE = ACME_VALUE[1]


def test_a_gap_is_refused_and_names_what_is_missing() -> None:
    ann = a_history(4)
    kind, detail = refused(ann.log[:1], ann.log[2:])
    assert kind == "gap"
    assert detail.startswith("change 2 of replica ann on document acme is missing")


def test_a_bundle_that_starts_in_the_middle_is_a_gap() -> None:
    kind, detail = refused([], a_history(2).log[1:])
    assert kind == "gap"
    assert "change 1 of replica ann" in detail


def test_a_copied_store_that_was_edited_on_is_a_fork() -> None:
    ann = a_history(1)
    copied = Copy("ann", log=list(ann.log), acts=list(ann.acts))
    ann.edit({ACME_VALUE: "here"})
    copied.edit({ACME_VALUE: "there"})
    kind, detail = refused(ann.log, copied.log)
    assert kind == "fork"
    assert "change 2 of replica ann on document acme" in detail


def test_a_fork_within_what_comes_in_is_refused_too() -> None:
    ann, copied = a_history(1), Copy("ann")
    copied.edit({ACME_VALUE: "there"})
    assert refused([], ann.log + copied.log)[0] == "fork"
    assert refused([], copied.log + ann.log)[0] == "fork"


def test_one_id_in_two_places_is_a_fork() -> None:
    ann = a_history(2)
    taken = replace(ann.log[1], id=ann.log[0].id).sealed()
    kind, detail = refused(ann.log[:1], [taken])
    assert kind == "fork"
    assert "change 2 of replica ann" in detail
    assert "change 1 of replica ann" in detail


def test_a_change_that_has_seen_what_nobody_has_is_refused() -> None:
    (change,) = a_history(1).log
    ghost = replace(change, seen={"bob": 3}).sealed()
    kind, detail = refused([], [ghost])
    assert kind == "causality"
    assert "change 3 of replica bob on document acme" in detail


@pytest.mark.parametrize("own", [2, 3, 2**60])
def test_a_change_that_has_seen_itself_or_its_future_is_refused(own: int) -> None:
    ann = a_history(3)
    forged = replace(ann.log[1], seen={"ann": own}).sealed()
    kind, detail = refused(ann.log[:1], [forged, ann.log[2]])
    assert kind == "causality"
    assert f"claims to have seen change {own} of replica ann" in detail


def test_two_changes_that_have_seen_each_other_are_refused() -> None:
    ann, bob = Copy("ann"), Copy("bob", NOON + 5)
    ann.edit({ACME_VALUE: 1})
    bob.edit({ACME_VALUE: 2})
    hers = replace(ann.log[0], seen={"bob": 1}).sealed()
    his = replace(bob.log[0], seen={"ann": 1}).sealed()
    kind, detail = refused([], [hers, his])
    assert kind == "causality"
    assert detail.startswith("change 1 of replica ann on document acme is stamped before")


def test_a_stamp_not_later_than_what_it_has_seen_is_refused() -> None:
    ann, bob = a_history(1), Copy("bob")
    bob.receive(ann.log)
    bob.edit({ACME_VALUE: 2})
    early = replace(bob.log[1], hlc=ann.log[0].hlc).sealed()
    assert refused(ann.log, [early])[0] == "causality"


def test_a_stamp_not_later_than_its_replicas_last_is_refused() -> None:
    ann = a_history(2)
    early = replace(ann.log[1], seen={}, hlc=ann.log[0].hlc).sealed()
    kind, detail = refused(ann.log[:1], [early])
    assert kind == "causality"
    assert "stamped before the one it follows" in detail


def test_a_newer_format_is_refused_before_anything_else_is_looked_at() -> None:
    (change,) = a_history(1).log
    newer = replace(change, format=2, hash="hashed in a way yet to come")
    kind, detail = refused([], [newer])
    assert kind == "newer_format"
    assert "format 2" in detail
    with pytest.raises(MergeRefused, match="Update oppman first"):
        merge([], [newer])


@pytest.mark.parametrize("hlc", [2**62, 2**63, -1])
def test_an_impossible_stamp_is_refused(hlc: int) -> None:
    (change,) = a_history(1).log
    assert refused([], [replace(change, hlc=hlc).sealed()])[0] == "hlc"


def test_the_last_possible_stamp_is_taken() -> None:
    (change,) = a_history(1).log
    assert len(merge([], [replace(change, hlc=2**62 - 1).sealed()]).added) == 1


def test_a_stamp_is_taken_as_far_ahead_as_is_said_and_no_further() -> None:
    (change,) = a_history(1).log
    assert merge([], [change], latest=change.hlc).added == (change,)
    with pytest.raises(MergeRefused, match="a century ahead") as refused:
        merge([], [change], latest=change.hlc - 1)
    assert refused.value.kind == "hlc"


FORGERIES = {
    "id": "another",
    "hlc": 7,
    "actor": "someone else",
    "actor_digest": "0" * 64,
    "act": "another",
    "label": "Innocent",
    "at": "2026-01-01T00:00:00+00:00",
    "undoes": "ann.act9",
    "seen": {"bob": 0},
    "ops": (),
    "hash": "0" * 64,
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_change_altered_on_the_way_does_not_verify(name: str) -> None:
    (change,) = a_history(1).log
    altered: dict[str, Any] = {name: FORGERIES[name]}
    forged = replace(change, **altered)
    kind, detail = refused([], [forged])
    assert kind == "hash"
    assert "of replica ann on document acme" in detail


@pytest.mark.parametrize(("name", "other"), [("doc", "bolt"), ("replica", "bob")])
def test_a_change_moved_elsewhere_does_not_verify(name: str, other: str) -> None:
    (change,) = Copy("ann").edit({("acme", CellKey("player", "p1", "title")): "CFO"})
    altered: dict[str, Any] = {name: other}
    assert refused([], [replace(change, **altered)])[0] == "hash"


@pytest.mark.parametrize("field", ["value", "salt"])
def test_an_altered_value_does_not_verify(field: str) -> None:
    (change,) = a_history(1).log
    op = change.ops[0]
    forged = replace(op, value="9") if field == "value" else replace(op, salt=b"another")
    assert refused([], [replace(change, ops=(forged,))])[0] == "hash"
    assert refused([], [replace(change, ops=(replace(op, salt=None),))])[0] == "hash"


def test_a_longer_salt_can_not_take_in_the_beginning_of_a_value() -> None:
    """Salt and value are hashed one after the other: 7,500 must not pass for 500."""
    ann = Copy("ann")
    (change,) = ann.edit({ACME_VALUE: 7500})
    op = change.ops[0]
    assert op.value is not None
    assert op.salt is not None
    moved = replace(op, salt=op.salt + op.value[:1].encode(), value=op.value[1:])
    assert digest_of("500", op.salt + b"7") == op.digest
    assert refused([], [replace(change, ops=(moved,))])[0] == "hash"


@pytest.mark.parametrize("salt", [None, b"", b"another"])
def test_an_altered_label_does_not_verify(salt: bytes | None) -> None:
    (change,) = a_history(1).log
    assert refused([], [replace(change, label="Innocent")])[0] == "hash"
    assert refused([], [replace(change, salt=salt)])[0] == "hash"
    assert refused([], [replace(change, label_digest="0" * 64)])[0] == "hash"


def forgotten(change: Change) -> Change:
    ops = tuple(replace(op, value=None, salt=None) for op in change.ops)
    nobody = replace(change, actor=None, actor_salt=None)
    return replace(nobody, label=None, salt=None, ops=ops)


def test_a_forgotten_value_still_verifies_and_shows_as_nothing() -> None:
    (change,) = a_history(1).log
    bob = Copy("bob")
    bob.receive([forgotten(change)])
    assert bob.state("acme")[VALUE].winner.value is None
    assert (bob.log[0].label, bob.log[0].actor) == (None, None)


def test_what_was_forgotten_here_does_not_come_back() -> None:
    (change,) = a_history(1).log
    have = [forgotten(change)]
    assert merge(have, [change]).added == ()
    for bundle in ([forgotten(change), change], [change, forgotten(change)]):
        assert merge([], bundle).added == (forgotten(change),)
    parts = (
        replace(change, label=None, salt=None),
        replace(change, actor=None, actor_salt=None),
        replace(change, ops=forgotten(change).ops),
    )
    for ordered in permutations(parts):
        assert merge([], ordered).added == (forgotten(change),)


def test_of_a_row_that_was_forgotten_whole_nothing_comes_in_any_more() -> None:
    """Bob, who hadn't heard of it, gave her another name and a title meanwhile."""
    ann, bob = Copy("ann"), Copy("bob")
    name, title = player("acme", "p1", "name"), player("acme", "p1", "title")
    other = player("acme", "p2", "name")
    ann.edit({name: "Eva Moe"})
    bob.receive(ann.log)
    bob.edit({name: "Eva Roe", title: "CFO", other: "Ida"}, "Eva Roe")
    ann.edit({player("acme", "p1", "deleted"): True})
    ann.log[0] = forgotten(ann.log[0])

    added = ann.receive(bob.log).added
    assert [change.label for change in added] == [None]
    assert all(change.verifies for change in added)
    values = {cell: settled.winner.value for cell, settled in ann.state("acme").items()}
    assert values[name[1]] is None
    assert values[title[1]] is None
    assert values[other[1]] == '"Ida"'
    # In one bundle with what was forgotten, and in whatever order, it is the same.
    for bundle in (ann.log[:2] + bob.log[1:], bob.log[1:] + ann.log[1::-1]):
        carol = Copy("carol")
        carol.receive(bundle)
        assert carol.state("acme")[title[1]].winner.value is None


def test_a_text_that_was_written_anew_is_no_row_forgotten_whole() -> None:
    ann, bob = Copy("ann"), Copy("bob")
    entry = ("acme", CellKey("entry", "e1", "entry"))
    ann.edit({entry: "Eva called"})
    bob.receive(ann.log)
    ann.edit({entry: "She called"})
    ann.log[0] = forgotten(ann.log[0])
    bob.edit({entry: "Eva wrote"})
    ann.receive(bob.log)
    assert ann.state("acme")[entry[1]].conflict


def test_a_copy_that_did_not_forget_loses_nothing_by_one_that_did() -> None:
    bob = a_history(1)
    bob.receive([forgotten(change) for change in bob.log])
    assert bob.value("acme", VALUE) == "1"


@pytest.mark.parametrize(
    "cell",
    [CellKey("spaceship", "s1", "name"), CellKey("deal", "acme", "colour")],
)
def test_an_unknown_entity_or_field_is_refused_with_update_first(cell: CellKey) -> None:
    ann = Copy("ann")
    ann.edit({("acme", cell): 1})
    kind, detail = refused([], ann.log)
    assert kind == "unknown"
    assert f"{cell.entity}.{cell.field}" in detail
    assert len(merge([], ann.log, known=lambda _: True).added) == 1


def with_value(value: str) -> Change:
    """A change whose hash is right over a value that no oppman would write."""
    (change,) = a_history(1).log
    return replace(change, ops=(Op(VALUE, value, bytes(SALT), "0" * 64),)).sealed()


@pytest.mark.parametrize(
    "value",
    ["", "{", "NaN", "Infinity", "1e400", '{"a":1,"a":2}', "[1, 2]", "9" * 5000, "[" * 100_000,
     '"\\ud800"', '"\ud800"', '{"b":1,"a":2}', "1.0e1"],
    ids=lambda value: ascii(value[:12]),
)  # fmt: skip
def test_a_value_that_is_not_canonical_json_is_refused(value: str) -> None:
    kind, detail = refused([], [with_value(value)])
    assert kind == "malformed"
    assert "deal.value" in detail


def test_a_change_on_one_deal_can_not_write_to_another() -> None:
    ann = Copy("ann")
    ann.edit({("acme", CellKey("deal", "bolt", "value")): 1})
    assert refused([], ann.log)[0] == "malformed"


def test_a_document_is_a_deal_or_a_customer() -> None:
    ann = a_history(1)
    ann.edit({("acme", CellKey("customer", "acme", "name")): "Acme"})
    assert refused([], ann.log)[0] == "malformed"
    assert refused(ann.log[:1], ann.log[1:])[0] == "malformed"


def test_a_change_sets_a_cell_once() -> None:
    (change,) = a_history(1).log
    double = replace(change, ops=(*change.ops, Op.make(VALUE, "2", bytes(SALT)))).sealed()
    assert refused([], [double])[0] == "malformed"


def test_nothing_is_numbered_below_one() -> None:
    (change,) = a_history(1).log
    assert refused([], [replace(change, seq=0).sealed()])[0] == "malformed"
    assert refused([], [replace(change, seen={"bob": -1}).sealed()])[0] == "malformed"
    assert refused([], [replace(change, format=0).sealed()])[0] == "malformed"


def test_having_seen_none_of_a_replica_may_be_said_outright() -> None:
    (change,) = a_history(1).log
    assert len(merge([], [replace(change, seen={"bob": 0}).sealed()]).added) == 1


def test_a_name_that_no_hash_can_be_made_of_is_refused() -> None:
    (change,) = a_history(1).log
    assert refused([], [replace(change, label="\ud800")])[0] == "hash"


def test_one_bad_change_refuses_all_and_the_mended_bundle_is_taken() -> None:
    bob, ann = Copy("bob"), a_history(3)
    bad = replace(ann.log[2], label="Altered")
    with pytest.raises(MergeRefused):
        bob.receive([*ann.log[:2], bad])
    assert bob.log == []
    assert [c.seq for c in bob.receive(ann.log).added] == [1, 2, 3]
    assert state(bob.log) == state(ann.log)

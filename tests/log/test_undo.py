"""Undo takes back the latest act, in all its documents or none; redo takes that back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from histories import NOON, Copy, deal, exchange_all, player
from hypothesis import given, settings
from hypothesis import strategies as st

from oppman_tui.log.change import CellKey
from oppman_tui.log.undo import (
    ActRecord,
    NothingToRedo,
    NothingToUndo,
    UndoRefused,
    plan_undo,
    stacks,
)

VALUE = deal("acme", "value")
NOTE = deal("acme", "note")
NAME = deal("acme", "name")
GONE = deal("acme", "deleted")


def acts_of(stack: list[ActRecord]) -> list[str]:
    return [record.act for record in stack]


def record(act: str, undoes: str | None = None) -> ActRecord:
    return ActRecord(act, "Edit", undoes)


# The stacks


def test_an_act_that_was_undone_can_be_redone_and_then_undone_again() -> None:
    undo, redo = stacks([record("a"), record("b"), record("not b", "b")])
    assert (acts_of(undo), acts_of(redo)) == (["a"], ["not b"])

    undo, redo = stacks([record("a"), record("b"), record("not b", "b"), record("b2", "not b")])
    assert (acts_of(undo), acts_of(redo)) == (["a", "b2"], [])


def test_several_undos_are_redone_in_the_opposite_order() -> None:
    acts = [record("a"), record("b"), record("not b", "b"), record("not a", "a")]
    undo, redo = stacks(acts)
    assert (acts_of(undo), acts_of(redo)) == ([], ["not b", "not a"])
    undo, redo = stacks([*acts, record("a2", "not a")])
    assert (acts_of(undo), acts_of(redo)) == (["a2"], ["not b"])


def test_a_new_act_leaves_nothing_to_redo() -> None:
    undo, redo = stacks([record("a"), record("not a", "a"), record("b")])
    assert (acts_of(undo), acts_of(redo)) == (["b"], [])


def test_acts_may_begin_anywhere() -> None:
    undo, redo = stacks([record("not x", "x"), record("a")])
    assert (acts_of(undo), acts_of(redo)) == (["a"], [])
    assert stacks([]) == ([], [])


# What is restored


def test_an_edit_is_taken_back_and_done_again() -> None:
    ann = Copy("ann")
    ann.edit({VALUE: 1})
    ann.edit({VALUE: 2, NOTE: "doubled"})
    ann.undo()
    assert ann.shown() == {VALUE: "1"}
    ann.redo()
    assert ann.shown() == {VALUE: "2", NOTE: '"doubled"'}
    ann.undo()
    assert ann.shown() == {VALUE: "1"}


def test_one_act_over_two_deals_goes_back_in_both() -> None:
    ann = Copy("ann")
    ann.edit({VALUE: 1, deal("bolt", "value"): 10})
    ann.edit({VALUE: 2, deal("bolt", "value"): 20})
    undoing = ann.undo()
    assert ann.shown() == {VALUE: "1", deal("bolt", "value"): "10"}
    assert [change.undoes for change in undoing] == ["ann.act2", "ann.act2"]


def test_a_new_deal_is_marked_deleted_by_one_write_and_its_values_stay() -> None:
    ann = Copy("ann")
    ann.edit({NAME: "Acme", VALUE: 1, player("acme", "p1", "name"): "Eve"})
    undoing = ann.undo()
    assert [op.cell for op in undoing[0].ops] == [GONE[1]]
    assert ann.shown() == {}
    assert ann.value(*NAME) == '"Acme"'
    ann.redo()
    assert ann.shown() == {
        NAME: '"Acme"',
        VALUE: "1",
        player("acme", "p1", "name"): '"Eve"',
    }
    assert ann.value(*GONE) == "null"


def test_a_new_row_is_marked_deleted_and_the_rest_of_the_act_is_restored() -> None:
    ann = Copy("ann")
    ann.edit({NAME: "Acme", VALUE: 1})
    ann.edit(
        {
            player("acme", "p1", "name"): "Eve",
            player("acme", "p1", "title"): "CFO",
            VALUE: 2,
        }
    )
    undoing = ann.undo()
    assert {op.cell: op.value for op in undoing[0].ops} == {
        VALUE[1]: "1",
        CellKey("player", "p1", "deleted"): "true",
    }
    assert ann.shown() == {NAME: '"Acme"', VALUE: "1"}


OVERRULED = ("acme", CellKey("override", "need", "override"))


def test_a_first_overruling_goes_back_to_none_and_hides_no_other_copys() -> None:
    """Both copies overrule the milestone `need`, so that they meet in its row."""
    ann, bob = Copy("ann"), Copy("bob", NOON + 5)
    ann.edit({OVERRULED: {"holds": True}})
    bob.edit({OVERRULED: {"holds": False}})
    ann.undo()
    assert ann.value(*OVERRULED) == "null"
    exchange_all([ann, bob])
    for copy in (ann, bob):
        assert copy.shown() == {OVERRULED: '{"holds":false}'}
        assert copy.state("acme")[OVERRULED[1]].conflict
    ann.edit({OVERRULED: {"holds": True}})
    ann.undo()
    assert ann.value(*OVERRULED) == '{"holds":false}'


def test_a_first_answer_goes_back_to_none() -> None:
    answer = ("acme", CellKey("answer", "pain", "answer"))
    ann = Copy("ann")
    ann.edit({answer: {"value": 2}})
    ann.undo()
    assert ann.value(*answer) == "null"


def test_deleting_a_deal_is_taken_back_and_done_again() -> None:
    ann = Copy("ann")
    ann.edit({NAME: "Acme"})
    ann.edit({GONE: True})
    ann.undo()
    assert ann.shown() == {NAME: '"Acme"'}
    ann.redo()
    assert ann.shown() == {}


def test_undoing_the_decision_of_a_conflict_restores_what_showed() -> None:
    ann, bob = Copy("ann"), Copy("bob", NOON + 5)
    ann.edit({VALUE: 1})
    bob.edit({VALUE: 2})
    exchange_all([ann, bob])
    ann.edit({VALUE: 1})
    ann.undo()
    assert ann.value(*VALUE) == "2"
    assert not ann.state("acme")[VALUE[1]].conflict


def test_an_undone_act_in_between_is_no_newer_change() -> None:
    ann = Copy("ann")
    for value in (1, 2, 3):
        ann.edit({VALUE: value})
    ann.undo()
    ann.undo()
    assert ann.shown() == {VALUE: "1"}
    ann.redo()
    ann.redo()
    assert ann.shown() == {VALUE: "3"}


def test_each_of_two_undone_acts_in_between_is_no_newer_change() -> None:
    ann = Copy("ann")
    ann.edit({VALUE: 1})
    ann.edit({VALUE: 2})
    ann.edit({VALUE: 3})
    ann.undo()
    ann.edit({NOTE: "another"})
    ann.undo()
    ann.undo()
    assert ann.shown() == {VALUE: "1"}


EDITS = st.dictionaries(
    st.sampled_from(
        [
            NAME,
            VALUE,
            GONE,
            *(deal("bolt", name) for name in ("name", "value")),
            *(player("acme", row, name) for row in ("p1", "p2") for name in ("name", "title")),
        ]
    ),
    st.integers(1, 3),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(EDITS, st.sampled_from(["undo", "undo", "redo"])), max_size=18))
def test_undo_and_redo_walk_through_what_was_shown(script: list[object]) -> None:
    """Alone, nothing is ever refused: like an editor, over the screens as they were.

    The first edit of a deal names it, as everywhere.
    """
    ann = Copy("ann")
    screens, at = [ann.shown()], 0
    for step in script:
        if isinstance(step, dict):
            names = {deal(doc, "name"): 1 for doc, _ in step if not ann.of(doc)}
            edits = {key: v == 1 if key == GONE else v for key, v in step.items()}
            ann.edit(names | edits)
            screens, at = [*screens[: at + 1], ann.shown()], at + 1
        elif step == "undo" and at > 0:
            ann.undo()
            at -= 1
        elif step == "redo" and at + 1 < len(screens):
            ann.redo()
            at += 1
        undo, redo = stacks(ann.acts)
        assert (len(undo), len(redo)) == (at, len(screens) - 1 - at)
        assert ann.shown() == screens[at]


# What is refused


def test_a_newer_change_to_a_cell_refuses_the_undo_of_all_documents() -> None:
    ann, bob = Copy("ann"), Copy("bob", NOON + 5)
    ann.edit({VALUE: 1, deal("bolt", "value"): 10}, label="Set values")
    bob.receive(ann.log)
    newer = bob.edit({VALUE: 3})
    ann.receive(bob.log)
    before = list(ann.log)
    with pytest.raises(UndoRefused, match=r'"Set values" .* deal Value was changed since') as e:
        ann.undo()
    assert ann.log == before
    assert (e.value.doc, e.value.cell) == VALUE
    assert e.value.by == newer[0].id
    assert e.value.untouched == "Nothing was changed, in any of its documents"


def test_a_change_made_apart_is_newer_too_though_it_lost() -> None:
    ann, bob = Copy("ann", NOON + 5), Copy("bob")
    ann.edit({VALUE: 1})
    bob.edit({VALUE: 2})
    ann.receive(bob.log)
    assert ann.value(*VALUE) == "1"
    with pytest.raises(UndoRefused):
        ann.undo()


def test_a_newer_change_to_another_cell_is_no_hindrance() -> None:
    ann, bob = Copy("ann"), Copy("bob")
    ann.edit({VALUE: 1})
    ann.edit({VALUE: 2})
    bob.receive(ann.log)
    bob.edit({NOTE: "met the board"})
    ann.receive(bob.log)
    ann.undo()
    assert ann.shown() == {VALUE: "1", NOTE: '"met the board"'}


def test_a_newer_change_refuses_the_redo() -> None:
    ann, bob = Copy("ann"), Copy("bob")
    ann.edit({VALUE: 1})
    ann.edit({VALUE: 2})
    ann.undo()
    bob.receive(ann.log)
    bob.edit({VALUE: 3})
    ann.receive(bob.log)
    with pytest.raises(UndoRefused):
        ann.redo()
    assert ann.shown() == {VALUE: "3"}


def test_a_new_row_that_someone_added_to_is_not_hidden() -> None:
    ann, bob = Copy("ann"), Copy("bob")
    ann.edit({NAME: "Acme"})
    ann.edit({player("acme", "p1", "name"): "Eve"})
    bob.receive(ann.log)
    bob.edit({player("acme", "p1", "title"): "CFO"})
    ann.receive(bob.log)
    with pytest.raises(UndoRefused, match="player Title was changed since"):
        ann.undo()


def test_a_new_deal_that_someone_added_to_is_not_hidden() -> None:
    ann, bob = Copy("ann"), Copy("bob")
    ann.edit({NAME: "Acme"})
    bob.receive(ann.log)
    bob.edit({player("acme", "p1", "name"): "Eve"})
    ann.receive(bob.log)
    with pytest.raises(UndoRefused, match="player Player was changed since"):
        ann.undo()


def test_deleting_again_is_refused_once_someone_worked_on_it() -> None:
    ann, bob = Copy("ann"), Copy("bob")
    ann.edit({NAME: "Acme"})
    ann.edit({GONE: True})
    ann.undo()
    bob.receive(ann.log)
    bob.edit({NOTE: "back again"})
    ann.receive(bob.log)
    with pytest.raises(UndoRefused):
        ann.redo()
    assert ann.shown() == {NAME: '"Acme"', NOTE: '"back again"'}


def forget(ann: Copy, seq: int) -> None:
    change = ann.log[seq - 1]
    ops = tuple(replace(op, value=None, salt=None) for op in change.ops)
    ann.log[seq - 1] = replace(change, ops=ops)


def test_a_forgotten_value_is_restored_as_nothing() -> None:
    ann = Copy("ann")
    ann.edit({NOTE: "about a person"})
    ann.edit({NOTE: "about nobody"})
    forget(ann, 1)
    ann.undo()
    assert ann.value(*NOTE) == "null"


def test_a_forgotten_name_can_not_be_restored_as_a_row_has_to_have_one() -> None:
    ann = Copy("ann")
    ann.edit({player("acme", "p1", "name"): "Eve"})
    ann.edit({player("acme", "p1", "name"): "A person"})
    forget(ann, 1)
    with pytest.raises(UndoRefused, match="the earlier player Player was forgotten") as caught:
        ann.undo()
    assert caught.value.by is None


def test_undo_and_redo_meet_on_another_copy() -> None:
    ann, bob = Copy("ann"), Copy("bob")
    ann.edit({NAME: "Acme", VALUE: 1})
    ann.edit({VALUE: 2})
    ann.undo()
    ann.undo()
    ann.redo()
    bob.receive(reversed(ann.log))
    assert bob.shown() == ann.shown() == {NAME: '"Acme"', VALUE: "1"}


def test_an_act_without_an_edit_needs_nothing() -> None:
    assert plan_undo(record("a"), [], (), lambda _doc, _cell: (), lambda _doc: ()) == []


def test_what_is_said_when_there_is_nothing_to_take_back() -> None:
    assert str(NothingToUndo()) == "There is nothing to undo."
    assert str(NothingToRedo()) == "There is nothing to redo."

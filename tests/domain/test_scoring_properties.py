"""What holds for every score, whatever the answers (method 6)."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scored_deals import PLAYBOOK, TODAY, answered, criteria, deal, theme

from oppman_tui.domain.scoring import Item, Score, net_support, score_deal, score_set

VALUES = st.sampled_from([0, 1, 2])
WEIGHTS = st.one_of(st.integers(1, 9), st.decimals("0.1", "9.9", places=1).map(float))


def items(*, fresh: bool) -> st.SearchStrategy[list[Item]]:
    """Sets of one to nine items; `fresh` ones are neither stale nor claimed."""
    marks = st.just(False) if fresh else st.booleans()
    item = st.builds(
        Item, st.just("q"), st.one_of(st.none(), VALUES), WEIGHTS, stale=marks, claimed=marks
    )
    return st.lists(item, min_size=1, max_size=9)


def with_value(given_items: list[Item], place: int, value: int | None) -> Score:
    changed = list(given_items)
    old = changed[place]
    changed[place] = Item(old.key, value, old.weight, old.stale, old.claimed)
    return score_set(changed)


@given(items(fresh=True))
def test_the_point_lies_within_the_range(given_items: list[Item]) -> None:
    score = score_set(given_items)
    assert 0 <= score.low <= score.high <= 100
    assert score.point is None or score.low <= score.point <= score.high


@given(items(fresh=False))
def test_the_range_is_a_range_also_with_stale_and_claimed_answers(
    given_items: list[Item],
) -> None:
    score = score_set(given_items)
    assert 0 <= score.low <= score.high <= 100


@given(items(fresh=True))
def test_the_range_is_as_wide_as_what_is_not_known(given_items: list[Item]) -> None:
    score = score_set(given_items)
    assert abs((score.high - score.low) - 100 * (1 - score.knowledge)) < 1e-9


@given(items(fresh=False), st.data())
def test_a_better_answer_never_lowers_anything(
    given_items: list[Item], data: st.DataObject
) -> None:
    known = [n for n, item in enumerate(given_items) if item.value is not None]
    assume(known)
    place = data.draw(st.sampled_from(known))
    worse, better = sorted(data.draw(st.tuples(VALUES, VALUES)))
    before, after = (with_value(given_items, place, v) for v in (worse, better))
    assert before.point is not None and after.point is not None
    assert after.point >= before.point
    assert after.low >= before.low
    assert after.high >= before.high
    assert after.known == before.known


@given(items(fresh=True), st.data())
def test_an_answer_only_ever_narrows_the_range(
    given_items: list[Item], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(given_items) - 1))
    open_ = with_value(given_items, place, None)
    closed = with_value(given_items, place, data.draw(VALUES))
    assert open_.low <= closed.low <= closed.high <= open_.high
    assert closed.high - closed.low < open_.high - open_.low


@given(items(fresh=True), st.data())
def test_an_unknown_is_never_a_zero(given_items: list[Item], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(given_items) - 1))
    unknown, zero = (with_value(given_items, place, value) for value in (None, 0))
    assert unknown.high > zero.high
    assert unknown.known < zero.known
    # A zero pulls the point down, an unknown leaves it where the others put it.
    others = score_set([item for n, item in enumerate(given_items) if n != place])
    assert unknown.point == others.point
    if others.point:
        assert zero.point is not None and zero.point < others.point


@given(items(fresh=False))
def test_the_order_of_the_questions_changes_no_figure(given_items: list[Item]) -> None:
    turned = list(reversed(given_items))
    one, other = score_set(given_items), score_set(turned)
    assert (one.point, one.low, one.high) == (other.point, other.low, other.high)


PAIRS = st.lists(
    st.tuples(st.integers(1, 5), st.one_of(st.none(), st.integers(-2, 2))),
    min_size=1,
    max_size=8,
)
Pairs = list[tuple[int, int | None]]


@given(PAIRS)
def test_support_lies_within_its_range(pairs: Pairs) -> None:
    support = net_support(pairs)
    assert -100 <= support.low <= support.high <= 100
    assert support.point is None or support.low <= support.point <= support.high
    assert 0 <= support.coverage <= 100


@given(PAIRS, st.data())
def test_a_better_relationship_never_lowers_support(pairs: Pairs, data: st.DataObject) -> None:
    known = [n for n, (_, relationship) in enumerate(pairs) if relationship is not None]
    assume(known)
    place = data.draw(st.sampled_from(known))
    scale = st.integers(-2, 2)
    worse, better = sorted(data.draw(st.tuples(scale, scale)))
    before, after = (
        net_support([*pairs[:place], (pairs[place][0], r), *pairs[place + 1 :]])
        for r in (worse, better)
    )
    assert before.point is not None and after.point is not None
    assert (after.point, after.low, after.high) >= (before.point, before.low, before.high)
    assert after.low >= before.low
    assert after.high >= before.high


@given(PAIRS, st.integers(1, 5))
def test_an_unknown_relationship_is_never_a_neutral_one(pairs: Pairs, influence: int) -> None:
    alone = net_support(pairs)
    unknown = net_support([*pairs, (influence, None)])
    neutral = net_support([*pairs, (influence, 0)])
    assert unknown.point == alone.point
    assert unknown.coverage < neutral.coverage
    assert unknown.low < neutral.low
    assert unknown.high > neutral.high
    if alone.point:
        assert neutral.point is not None and abs(neutral.point) < abs(alone.point)


ANSWERS = st.lists(st.one_of(st.none(), VALUES), min_size=7, max_size=7)


@settings(max_examples=50)
@given(ANSWERS, ANSWERS, st.integers(0, 6))
def test_a_better_answer_never_makes_a_milestone_worse(
    needs: list[int | None], fit: list[int | None], place: int
) -> None:
    assume(needs[place] in (0, 1))
    better = [2 if n == place else value for n, value in enumerate(needs)]
    order = ["not_held", "not_known", "held"]
    before, after = (
        score_deal(
            deal(answers=answered("need", values), criteria=criteria(*fit)), PLAYBOOK, TODAY
        )
        for values in (needs, better)
    )
    was, now = (order.index(s.milestones["need"].state) for s in (before, after))
    assert now >= was
    assert before.fit == after.fit


def test_the_needs_of_the_stories_are_all_the_playbook_asks() -> None:
    assert len(theme("need").questions) == 7
    assert len(PLAYBOOK.criteria) == 7

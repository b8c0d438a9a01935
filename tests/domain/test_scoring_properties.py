"""What holds for every score, whatever the answers (method 6)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scored_deals import PLAYBOOK, TODAY, ago, deal

from oppman_tui.domain.entities import Answer, Criterion
from oppman_tui.domain.scoring import (
    DealScores,
    Item,
    Score,
    net_support,
    score_answers,
    score_deal,
    score_set,
)

VALUES = st.sampled_from([0, 1, 2])
WEIGHTS = st.one_of(st.integers(1, 9), st.decimals("0.1", "9.9", places=1).map(float))


def items(*, fresh: bool) -> st.SearchStrategy[list[Item]]:
    """Sets of one to nine items; `fresh` ones are neither stale nor claimed."""
    marks = st.just(False) if fresh else st.booleans()
    item = st.builds(
        Item, st.just("q"), st.one_of(st.none(), VALUES), WEIGHTS, stale=marks, claimed=marks
    )
    return st.lists(item, min_size=1, max_size=9)


def total(weighed: Iterable[tuple[Item, int]]) -> Fraction:
    """Σ w·a, in exact numbers."""
    return sum((Fraction(str(item.weight)) * value for item, value in weighed), Fraction())


Figures = tuple[Fraction | None, Fraction, Fraction, Fraction]


def by_the_book(given_items: list[Item]) -> Figures:
    """Point, low, high and knowledge as method 6 writes them down."""
    known = [(item, item.value) for item in given_items if item.value is not None]
    fresh = [(item, value) for item, value in known if not item.stale]
    twice = total((item, 2) for item in given_items)
    point = None
    if known:
        point = 100 * total(known) / total((item, 2) for item, _ in known)
    low = total((item, 1 if item.claimed and value == 2 else value) for item, value in fresh)
    high = total(fresh) + twice - total((item, 2) for item, _ in fresh)
    share = total((item, 1) for item, _ in known) * 2 / twice
    return point, 100 * low / twice, 100 * high / twice, share


@given(items(fresh=False))
def test_every_figure_is_the_methods_own_to_the_last_digit(given_items: list[Item]) -> None:
    score = score_set(given_items)
    point, low, high, share = by_the_book(given_items)
    assert score.point == (None if point is None else float(point))
    assert (score.low, score.high, score.knowledge) == (float(low), float(high), float(share))
    assert score.known == sum(item.value is not None for item in given_items)
    assert score.total == len(given_items)


@given(items(fresh=True))
def test_bare_answers_score_as_the_same_answers_do_in_a_set(given_items: list[Item]) -> None:
    score = score_set(given_items)
    bare = score_answers([i.value for i in given_items], [i.weight for i in given_items])
    assert (bare.point, bare.low, bare.high) == (score.point, score.low, score.high)
    assert (bare.known, bare.total) == (score.known, score.total)


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


@given(PAIRS)
def test_support_is_the_methods_own_to_the_last_digit(pairs: Pairs) -> None:
    support = net_support(pairs)
    known = [(i, r) for i, r in pairs if r is not None]
    every, inside = sum(i for i, _ in pairs), sum(i for i, _ in known)
    unknown, balance = every - inside, sum(i * r for i, r in known)
    point = float(Fraction(100 * balance, 2 * inside)) if inside else None
    assert support.point == point
    assert support.coverage == float(Fraction(100 * inside, every))
    assert support.low == float(Fraction(100 * (balance - 2 * unknown), 2 * every))
    assert support.high == float(Fraction(100 * (balance + 2 * unknown), 2 * every))


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


QUESTIONS = [q.key for t in PLAYBOOK.themes for q in t.questions]
CRITERIA = [c.key for c in PLAYBOOK.criteria]
GIVEN = st.dictionaries(
    st.sampled_from(QUESTIONS), st.tuples(VALUES, st.integers(0, 3), st.integers(0, 400))
)
WANTED = st.dictionaries(st.sampled_from(CRITERIA), VALUES)


Given = dict[str, tuple[int, int, int]]
"""Question -> value, grade, days since its evidence."""


def scored(given_answers: Given, wanted: dict[str, int]) -> DealScores:
    answers = tuple(
        Answer(key, value, grade, None, ago(days))
        for key, (value, grade, days) in given_answers.items()
    )
    fit = tuple(Criterion(key, value) for key, value in wanted.items())
    return score_deal(deal("choose", answers=answers, criteria=fit), PLAYBOOK, TODAY)


def is_no_worse(before: DealScores, after: DealScores) -> bool:
    order = ["not_held", "not_known", "held"]
    grades = [None, "poor", "check", "good"]
    pairs = [(before.themes[key], after.themes[key]) for key in before.themes]
    pairs += [(before.fit, after.fit), (before.importance_to_us, after.importance_to_us)]
    return (
        all(a.low >= b.low and a.high >= b.high for b, a in pairs)
        and all((a.point or 0) >= (b.point or 0) for b, a in pairs)
        and grades.index(after.fit_grade) >= grades.index(before.fit_grade)
        and all(
            order.index(after.milestones[key].state) >= order.index(state.state)
            for key, state in before.milestones.items()
        )
    )


@settings(max_examples=50)
@given(GIVEN, WANTED, st.data())
def test_a_better_answer_never_makes_anything_of_a_deal_worse(
    given_answers: Given, wanted: dict[str, int], data: st.DataObject
) -> None:
    assume(given_answers)
    key = data.draw(st.sampled_from(sorted(given_answers)))
    value, grade, days = given_answers[key]
    better = given_answers | {key: (data.draw(st.integers(value, 2)), grade, days)}
    assert is_no_worse(scored(given_answers, wanted), scored(better, wanted))


@settings(max_examples=50)
@given(GIVEN, WANTED, st.data())
def test_a_better_customer_never_makes_anything_of_a_deal_worse(
    given_answers: Given, wanted: dict[str, int], data: st.DataObject
) -> None:
    assume(wanted)
    key = data.draw(st.sampled_from(sorted(wanted)))
    better = wanted | {key: data.draw(st.integers(wanted[key], 2))}
    assert is_no_worse(scored(given_answers, wanted), scored(given_answers, better))

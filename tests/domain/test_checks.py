"""Every value that comes in, from a keyboard, a file or a script, and the table of fields."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oppman_tui.domain import entities
from oppman_tui.domain.checks import check
from oppman_tui.domain.fields import ENTITIES, LINE, NAME, TEXT, Cell, Kind, Part
from oppman_tui.domain.values.limits import MONEY_MAX
from oppman_tui.errors import InvalidValue

CLASSES: dict[str, type[Any]] = {
    "deal": entities.Deal,
    "customer": entities.Customer,
    "criterion": entities.Criterion,
    "answer": entities.Answer,
    "player": entities.Player,
    "link": entities.Link,
    "risk": entities.Risk,
    "action": entities.Action,
    "entry": entities.Entry,
    "review": entities.Review,
    "stage_move": entities.StageMove,
    "close_date_move": entities.CloseDateMove,
    "hold_period": entities.HoldPeriod,
    "override": entities.Override,
    "stop": entities.Stop,
    "extra": entities.Extra,
}


def refused(entity: str, cell: str, value: object) -> str:
    """The problem in words; the field is named by the label a user knows."""
    with pytest.raises(InvalidValue) as caught:
        check(entity, cell, value)
    assert caught.value.field == ENTITIES[entity].cells[cell].label
    assert str(caught.value).endswith("Nothing was changed.")
    return caught.value.problem


# -- the table and the entities say the same ---------------------------------------------


def test_every_entity_has_a_class_and_its_rows_a_place_in_the_dossier() -> None:
    assert set(ENTITIES) == set(CLASSES)
    held = {str(f.type) for f in fields(entities.Dossier)}
    for name, cls in CLASSES.items():
        if not ENTITIES[name].single:
            assert f"tuple[{cls.__name__}, ...]" in held


@pytest.mark.parametrize("entity", CLASSES)
def test_an_attribute_is_a_part_of_a_cell_and_the_other_way_round(entity: str) -> None:
    attributes = [f.name for f in fields(CLASSES[entity])]
    parts = [part.name for part in ENTITIES[entity].parts]
    assert attributes[0] == "id"
    assert len(set(parts)) == len(parts)
    assert set(attributes[1:]) == set(parts) - {"deleted"}


@pytest.mark.parametrize("entity", CLASSES)
def test_what_a_row_cannot_be_without_is_what_its_class_demands(entity: str) -> None:
    demanded = {
        f.name
        for f in fields(CLASSES[entity])[1:]
        if f.default is MISSING and f.default_factory is MISSING
    }
    needed = {name for cell in ENTITIES[entity].cells.values() for name in cell.needs}
    assert needed == demanded


_PYTHON: dict[Kind, tuple[object, ...]] = {
    Kind.LINE: (str,),
    Kind.TEXT: (str,),
    Kind.KEY: (str,),
    Kind.REF: (str,),
    Kind.CURRENCY: (str,),
    Kind.INT: (int,),
    Kind.MONEY: (int,),
    Kind.DATE: (date,),
    Kind.BOOL: (bool,),
    Kind.NAMES: (tuple[str, ...],),
    Kind.REFS: (tuple[str, ...],),
    Kind.MAP: (Mapping[str, str], Mapping[str, Any]),
}


@pytest.mark.parametrize("entity", CLASSES)
def test_a_part_holds_what_its_attribute_says(entity: str) -> None:
    hints = get_type_hints(CLASSES[entity])
    for part in ENTITIES[entity].parts:
        if part.name == "deleted":
            continue
        hint = hints[part.name]
        if get_origin(hint) in (types.UnionType, typing.Union):
            (hint,) = [a for a in get_args(hint) if a is not type(None)]
        if part.kind is Kind.CHOICE:
            assert get_origin(hint) is Literal and get_args(hint) == part.choices
        else:
            assert hint in _PYTHON[part.kind], (entity, part.name)


def test_every_row_can_be_deleted_and_every_kind_has_a_check() -> None:
    for entity in ENTITIES.values():
        assert entity.cells["deleted"].parts[0].kind is Kind.BOOL
    used = {part.kind for entity in ENTITIES.values() for part in entity.parts}
    assert used == set(Kind)


def test_what_means_something_only_together_is_one_cell() -> None:
    def parts(entity: str, cell: str) -> list[str]:
        return [part.name for part in ENTITIES[entity].cells[cell].parts]

    assert parts("deal", "value") == ["amount", "currency"]
    assert parts("deal", "stage") == ["stage", "stage_since", "stage_reason"]
    assert parts("deal", "next_step") == ["next_step", "next_step_date", "next_step_agreed"]
    assert parts("deal", "hold") == ["hold_since", "hold_until", "hold_reason"]
    answer = ["value", "grade", "evidence", "evidence_date", "person"]
    assert parts("answer", "answer") == answer


# -- lines and texts ---------------------------------------------------------------------


def test_a_line_is_cleaned_and_a_text_keeps_its_lines() -> None:
    assert check("deal", "name", "  ERP\x1b[31m\nroll\x00out ") == "ERP rollout"
    assert check("deal", "note", "one\r\ntwo\x07 ") == "one\ntwo"
    assert check("deal", "name", "[@click=app.quit]x") == "[@click=app.quit]x"


def test_one_name_is_kept_in_one_way() -> None:
    assert check("customer", "name", "Ma\u0308kinen") == check("customer", "name", "Mäkinen")


@pytest.mark.parametrize("blank", ["", "  ", "\u200b\u200d", "\x1b[2J", "\u3164", None])
def test_what_nobody_can_see_is_nothing(blank: str | None) -> None:
    assert check("deal", "owner", blank) is None
    assert check("deal", "note", blank) is None
    assert refused("deal", "name", blank) == "can't be empty"


def test_a_text_has_its_longest_length_counted_after_cleaning() -> None:
    assert check("deal", "name", "x" * NAME + "\x00 ") == "x" * NAME
    assert refused("deal", "name", "x" * 201) == "is 201 characters long; 200 are allowed"
    assert refused("deal", "next_step", {"next_step": "x" * (LINE + 1)}).startswith("is 501")
    assert refused("deal", "note", "x" * (TEXT + 1)) == (
        "is 20,001 characters long; 20,000 are allowed"
    )
    assert refused("deal", "name", "x" * 1_000_000).startswith("is 1,000,000 characters")


@pytest.mark.parametrize("value", [1, True, b"x", ["x"], {"a": 1}, 1.5])
def test_what_is_not_text_is_refused(value: object) -> None:
    assert refused("deal", "name", value).endswith("is not text")


# -- numbers, yes and no, choices --------------------------------------------------------


def test_a_number_lies_within_its_scale() -> None:
    assert [check("player", "influence", n) for n in (1, 5, None)] == [1, 5, None]
    assert refused("player", "influence", 0) == "0 is outside 1 to 5"
    assert refused("player", "influence", 6) == "6 is outside 1 to 5"
    assert [check("player", "relationship", n) for n in (-2, 2)] == [-2, 2]
    assert refused("player", "relationship", -3) == "-3 is outside -2 to 2"
    assert refused("criterion", "criterion", {"value": 3}) == "3 is outside 0 to 2"
    assert refused("answer", "answer", {"value": 2, "grade": 4}) == "4 is outside 0 to 3"


@pytest.mark.parametrize("value", [True, 1.0, "1", float("nan"), [1]])
def test_what_is_no_whole_number_is_refused(value: object) -> None:
    assert refused("player", "influence", value).endswith("is not a whole number")


def test_money_is_whole_minor_units_within_what_every_database_holds_exactly() -> None:
    for amount in (MONEY_MAX, -MONEY_MAX, 0):
        kept = check("deal", "value", {"amount": amount, "currency": "EUR"})
        assert kept == {"amount": amount, "currency": "EUR"}
    for amount in (MONEY_MAX + 1, 2**63, -(2**63), 10**5_000):
        assert "is outside -9,007,199,254,740,992 to" in refused(
            "deal", "value", {"amount": amount, "currency": "EUR"}
        )
    assert refused("deal", "value", {"amount": float("inf")}).endswith("not a whole number")


def test_a_currency_has_three_letters() -> None:
    assert check("deal", "value", {"amount": 1, "currency": " eur "})["currency"] == "EUR"
    assert check("deal", "value", {"amount": 1, "currency": ""})["currency"] is None
    for bad in ("EURO", "€", "12A"):
        assert refused("deal", "value", {"amount": 1, "currency": bad}) == (
            f"{bad!r} is not a three-letter currency such as EUR"
        )


def test_yes_is_neither_1_nor_a_word() -> None:
    assert check("action", "agreed", True) is True
    assert check("action", "agreed", False) is False
    for bad in (1, "yes", 0.0):
        assert refused("action", "agreed", bad) == f"{bad!r} is neither yes nor no"


def test_a_choice_is_one_of_those_there_are() -> None:
    assert check("risk", "state", "in_hand") == "in_hand"
    for bad in ("In hand", "", 1, ["open"]):
        problem = refused("risk", "state", bad)
        assert problem == f"{bad!r} is none of open, in_hand, acceptable, not_acceptable"


# -- dates -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", [date(2028, 2, 29), datetime(2028, 2, 29, 23, 59, tzinfo=UTC), "2028-02-29"]
)
def test_a_day_is_kept_as_iso_text(value: object) -> None:
    assert check("deal", "close_date", value) == "2028-02-29"


@pytest.mark.parametrize(
    "value",
    ["2026-02-31", "2027-02-29", "0000-01-01", "31.12.2026", "fri", "", "2026-12-31T25:00"],
)
def test_what_is_no_day_of_the_calendar_is_refused(value: str) -> None:
    problem = f"{value!r} is not a date such as 2026-12-31"
    assert refused("deal", "close_date", value) == problem


@pytest.mark.parametrize("value", ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"])
def test_a_year_that_no_deal_is_closed_in_is_refused(value: str) -> None:
    problem = f"{value} is outside the years 1900 to 2200"
    assert refused("deal", "close_date", value) == problem
    assert refused("deal", "close_date", date.fromisoformat(value)) == problem


def test_a_number_is_no_date() -> None:
    assert refused("deal", "close_date", 20261231) == "20261231 is not text"


# -- lists and maps ----------------------------------------------------------------------


def test_a_list_holds_each_line_once_in_its_order() -> None:
    given_roles = ("user", " coach\x07", "user", "", "\u200b")
    assert check("player", "roles", given_roles) == ["user", "coach"]
    assert check("player", "roles", []) is None
    assert check("player", "roles", [""]) is None


def test_a_list_has_a_limit_and_so_has_each_line() -> None:
    assert len(check("player", "roles", [f"r{n}" for n in range(200)])) == 200
    assert refused("player", "roles", [f"r{n}" for n in range(201)]) == (
        "has 201 items; 200 are allowed"
    )
    assert refused("player", "roles", ["x" * 65]) == "is 65 characters long; 64 are allowed"


@pytest.mark.parametrize("value", ["user", b"user", {"user": 1}, {"user"}, 1])
def test_what_is_not_a_list_is_refused(value: object) -> None:
    assert refused("player", "roles", value).endswith("is not a list")


@pytest.mark.parametrize("value", [[None], [1], [["user"]]])
def test_a_list_holds_nothing_but_text(value: object) -> None:
    assert refused("player", "roles", value).endswith("is not text")


def test_a_map_is_kept_as_plain_data() -> None:
    given_map = {
        "status": "Compare,\x1b[31m rightly ",
        "themes": {"need": [35.5, None, 64]},
        "close_date": date(2026, 12, 31),
        "won": False,
    }
    kept = check("review", "snapshot", given_map)
    assert kept == {
        "status": "Compare, rightly",
        "themes": {"need": [35.5, None, 64]},
        "close_date": "2026-12-31",
        "won": False,
    }
    assert json.loads(json.dumps(kept, allow_nan=False)) == kept
    assert check("review", "answers", {}) is None


def test_a_map_holds_nothing_that_json_or_a_database_cannot() -> None:
    for bad in (float("nan"), float("inf"), 2**63, 10**5_000, b"x", {1}):
        assert refused("review", "snapshot", {"a": bad}).endswith("can't be kept")


def test_a_map_has_a_limit_in_every_direction() -> None:
    assert refused("review", "snapshot", {"a": "x" * (TEXT + 1)}).startswith("is 20,001")
    assert refused("review", "snapshot", {f"k{n}": 1 for n in range(201)}).startswith("has 201")
    assert refused("review", "snapshot", {"a": list(range(201))}).startswith("has 201")
    assert refused("review", "snapshot", {"x" * 201: 1}).endswith("name of 1 to 200 characters")
    assert refused("review", "snapshot", {"\u200b": 1}).endswith("name of 1 to 200 characters")
    assert refused("review", "snapshot", {1: 1}) == "1 is not text"
    assert refused("review", "snapshot", {"a": 1, "a\x00": 2}) == "names 'a' twice"
    assert check("review", "snapshot", {"a": {"b": {"c": [["deep"]]}}}) is not None
    assert refused("review", "snapshot", {"a": {"b": {"c": [[[]]]}}}).startswith("is nested")


def test_what_is_nested_beyond_reason_is_refused_not_run_out_of() -> None:
    items: list[object] = []
    names: dict[str, object] = {}
    for _ in range(100_000):
        items, names = [items], {"a": names}
    assert refused("review", "snapshot", {"a": items}) == "is nested more than 5 levels deep"
    assert refused("review", "snapshot", names) == "is nested more than 5 levels deep"
    assert refused("deal", "name", items).endswith("is not text")
    assert refused("player", "roles", [items]).endswith("is not text")


@pytest.mark.parametrize("value", ["words", ["a"], 1])
def test_what_is_not_a_map_is_refused(value: object) -> None:
    assert refused("review", "answers", value).endswith("is not a set of named values")


# -- cells of several parts --------------------------------------------------------------


def test_a_part_not_given_is_not_known() -> None:
    kept = check("deal", "stage", {"stage": "need"})
    assert kept == {"stage": "need", "stage_since": None, "stage_reason": None}
    assert check("deal", "stage", {}) is None
    assert check("deal", "stage", {"stage": " ", "stage_since": None}) is None


def test_a_part_the_cell_has_not_got_is_refused() -> None:
    assert refused("deal", "value", {"amount": 1, "curency": "EUR"}) == "has no part 'curency'"
    assert refused("deal", "value", 5) == "5 is not a set of parts"
    with pytest.raises(KeyError):
        check("deal", "colour", "red")


@pytest.mark.parametrize(
    ("entity", "cell", "value", "problem"),
    [
        ("entry", "entry", {"on": "2026-11-23"}, "can't be without text"),
        ("entry", "entry", {"text": "Called"}, "can't be without a date"),
        ("link", "link", {"from_player": "a", "to_player": "b"}, "can't be without link kind"),
        ("hold_period", "period", {"held_from": "2026-11-23"}, "can't be without a date"),
        ("stage_move", "move", {"from_stage": "need"}, "can't be without to stage"),
        ("close_date_move", "moved", {"to_date": "2026-11-23"}, "can't be without a date"),
        ("override", "override", {"override_reason": "So they said"}, "can't be without holds"),
        ("stop", "stop", {"stop_by": "2026-11-23"}, "can't be without stop"),
        ("review", "held", {"held_by": "Mia"}, "can't be without a date"),
        ("entry", "entry", {}, "can't be empty"),
        ("risk", "risk", None, "can't be empty"),
    ],
)
def test_a_row_that_could_not_be_shown_is_refused(
    entity: str, cell: str, value: object, problem: str
) -> None:
    assert refused(entity, cell, value) == problem


def test_a_deal_enters_its_first_stage_from_none() -> None:
    kept = check("stage_move", "move", {"to_stage": "need", "on": "2026-11-23"})
    assert kept["from_stage"] is None


# -- whatever it is ----------------------------------------------------------------------

CELLS = [(e.name, cell) for e in ENTITIES.values() for cell in e.cells.values()]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@given(st.sampled_from(CELLS), ANYTHING)
def test_anything_is_kept_in_its_final_form_or_clearly_refused(
    place: tuple[str, Cell], value: object
) -> None:
    entity, cell = place
    if len(cell.parts) > 1:
        value = {part.name: value for part in cell.parts}
    try:
        kept = check(entity, cell.name, value)
    except InvalidValue as refusal:
        assert refusal.problem
        return
    assert check(entity, cell.name, kept) == kept
    assert json.loads(json.dumps(kept, allow_nan=False)) == kept


def example(part: Part) -> Any:
    match part.kind:
        case Kind.INT | Kind.MONEY:
            return part.high
        case Kind.BOOL:
            return True
        case Kind.DATE:
            return "2026-11-23"
        case Kind.CHOICE:
            return part.choices[-1]
        case Kind.CURRENCY:
            return "EUR"
        case Kind.NAMES | Kind.REFS:
            return ["x" * part.high]
        case Kind.MAP:
            return {"status": "x" * part.high}
        case _:
            return "x" * part.high


@pytest.mark.parametrize(("entity", "cell"), CELLS, ids=lambda at: getattr(at, "name", at))
def test_every_cell_takes_the_greatest_value_it_is_made_for(entity: str, cell: Cell) -> None:
    values = {part.name: example(part) for part in cell.parts}
    value = values if len(values) > 1 else values[cell.parts[0].name]
    assert check(entity, cell.name, value) == value

"""From whom to whom: the way to the one who could stop the deal (method 4.3)."""

from __future__ import annotations

from typing import Literal

from scored_deals import PLAYBOOK, deal, player

from oppman_tui.domain.entities import Dossier, Link, Player
from oppman_tui.domain.plan.reach import Reach, reach

Kind = Literal["reports_to", "trusts", "opposes"]


def told(of: Dossier) -> str | None:
    found = reach(of, PLAYBOOK)
    return found.text() if found else None


def links(*told: tuple[str, Kind, str]) -> tuple[Link, ...]:
    return tuple(Link(f"l{n}", a, b, kind) for n, (a, kind, b) in enumerate(told))


def the_map(*more: Player, links: tuple[Link, ...] = ()) -> Dossier:
    """Lund is for us, Falk against us, Berg between them."""
    people = (
        player("lund", 3, 2, title="IT"),
        player("berg", 4, 1, title="CFO"),
        player("falk", 5, -1, title="CEO"),
    )
    return deal(players=(*people, *more), links=links)


def test_the_supporter_speaks_to_who_listens_to_them_and_so_on_to_the_top() -> None:
    of = the_map(links=links(("berg", "trusts", "lund"), ("berg", "reports_to", "falk")))
    assert told(of) == (
        "Lund (IT) → Berg (CFO), who trusts Lund → Falk (CEO), to whom Berg reports"
    )


def test_the_strongest_supporter_goes_first_even_where_another_is_nearer() -> None:
    of = the_map(
        links=links(
            ("berg", "trusts", "lund"), ("falk", "trusts", "berg"), ("kask", "trusts", "lund")
        )
    )
    found = reach(of, PLAYBOOK)
    assert found is not None and [p.id for p in found.people] == ["lund", "berg", "falk"]


def test_another_supporter_goes_where_the_strongest_knows_nobody() -> None:
    of = the_map(links=links(("falk", "trusts", "berg")))
    assert told(of) == "Berg (CFO) → Falk (CEO), who trusts Berg"


def test_one_who_is_against_us_is_asked_last() -> None:
    short: list[tuple[str, Kind, str]] = [("kask", "trusts", "lund"), ("falk", "trusts", "kask")]
    long: list[tuple[str, Kind, str]] = [("berg", "trusts", "lund"), ("falk", "trusts", "berg")]
    kask = player("kask", 2, -1)
    of = the_map(kask, links=links(*short, *long))
    found = reach(of, PLAYBOOK)
    assert found is not None and [p.id for p in found.people] == ["lund", "berg", "falk"]
    alone = reach(the_map(kask, links=links(*short)), PLAYBOOK)
    assert alone is not None and [p.id for p in alone.people] == ["lund", "kask", "falk"]


def test_who_opposes_another_is_no_way_to_them() -> None:
    of = the_map(links=links(("falk", "opposes", "lund")))
    assert told(of) == "no link leads to Falk (CEO): who has their ear?"


def test_the_hardest_is_the_one_most_against_us_then_the_one_not_known() -> None:
    def hardest(*people: Player) -> str | None:
        found: Reach | None = reach(deal(players=(player("us", 1, 1), *people)), PLAYBOOK)
        return found.target.id if found else None

    assert hardest(player("a", 5, -1), player("b", 4, -2)) == "b"
    assert hardest(player("a", 5, None), player("b", 4, 0)) == "b"
    assert hardest(player("a", 4, None), player("b", 5, None)) == "b"
    assert hardest(player("a", 3, -2)) is None  # not powerful
    assert hardest(player("a", 5, 1)) is None  # not hard


def test_where_nobody_is_for_us_there_is_no_way_to_tell_of() -> None:
    assert reach(deal(players=(player("a", 5, -1),)), PLAYBOOK) is None


def test_links_to_people_who_are_gone_lead_nowhere() -> None:
    of = the_map(links=links(("gone", "trusts", "lund"), ("falk", "trusts", "gone")))
    assert told(of) == "no link leads to Falk (CEO): who has their ear?"

"""The key players as a picture, and the same read aloud (method 4.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from oppman_tui.domain.entities import Deal, Dossier, Link, Player
from oppman_tui.playbook import loader
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.marks import ASCII, DRAWN, Marks
from oppman_tui.tui.theme import DARK, Ink
from oppman_tui.tui.widgets.people_map import PeopleMap

FALK = Player("1", "Sabine Falk", "CEO", influence=5, roles=("decision_maker",))
BERG = Player("2", "Matthias Berg", "CFO", influence=5, relationship=-1, receptivity="I")
LUND = Player("3", "Katrin Lund", "Head of IT", influence=4, relationship=2, receptivity="G")
KASK = Player("4", "Andres Kask", "Purchasing", influence=3, relationship=1)
MEETS = (Link("a", "2", "1", "reports_to"), Link("b", "3", "2", "trusts"))


def the_map(
    *people: Player, links: tuple[Link, ...] = (), width: int = 72, marks: Marks = DRAWN
) -> PeopleMap:
    dossier = Dossier(Deal("d", "Deal"), date(2026, 11, 1), players=people, links=links)
    looks = Looks(marks, Ink.of(DARK), Console(width=width))
    return PeopleMap(dossier, loader.default(), looks, width)


def drawn(picture: PeopleMap, height: int = 0) -> list[str]:
    return [line.plain.rstrip() for line in picture.picture(height)]


def test_influence_goes_up_relationship_across_and_links_stand_at_the_right() -> None:
    # 76 cells: 4 for the edge, 20 + 3 for the links, so the plot has 49; the last band keeps 14
    # for its names, and the other 35 leave 8 for each of the other four.
    assert drawn(the_map(BERG, LUND, KASK, FALK, links=MEETS, width=76)) == [
        "influence                                             links",
        " 5 │        I Matthias Berg, CFO                      Berg reports to Falk",
        " 4 │                                G Katrin Lund     Lund trusts Berg",
        " 3 │                        ? Andres Kask, Purchasing",
        " 2 │",
        " 1 │",
        "   └─────────────────────────────────────────────────",
        "    −2      −1      0       +1      +2",
        "    against                         for us",
        "",
        "G growth · I indifferent · ? not known",
        "",
        "Not placed",
        "? Sabine Falk (CEO)  influence 5, relationship not known",
    ]


def test_who_is_not_known_is_never_drawn_as_a_nought() -> None:
    nobody_knows = Player("9", "Ola Nordmann", "Board")
    unweighed = Player("8", "Kari Nordmann", relationship=0)
    lines = drawn(the_map(nobody_knows, unweighed))
    plot = lines[: lines.index("Not placed")]
    assert "Nordmann" not in "\n".join(plot)
    assert lines[lines.index("Not placed") + 1 :] == [
        "? Ola Nordmann (Board)  influence not known, relationship not known",
        "? Kari Nordmann  influence not known, relationship 0 neutral",
    ]


def test_two_in_the_same_place_do_not_hide_each_other() -> None:
    twin = replace(BERG, id="7", name="Moritz Bergmann", receptivity="O")
    lines = drawn(the_map(BERG, twin))
    assert lines[1].endswith("│             I Matthias Berg, CFO")
    assert lines[2].endswith("│             O Moritz Bergmann, CFO")
    assert lines[1].startswith(" 5 ")
    assert lines[2].startswith("   ")
    assert lines[3] == " 4 │"


def test_a_long_name_gives_way_to_the_last_one_then_to_an_ellipsis() -> None:
    long = Player("5", "Prof. Dr. Anke-Sophie Größer-Wernigerode", influence=3, relationship=2)
    lines = drawn(the_map(long, width=72))
    assert lines[3].endswith("? Größer-Wernigerode")
    lines = drawn(the_map(long, width=50))
    assert lines[3].endswith("? Größer-Werniger…")
    assert max(len(line) for line in lines) <= 50


def test_a_last_name_that_two_share_is_written_in_full() -> None:
    two = (
        Player("1", "Outi Mäkinen", influence=3, relationship=1),
        Player("2", "Esko Mäkinen", influence=5, relationship=-1),
        Player("3", "Ville Lähde", influence=2, relationship=2),
    )
    links = (Link("a", "1", "2", "reports_to"), Link("b", "3", "1", "opposes"))
    text = "\n".join(drawn(the_map(*two, links=links, width=100)))
    assert "Outi Mäkinen reports to Esko Mäkinen" in text
    assert "Lähde opposes Outi Mäkinen" in text


def test_a_link_to_somebody_removed_is_left_out() -> None:
    assert "reports" not in "\n".join(drawn(the_map(BERG, links=MEETS)))


def test_a_plain_terminal_gets_no_box_characters() -> None:
    lines = drawn(the_map(BERG, LUND, marks=ASCII))
    assert lines[1] == " 5 |             I Matthias Berg, CFO"
    assert lines[6] == "   +" + "-" * 68


def test_a_tall_screen_spreads_the_levels() -> None:
    lines = drawn(the_map(BERG), height=34)
    assert [line for line in lines if "│" in line] == [
        " 5 │             I Matthias Berg, CFO",
        "   │",
        *(line for level in (4, 3, 2, 1) for line in (f" {level} │", "   │")),
    ]


def test_in_words_everybody_is_told_the_most_influential_first() -> None:
    told = the_map(KASK, LUND, FALK, BERG, links=MEETS, width=100).linear()
    assert [player for player, _ in told] == ["2", "1", "3", "4"]
    assert ["\n".join(line.plain.rstrip() for line in lines) for _, lines in told] == [
        "Matthias Berg (CFO): influence 5, relationship −1 against, I indifferent, "
        "reports to Sabine Falk",
        "Sabine Falk (CEO): decision maker, influence 5, relationship not known, "
        "receptivity not known",
        "Katrin Lund (Head of IT): influence 4, relationship +2 works for our win, G growth, "
        "trusts\n  Matthias Berg",
        "Andres Kask (Purchasing): influence 3, relationship +1 for us, receptivity not known",
    ]


PLACES = st.tuples(
    st.none() | st.integers(1, 5),
    st.none() | st.integers(-2, 2),
    st.none() | st.sampled_from("GTIO"),
)


@given(st.lists(PLACES, min_size=1, max_size=12), st.integers(50, 130))
def test_nobody_is_hidden_wherever_they_stand(
    places: list[tuple[int | None, int | None, str | None]], width: int
) -> None:
    people = [
        Player(str(n), f"Person{n:02}", influence=i, relationship=r, receptivity=mode)
        for n, (i, r, mode) in enumerate(places)
    ]
    lines = drawn(the_map(*people, width=width))
    text = "\n".join(lines)
    for player in people:
        assert text.count(f"{player.receptivity or '?'} {player.name}") == 1
    assert max(len(line) for line in lines) <= width

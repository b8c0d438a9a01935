"""Reports: what they say, and that whatever a deal is called stays text in them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from markdown_it import MarkdownIt
from tray import Tray

from oppman_tui import demo
from oppman_tui.domain.edits import Edit
from oppman_tui.domain.review.meeting import made
from oppman_tui.errors import UserError
from oppman_tui.exchange.report.render import escaped, render
from oppman_tui.exchange.report.sheet import Sheet
from oppman_tui.workspace import reports
from oppman_tui.workspace.deals import Seen
from oppman_tui.workspace.reviews import Decided, OpenReview

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><script>x</script>",
    "[a](javascript:alert(1))",
    "# not a heading",
    "1. not a list",
    "- not a list",
    "a | b",
    "{{ 7 * 7 }}{% raw %}",
    "`code` *bold* _it_ ~~gone~~",
    "&lt;b&gt; &amp;",
    "http://example.org/x",
    "x" * 200,
)

MARKDOWN = {
    *("h1", "h2", "h3", "p", "ul", "li", "hr", "strong"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
"""What a report in Markdown is made of; no links, code, pictures or numbered lists."""


class Page(HTMLParser):
    """What a browser would make of a page: its tags in order, its text, and what it refers to."""

    VOID = frozenset(("meta", "br", "hr"))

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def page(sheet: Sheet) -> Page:
    found = Page(render(sheet, "html"))
    assert not found.open
    assert not {"script", "img", "link", "iframe", "object", "a", "base"} & set(found.tags)
    for name, value in found.attributes:
        assert not name.startswith("on")
        assert name not in ("href", "src", "xlink:href", "style", "action")
        assert "url(" not in value
    return found


def hostile_deal(desk: Tray, text: str) -> str:
    deal = desk.ws.add_deal(text, customer=text)
    rows: dict[str, dict[str, Any]] = {
        "action": {"action": text, "owner": {"owner_side": "ours", "action_owner": text}},
        "risk": {"risk": text},
        "player": {"name": text, "title": text, "influence": 5, "email": text},
        "review": {
            "held": {"held_on": "2026-11-23", "held_by": text, "participants": [text]},
            "decision": {"decision": "go_on", "decision_until": None, "decision_text": text},
            "answers": {"blockers": text, text[:60]: text},
        },
    }
    edits = [
        Edit(deal, entity, f"{entity}-1", cell, value)
        for entity, cells in rows.items()
        for cell, value in cells.items()
    ]
    step = {"next_step": text, "next_step_date": "2026-12-01", "next_step_agreed": True}
    edits += [
        Edit(deal, "deal", deal, "owner", text),
        Edit(deal, "deal", deal, "next_step", step),
        Edit(deal, "action", "action-1", "due", "2026-11-20"),
        Edit(deal, "action", "action-1", "entered", "2026-11-23"),
    ]
    desk.ws.store.write("Hostile", edits)
    return deal


def every_sheet(desk: Tray, deal: str) -> list[Sheet]:
    view = desk.ws.view(deal)
    assert view is not None
    return [
        reports.deal_sheet(view),
        reports.call(view),
        reports.agenda_of(desk.ws, [deal], view.dossier.deal.name),
        reports.minutes_of_day(desk.ws, date(2026, 11, 23)),
        reports.portfolio_of(desk.ws, [deal], view.dossier.deal.name),
        reports.funnel_of(desk.ws, [deal], view.dossier.deal.name),
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_it_is_called_is_text_in_html(desk: Tray, text: str) -> None:
    deal = hostile_deal(desk, text)
    for sheet in every_sheet(desk, deal):
        found = page(sheet)
        assert " ".join(text.split()) in found.text, sheet.kind
        policy = [value for _, value in found.attributes if "default-src 'none'" in value]
        assert policy  # and a browser is told to fetch and run nothing


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_it_is_called_is_text_in_markdown(desk: Tray, text: str) -> None:
    for sheet in every_sheet(desk, hostile_deal(desk, text)):
        html = MarkdownIt("commonmark").enable("table").render(render(sheet, "md"))
        found = Page(html)
        assert set(found.tags) <= MARKDOWN
        assert {name for name, _ in found.attributes} <= {"style"}  # of a column of numbers
        assert " ".join(text.split()) in found.text, sheet.kind


def test_markdown_is_escaped_where_it_would_mean_something() -> None:
    assert escaped("# x") == r"\# x"
    assert escaped("a # b") == "a # b"
    assert escaped("12. x") == r"12\. x"
    assert escaped("12.5 %") == r"12\.5 %"
    assert escaped("- x") == r"\- x"
    assert escaped("a_b*c|d`e~f$g") == r"a\_b\*c\|d\`e\~f\$g"
    assert escaped("<b>&") == "&lt;b&gt;&amp;"
    assert escaped("[a](javascript:b)") == r"\[a\](javascript:b)"
    assert escaped("one\n# two") == "one # two"


# -- what they say ---------------------------------------------------------------------------


@pytest.fixture
def samples(desk: Tray) -> Tray:
    desk.ws.store.write_acts(demo.story(date(2026, 11, 23)))
    return desk


def test_a_deal_sheet_says_all_that_matters(samples: Tray) -> None:
    (view,) = samples.ws.named("ERP rollout")
    told = page(reports.deal_sheet(view)).text
    for words in (
        "ERP rollout Nordwind AG",
        "€420,000",
        "Compare, 47 days",
        "stalled: 47 days in Compare, limit 30, 17 over",
        "close date: 25 Nov → 12 Dec",
        "Customer fit",
        "Need weakest",
        "This is a customer we want, by our own criteria",
        "Net support +21",
        "Matthias Berg",
        "Katrin Lund trusts Matthias Berg",
        "Best next question",
        "Approve payment in four parts",
        "Penalties of 10 %",
        "ours: 1 late, 3 open",
    ):
        assert words in told
    assert "€420,000" not in page(reports.deal_sheet(view, amounts=False)).text


def test_the_map_is_drawn_with_a_mark_a_player(samples: Tray) -> None:
    (view,) = samples.ws.named("ERP rollout")
    html = render(reports.deal_sheet(view), "html")
    assert html.count("<circle") == len(view.dossier.players) == 5
    assert html.count('<line class="') + html.count('class="link') >= len(view.dossier.links)
    told = re.findall(r"<title>([^<]*)</title>", html)[1:]
    assert any("Katrin Lund (Head of IT)" in words and "relationship +2" in words for words in told)


def test_a_call_sheet_groups_questions_by_who_could_answer(samples: Tray) -> None:
    (view,) = samples.ws.named("ERP rollout")
    sheet = reports.call(view)
    assert [s.title for s in sheet.sections] == [
        "Katrin Lund (Head of IT)",
        "Nobody on the map could tell: find out who",
    ]
    assert "Is money or staff set aside?" in render(sheet, "md")


def test_an_agenda_says_what_each_owner_should_bring(samples: Tray) -> None:
    deals = samples.ws.find("attention")[:3]
    sheet = reports.agenda_of(samples.ws, deals, "Monday")
    told = render(sheet, "md")
    assert sheet.facts.pairs[:2] == (("Deals", "3"), ("Time", "15 min"))
    owners = {v.dossier.deal.owner for v in samples.ws.views(deals)}
    assert {s.title for s in sheet.sections[1:]} == {f"{owner} brings" for owner in owners}
    assert "What became of: Show Pentti the sensor in plant 1 (overdue since 14 Nov)" in told
    with pytest.raises(UserError, match="201 deals make no agenda"):
        reports.agenda_of(samples.ws, [str(n) for n in range(201)], "All")


def test_minutes_of_a_meeting_can_be_followed_by_who_was_not_there(samples: Tray) -> None:
    """Two of three deals came up: one decided, one explicitly not; the third was not reached."""
    ws = samples.ws
    one, two, three = ws.find("attention")[:3]
    begun = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    meeting = made("m", "Deal review", (one, two, three)).started(begun)
    view = ws.view(one)
    assert view is not None
    review = OpenReview(ws.today, {"blockers": "Their board meets on Friday"}, ("Mia", "Jonas"))
    decided = Decided("escalate", text="Only they can free the money")
    ws.finish_review(Seen.of(view), review, decided)
    ws.add_action(Seen.of(view), "Ask Berg about the board", due="2026-11-27")
    fresh = ws.view(one)
    assert fresh is not None and fresh.last_review is not None
    meeting = meeting.decided(fresh.last_review.id, begun + timedelta(minutes=4))
    meeting = meeting.undecided("Jonas must ask first", begun + timedelta(minutes=9))
    meeting = meeting.finished(begun + timedelta(minutes=10))
    told = render(reports.minutes_of_meeting(ws, meeting), "md")
    first, second, third = (v.dossier.deal.name for v in ws.views([one, two, three]))
    assert "- Time: 14:00–14:10, 10 of 15 min" in told
    assert "- Deals: 2 of 3" in told
    decisions = told.split("## Decisions")[1].split("##")[0]
    assert first in decisions and "Only they can free the money" in decisions
    assert second in decisions and "No decision" in decisions and "ask first" in decisions
    assert third not in decisions
    assert "### Mia\n\n- **☐** Ask Berg about the board (due 27 Nov" in told
    assert "  - Their board meets on Friday" in told
    assert third in told.split("## Not reached")[1]
    with pytest.raises(UserError, match="No review was finished on 2020-01-01"):
        reports.minutes_of_day(ws, date(2020, 1, 1))


def test_funnel_and_portfolio_agree_with_the_list(samples: Tray) -> None:
    """The figures of `list --json`, counted again."""
    from oppman_tui.workspace import listing

    ws = samples.ws
    rows = [listing.row(view) for view in ws.views(ws.find("all"))]
    told = render(reports.funnel_of(ws, [*ws.find("all"), *ws.find("closed")], "All"), "md")
    standing = [row for row in rows if row["status"] == "open"]
    assert f"- Open: {len(standing)} deals" in told
    for stage in ws.playbook.open_stages:
        count = sum(row["stage"] == stage.key for row in standing)
        assert re.search(rf"\| {stage.name} \| {count} \|", told)
    both = [
        row
        for row in rows
        if None
        not in (
            row["scores"]["importance_to_us"]["point"],
            row["scores"]["importance_to_them"]["point"],
        )
    ]
    html = render(reports.portfolio_of(ws, ws.find("all"), "All"), "html")
    assert html.count("<circle") == len(both)
    for row in both:
        assert f"{row['name']}: " in html

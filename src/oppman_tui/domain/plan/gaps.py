"""What PLAN leaves open: each gap of one deal, with a first wording of its action (method 5).

`findings.py` ranks them and is what others import.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from oppman_tui.domain.entities import Action, Answer, Dossier, Player, Review
from oppman_tui.domain.milestones import coming_milestones, counted_questions
from oppman_tui.domain.plan.people import who
from oppman_tui.domain.question_sets import Item
from oppman_tui.domain.scoring import DealScores, answers_of
from oppman_tui.domain.values.dates import show_date
from oppman_tui.domain.values.text import clean_line
from oppman_tui.playbook.models import Playbook, Question, Theme

_INTERNAL = "internal"
"""The plan's section, and the review question, of decisions inside our own house."""
_ESCALATE = "escalate"
_PROPOSALS = {
    "no_decision_maker": "Find out who decides",
    "no_supporter": "Find someone there who gains by it and wants us to win",
    "supporter_without_say": "Reach someone who decides or approves, with the help of {who}",
    "outweighed": "Win one more supporter, or change an opponent's mind",
    "player_not_known": "Meet {who} and find out where they stand",
    "player_against": "Find out why {who} is against us, and what would change it",
    "player_not_receptive": "Show {who} what stays undone if nothing changes",
    "win_not_known": "Find out what {who} would win personally",
    "single_threaded": "Meet someone at the customer's beside {who}",
}
"""By a warning's key."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A gap that PLAN shows, and the action that would close it.

    `kind` and `row` are what an action made of it remembers, and so what covers it. Kinds:
    of an answer `not_known`, `no`, `stale`, `claimed`; of a criterion `criterion_not_known`,
    `criterion_no`; a `Warning`'s key; `player_without_ours`; `risk`; `milestone`; `internal`.
    """

    kind: str
    row: str
    """The question's, criterion's or milestone's key; the player's, risk's or review's row
    id; the deal's id where it is about the whole map."""
    text: str
    why: str
    """Why it stands where it stands in the list."""
    section: str
    """Of the closing plan, where its action belongs."""
    proposal: str
    """A first wording of the action."""
    covered_by: str | None = None
    """The open action that was made of it (row id)."""
    theme: str | None = None
    person: str | None = None
    """Whom it is about or who could answer, in words."""
    player: str | None = None
    """The row id of `person`."""
    needed: bool = False
    """At the coming gate."""


def is_computed(question: Question, dossier: Dossier) -> bool:
    return question.computed == "fit" or (question.computed == "risks" and bool(dossier.risks))


class Sources:
    """Who at the customer's could answer a question."""

    def __init__(self, dossier: Dossier, playbook: Playbook) -> None:
        self._players = {player.id: player for player in dossier.players}
        self._answers = {answer.id: answer for answer in dossier.answers}
        self._own = playbook.value_tag
        # Whoever is least against us, then who has most influence, in row order.
        willing = [p for p in dossier.players if (p.relationship or 0) >= 0]
        self._closest = max(
            willing, key=lambda p: (p.relationship or 0, p.influence or 0), default=None
        )

    def of(self, question: Question, theme: Theme) -> Player | None:
        """Who answered it last; else who told most of the theme; else who is closest to us.

        What it is worth to us nobody there can tell, so nobody is named unless someone did.
        """
        answer = self._answers.get(question.key)
        if answer and answer.person in self._players:
            return self._players[answer.person]
        if question.tag == self._own:
            return None
        told = Counter(
            given.person
            for q in theme.questions
            if (given := self._answers.get(q.key)) and given.person in self._players
        )
        if told:
            return self._players[str(told.most_common(1)[0][0])]
        return self._closest


@dataclass(frozen=True, slots=True)
class Gap:
    """A finding with what its rank is made of."""

    finding: Finding
    since: date
    needed: bool = False
    """At the coming gate."""
    influence: int | None = None
    """Of the player it is about, where that is great."""

    def rank(self, weakest: str | None) -> tuple[bool, bool, bool, date]:
        return (
            not self.needed,
            not self._in(weakest),
            self.influence is None,
            self.since,
        )

    def why(self, weakest: str | None, today: date) -> str:
        reasons = [
            "needed at the coming gate" if self.needed else "not needed at this gate yet"
        ]
        if self._in(weakest):
            reasons.append("in the weakest theme")
        if self.influence is not None:
            reasons.append(f"influence {self.influence}")
        return f"{', '.join(reasons)}, since {show_date(self.since, today)}"

    def _in(self, weakest: str | None) -> bool:
        return self.finding.theme is not None and self.finding.theme == weakest


class Gaps:
    """Finds the gaps of one deal, each group in the playbook's or the rows' order."""

    def __init__(
        self, dossier: Dossier, scores: DealScores, playbook: Playbook, today: date
    ) -> None:
        self._dossier, self._scores, self._playbook = dossier, scores, playbook
        self._today = today
        self._items = answers_of(dossier, playbook, today)
        self._given = {answer.id: answer for answer in dossier.answers}
        self._sources = Sources(dossier, playbook)
        self._begun = dossier.deal.created or dossier.first_seen
        self._coming = coming_milestones(dossier, playbook)
        self._needed = {
            key for milestone in self._coming for key in counted_questions(milestone, playbook)
        }

    def all(self) -> Iterator[Gap]:
        yield from self._milestones()
        yield from self._internal()
        yield from self._people()
        yield from self._risks()
        yield from self._questions()
        yield from self._criteria()

    def _section(self, *keys: str | None) -> str:
        """The first of the keys that is a section of the playbook's; else its first."""
        sections = [section.key for section in self._playbook.sections]
        return next((key for key in keys if key in sections), sections[0] if sections else "")

    def _milestones(self) -> Iterator[Gap]:
        """The coming gate's that aren't held; not known counts where no question tells."""
        for milestone in self._coming:
            state = self._scores.milestones[milestone.key]
            if state.state == "held" or (
                state.state == "not_known" and not state.beyond_answers
            ):
                continue
            said = "not held" if state.state == "not_held" else "not known"
            proposal = f"Decide what it takes to hold “{milestone.text}”"
            if milestone.dated_next_step and state.beyond_answers:
                proposal = "Agree with the customer on the next step, with a date"
            finding = Finding(
                kind="milestone",
                row=milestone.key,
                text=f"milestone {said}: {milestone.name} ({state.reasons[0]})",
                why="",
                section=self._section(milestone.theme, "decision"),
                proposal=proposal,
                theme=milestone.theme,
            )
            yield Gap(finding, self._begun, needed=True)

    def _internal(self) -> Iterator[Gap]:
        """The last review asked for a decision inside, and no action since has brought one."""
        review = max(self._dossier.reviews, key=lambda r: (r.held_on, r.id), default=None)
        if review is None:
            return
        said = review.answers.get(_INTERNAL)
        wanted = said.strip() if isinstance(said, str) else ""  # a merge can bring anything
        if review.decision == _ESCALATE:
            wanted = review.decision_text or wanted or "the last review asked for one"
        if not wanted:
            return
        wanted = _short(wanted)
        actions = [
            a for a in self._dossier.actions if a.section == _INTERNAL or a.internal_kind
        ]
        if any(_brought(action, review) for action in actions):
            return
        finding = Finding(
            kind="internal",
            row=review.id,
            text=f"a decision is needed inside: {wanted}",
            why="",
            section=self._section(_INTERNAL),
            proposal=f"Get the decision inside: {wanted}",
            covered_by=next((action.id for action in actions if action.is_open), None),
        )
        # The deal doesn't go on without it, whatever the gate asks.
        yield Gap(finding, review.held_on, needed=True)

    def _people(self) -> Iterator[Gap]:
        milestones = [
            m
            for m in self._playbook.milestones
            if m.support_above is not None or m.decision_maker_at_least is not None
        ]
        theme = milestones[0].theme if milestones else None
        needed = any(m in self._coming for m in milestones)
        players = {player.id: player for player in self._dossier.players}
        great = self._playbook.thresholds.people.influential
        for warning in self._scores.warnings:
            player = players.get(warning.player or "")
            proposal = _PROPOSALS[warning.key].format(who=who(player) if player else "them")
            yield self._person(warning.key, player, warning.text, proposal, theme, needed)
        for player in self._dossier.players:
            if player.our_person is None and (player.influence or 0) >= great:
                name = who(player)
                text = f"{name}, influence {player.influence}, has no person of ours"
                proposal = f"Choose who of ours holds the relationship with {name}"
                yield self._person("player_without_ours", player, text, proposal, theme, needed)

    def _person(
        self,
        kind: str,
        player: Player | None,
        text: str,
        proposal: str,
        theme: str | None,
        needed: bool,
    ) -> Gap:
        finding = Finding(
            kind=kind,
            row=player.id if player else self._dossier.deal.id,
            text=text,
            why="",
            section=self._section("relationship"),
            proposal=proposal,
            theme=theme,
            person=who(player) if player else None,
            player=player.id if player else None,
        )
        influence = (player.influence or 0) if player else 0
        great = influence >= self._playbook.thresholds.people.influential
        return Gap(finding, self._begun, needed, influence if great else None)

    def _risks(self) -> Iterator[Gap]:
        """Those nothing is done about; one that is acceptable needs nothing."""
        milestones = [m for m in self._playbook.milestones if m.no_unacceptable_risk]
        theme = milestones[0].theme if milestones else None
        handled = {
            action.finding_row
            for action in self._dossier.actions
            if action.finding_kind == "risk" and action.status == "done"
        }
        for risk in self._dossier.risks:
            if risk.state == "acceptable" or (risk.state == "in_hand" and risk.id in handled):
                continue
            state = (risk.state or "state not known").replace("_", " ")
            text = _short(risk.risk)
            finding = Finding(
                kind="risk",
                row=risk.id,
                text=f"risk ({state}): {text}",
                why="",
                section=self._section("risk"),
                proposal=f"Agree what we do about the risk: {text}",
                theme=theme,
            )
            yield Gap(finding, self._begun, any(m in self._coming for m in milestones))

    def _questions(self) -> Iterator[Gap]:
        for theme in self._playbook.themes:
            for question in theme.questions:
                item = self._items[question.key]
                kind = self._kind(question, item)
                if kind is None:
                    continue
                yield self._question(theme, question, kind, item)

    def _kind(self, question: Question, item: Item) -> str | None:
        """None where there is no gap, or the risks' or criteria's own findings tell it."""
        if question.computed == "risks" and self._dossier.risks:
            return None
        if item.value is None:
            told = question.computed == "fit" and self._dossier.customer is not None
            return None if told else "not_known"
        if item.value == 0:
            return "no"
        if item.is_stale:
            return "stale"
        return "claimed" if item.is_claimed else None

    def _question(self, theme: Theme, question: Question, kind: str, item: Item) -> Gap:
        answer = self._given.get(question.key, Answer(question.key))
        player = self._sources.of(question, theme)
        if question.computed == "fit":
            player = None
        section, proposal = _answer_action(kind, question.text, player)
        finding = Finding(
            kind=kind,
            row=question.key,
            text=f"{_said(kind, item, answer, self._today)}: {question.text}",
            why="",
            section=self._section(section or theme.key, "decision"),
            proposal=proposal,
            theme=theme.key,
            person=who(player) if player else None,
            player=player.id if player else None,
        )
        since = self._begun if item.value is None else answer.evidence_date or self._begun
        return Gap(finding, since, question.key in self._needed)

    def _criteria(self) -> Iterator[Gap]:
        """What the customer's fit leaves open; nothing where there is no customer."""
        if self._dossier.customer is None:
            return
        theme = next(
            (t.key for t in self._playbook.themes for q in t.questions if q.computed == "fit"),
            None,
        )
        needed = any(m.fit_not_poor for m in self._coming)
        for item in self._scores.fit.parts:
            if item.value not in (None, 0):
                continue
            known = item.value is not None
            finding = Finding(
                kind="criterion_no" if known else "criterion_not_known",
                row=item.key,
                text=f"{'no' if known else 'not known'}: {item.text}",
                why="",
                section=self._section("decision" if known else "knowledge"),
                proposal=(
                    f"Decide whether we can do without it: {item.text}"
                    if known
                    else f"Find out whether this is so: {item.text}"
                ),
                theme=theme,
            )
            yield Gap(finding, self._begun, needed)


def _short(text: str) -> str:
    """One line of at most 200 characters."""
    line = clean_line(text)
    return line if len(line) <= 200 else f"{line[:199].rstrip()}…"


def _brought(action: Action, review: Review) -> bool:
    """The action was done on the review's day or later."""
    return action.status == "done" and (action.status_on or review.held_on) >= review.held_on


def _said(kind: str, item: Item, answer: Answer, today: date) -> str:
    words = [kind.replace("_", " ")]
    if item.is_stale and kind != "stale":
        words.append("stale")
    if item.is_claimed and kind != "claimed":
        words.append("claimed")
    if item.value is not None and answer.evidence_date:
        words.append(f"evidence of {show_date(answer.evidence_date, today)}")
    return ", ".join(words)


def _answer_action(kind: str, text: str, player: Player | None) -> tuple[str | None, str]:
    """The section, None for the theme's own, and a first wording."""
    ask = f"Ask {who(player)}" if player else "Find out"
    match kind:
        case "not_known":
            return "knowledge", f"{ask}: {text}"
        case "stale":
            return "knowledge", f"{ask} whether it still holds: {text}"
        case "claimed":
            return "knowledge", f"Have the customer say it or show it: {text}"
        case _:
            return None, f"Change the no, or decide to live with it: {text}"

"""Why, asked of the people: what one adds, what net support and receptive power are made of."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from oppman_tui.domain.entities import Player
from oppman_tui.domain.plan import people
from oppman_tui.domain.plan.reach import reach
from oppman_tui.domain.question_sets import tenths
from oppman_tui.tui.lines.rules import rule_of_warning
from oppman_tui.tui.lines.why import Why
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.marks import severity_mark
from oppman_tui.workspace.view import DealView

_MOST = 2


def of_player(view: DealView, looks: Looks, player: Player) -> Why:
    """What this person adds to net support, coverage and receptive power; their warnings."""
    lines = [
        Text(f"to net support: {_term(player)}"),
        Text(f"to receptive power: {_receptive(view, player)}"),
    ]
    support = view.scores.support
    if support is not None:
        lines += [Text(""), Text(f"Net support of all: {support.text()}", looks.ink.dim)]
    about = [w for w in view.scores.warnings if w.player == player.id]
    if about:
        lines.append(Text(""))
        for warning in about:
            lines += _warning(view, looks, warning)
    return Why(f"What {people.who(player)} adds", lines)


def of_support(view: DealView, looks: Looks) -> Why:
    """Net support and its coverage, person by person."""
    support = view.scores.support
    if support is None:
        return Why("Why net support is not known", [Text("nobody is on the map yet")])
    lines = [Text(f"{people.who(p)}: {_term(p)}") for p in view.dossier.players]
    lines += [Text(""), *(Text(told) for told in support.why())]
    lines += [
        Text(""),
        Text(
            "point: over those whose relationship is known; low and high: as if all others were "
            "against us, or for us; coverage: the share of the influence that is known",
            looks.ink.dim,
        ),
    ]
    return Why(f"Why net support is {support.text()}", lines)


def of_power(view: DealView, looks: Looks) -> Why:
    """Receptive power, person by person."""
    power = view.scores.receptive_power
    told = "not known" if power is None else f"{tenths(power)} %"
    players = view.dossier.players
    lines = [Text(f"{people.who(p)}: {_receptive(view, p)}") for p in players]
    modes = {mode.key: mode for mode in view.playbook.receptivity}
    known = [p for p in players if p.influence is not None and p.receptivity in modes]
    if power is not None:
        inside = [p for p in known if modes[p.receptivity or ""].receptive]
        lines += [Text(""), Text(f"{_sum(inside)} of {_sum(known)} influence = {told}")]
    lines += [Text(""), Text("It is never multiplied into net support", looks.ink.dim)]
    return Why(f"Why receptive power is {told}", lines)


def of_way(view: DealView, looks: Looks) -> Why:
    """From whom to whom the way to the hardest powerful player goes, and why over them."""
    found = reach(view.dossier, view.playbook)
    if found is None:
        return of_support(view, looks)
    target, least = found.target, view.playbook.thresholds.people.influential
    stands = "not known" if target.relationship is None else people.signed(target.relationship)
    lines = [
        Text(f"{people.who(target)}: influence {target.influence}, relationship {stands}"),
        Text(f"  of those of influence {least} or more the one hardest to win", looks.ink.dim),
        Text(""),
        Text(found.text()),
        Text(""),
        Text("It begins with the supporter who is most for us, then the most influential"),
        Text("Who trusts somebody listens to them; people of one line of report meet"),
        Text("Who opposes somebody is no way to them; who is against us is asked last"),
    ]
    return Why(f"The way to {target.name}", lines)


def of_warning(view: DealView, looks: Looks, warning: people.Warning) -> Why:
    return Why("Why this warning stands here", _warning(view, looks, warning))


def _warning(view: DealView, looks: Looks, warning: people.Warning) -> list[Text]:
    """The warning, and the rule it comes from."""
    mark = severity_mark(2 if warning.severity == "alarm" else 1, looks.marks, looks.ink)
    rule = rule_of_warning(warning.key, view)
    return [Text.assemble(mark, f" {warning.text}"), Text(f"   {rule}", looks.ink.dim)]


def _term(player: Player) -> str:
    """What a person adds to net support."""
    influence, relationship = player.influence, player.relationship
    signed = people.signed
    if influence is None:
        return "nothing: influence not known, so outside its coverage too"
    if relationship is None:
        least, most = signed(-_MOST * influence), signed(_MOST * influence)
        return f"influence {influence}, relationship not known: {least} in low, {most} in high"
    product = signed(influence * relationship)
    return f"influence {influence} × relationship {signed(relationship)} = {product}"


def _receptive(view: DealView, player: Player) -> str:
    """What a person adds to receptive power."""
    mode = next((m for m in view.playbook.receptivity if m.key == player.receptivity), None)
    if mode is None or player.influence is None:
        missing = "receptivity" if mode is None else "influence"
        return f"nothing: {missing} not known"
    counts = "receptive" if mode.receptive else "not receptive"
    return f"{mode.key} {mode.name}, {counts}, influence {player.influence}"


def _sum(players: Sequence[Player]) -> str:
    return f"({'+'.join(str(p.influence) for p in players) or '0'})"

"""The rules behind triggers and warnings in words, with the playbook's numbers (method 2, 6)."""

from __future__ import annotations

from oppman_tui.workspace.view import DealView


def rule_of(trigger: str, view: DealView) -> str:
    """When a deal has this trigger, and when it is an alarm; empty for one that has no rule."""
    at, stage = view.playbook.thresholds, view.playbook.stage(view.dossier.deal.stage)
    silence = stage.silence_days if stage else 0
    return {
        "stalled_stage": "longer in its stage than the limit, "
        f"alarm from {at.stalled_stage.alarm_factor:g} times the limit",
        "stalled_silence": f"nothing from the customer's side for {silence} days, "
        f"alarm at {at.stalled_silence.alarm_factor:g} times that; "
        f"a step agreed within {at.stalled_silence.agreed_within_days} days suspends it",
        "next_step": f"no dated step agreed with the customer {at.next_step.after_days} days "
        "after creation, alarm when an agreed one has passed",
        "closing": f"the close date is {at.closing.within_days} days away or less, "
        "alarm when it has passed",
        "not_credible": "fewer days left than the stages to come are expected to take",
        "slipped": f"the close date pushed out {at.slipped.times} times, "
        f"alarm at {at.slipped.alarm_times}",
        "new": f"created within {at.new.within_days} days and not reviewed, "
        f"alarm from {at.new.alarm_days} days",
        "important": f"not reviewed for {at.important.unreviewed_days} days, and strategic, "
        "of good fit or among the largest values",
        "gate": "moved since its review, an entry milestone not held, or ready to move on",
        "approval": f"an internal action due in {at.approval.within_days} days or less, "
        "alarm when overdue",
        "actions": f"an action past its due date, alarm from {at.actions.alarm_days} days past",
        "tripped": "a stop condition of its own has come true, always an alarm",
        "hold_over": "the day until which it was on hold has come",
    }.get(trigger, "")


def rule_of_warning(warning: str, view: DealView) -> str:
    """When the map has this warning."""
    at = view.playbook.thresholds.people
    great = f"influence {at.influential} or more"
    return {
        "no_decision_maker": "nobody on the map has the role of one who decides",
        "no_supporter": "nobody's relationship is above 0, always an alarm",
        "supporter_without_say": "there are supporters, but none decides or approves",
        "outweighed": "there are opponents, and not fewer than supporters",
        "player_not_known": f"{great}, and the relationship is not known",
        "player_against": f"{great}, and the relationship is −1 or −2",
        "player_not_receptive": f"{great}, not receptive, and the deal is past its first stage",
        "win_not_known": f"influence {at.win_needed} or more, and no personal win is known",
        "single_threaded": f"the customer's entries of the last {at.threaded_days} days name two "
        "people, or one, which is an alarm",
    }.get(warning, "")

"""The default playbook holds what the method says, item by item (method 1 to 8)."""

from __future__ import annotations

from oppman_tui.playbook import loader
from oppman_tui.playbook.models import Choice, ScalePoint

PLAYBOOK = loader.default()

MILESTONES = {
    "customer": "This is a customer we want, by our own criteria",
    "need": "The customer is convinced there is a strong enough reason to act",
    "solution": "We have a solution that meets what they need",
    "plan": "We share with the customer a plan of the steps to an agreement",
    "relationship": "We stand well enough with the people who matter",
    "risk": "The risks are understood and can be lived with",
}

CRITERIA = {
    "access": "We can reach the people who decide, credibly and at a sensible cost",
    "value": "We can say what we are worth to them, person by person",
    "advantage": "What we offer compares well with their other alternatives",
    "decision": "They decide quickly and simply, and the decision isn't torn by inner politics",
    "reference": "Winning them opens doors at others of the same kind",
    "learning": "They help us build better products and learn",
    "growth": "Their segment's demand for what we sell is active and growing",
}

THEMES = {
    "customer": (
        "Target customer",
        "Should we sell to them?",
        [
            "Do they fit our selection criteria?",
            "Do we have a contact among the people who decide?",
            "Do they belong to a group we have chosen to win?",
        ],
    ),
    "need": (
        "Need and urgency",
        "Will they buy at all, from anyone?",
        [
            "Do we know their reason to buy?",
            "Is it compelling against their other projects?",
            "Can its value be shown in their own figures?",
            "Do we know where they are in their buying process?",
            "Does someone with influence inside push for it?",
            "Is money or staff set aside?",
            "Is there a date by which they decide?",
        ],
    ),
    "solution": (
        "Solution",
        "How good is ours, by their measure?",
        [
            "How important is the solution to them, and on what grounds do we say so?",
            "Do we know what they demand of it: functional, technical, financial, project?",
            "Do we meet it?",
            "Have we helped to shape their picture of the solution?",
            "Do we differ from the alternatives in what they care about?",
            "Is it easy for them to put into use?",
        ],
    ),
    "relationship": (
        "Relationship and influence",
        "Who matters, who cares, can we reach them?",
        [
            "Have we found the people who matter?",
            "Does someone inside want us to win?",
            "Do we know how each one's own goals are served?",
            "Can we offer someone something that only we have?",
        ],
    ),
    "plan": (
        "Chance to influence and control",
        "How do they decide, and can we steer?",
        [
            "Do they have a plan for getting to a decision, or can we agree on one?",
            "Are we in early enough to influence it?",
            "Do we know the criteria and can we influence them?",
            "Do we have the people and skills their plan asks of us?",
        ],
    ),
    "risk": (
        "Value and risk",
        "What is it worth to us, and what could go wrong?",
        [
            "Is its commercial value worth the effort?",
            "Is the expected profitability acceptable?",
            "Is it of strategic value?",
            "Have we named the risks?",
            "Is each one acceptable or in hand?",
        ],
    ),
}

REVIEW = {
    "status": (
        "Which stage is it in, for how long, and is that right?",
        "filled in; the reviewer confirms or moves it",
    ),
    "actions": (
        "What became of the actions agreed last time, and what has happened since?",
        "each earlier action: done, dropped, carried on",
    ),
    "plan": (
        "Do we share a plan of the road ahead with the customer?",
        "who chose it, and how it will go on",
    ),
    "next_step": (
        "What is the next step agreed with the customer?",
        "with a date; if nothing is agreed, nothing is likely to happen",
    ),
    "blockers": (
        "What holds it up?",
        "the deal's rank among the customer's own projects; causes on our side, on theirs; "
        "resources",
    ),
    "threats": ("What could make us lose?", "competitor, status quo, people against us"),
    "to_win": ("What does winning take?", "if it isn't clear, plan before acting"),
    "internal": (
        "Which decisions do we need inside our own house?",
        "approvals, people, money",
    ),
}

SECTIONS = {
    "decision": (
        "Decision process",
        "How do we influence the way they decide: who, which tasks, when, by what criteria and "
        "milestones?",
    ),
    "knowledge": ("Knowledge", "What must we find out?"),
    "relationship": ("Relationships", "Which relationships do we build?"),
    "risk": ("Risks", "What do we do about each risk?"),
    "internal": ("Internal actions", "Which approvals and support do we need, and when?"),
}


def as_in_a_table(text: str) -> str:
    """The method's tables begin their cells in lower case."""
    return text[:1].lower() + text[1:]


def choices(items: tuple[Choice, ...]) -> dict[str, str]:
    return {item.key: item.name for item in items}


def scale(points: tuple[ScalePoint, ...]) -> dict[int, str]:
    return {point.value: point.name for point in points}


# -- stages and milestones (method 1) ----------------------------------------------------


def test_the_stages_say_where_the_buyer_is() -> None:
    assert {s.key: (s.name, as_in_a_table(s.buyer)) for s in PLAYBOOK.stages} == {
        "need": (
            "Need",
            "sees a difference between goal and present state, ranks it against other needs",
        ),
        "define": ("Define", "works out what a solution must do"),
        "compare": ("Compare", "weighs alternatives, the seller's among them"),
        "choose": ("Choose", "decides, negotiates, signs"),
        "implement": ("Implement", "puts it to use (the deal is won)"),
    }
    assert [s.key for s in PLAYBOOK.stages if s.won] == ["implement"]


def test_the_stages_have_their_days() -> None:
    days = {s.key: (s.expected_days, s.silence_days) for s in PLAYBOOK.open_stages}
    assert days == {
        "need": (30, 30),
        "define": (30, 30),
        "compare": (30, 14),
        "choose": (21, 14),
    }
    needing = [s.key for s in PLAYBOOK.stages if s.needs_close_date]
    assert needing == ["compare", "choose"]


def test_each_gate_asks_for_the_milestones_of_the_one_before_and_its_own() -> None:
    assert {s.key: " ".join(s.milestones) for s in PLAYBOOK.stages} == {
        "need": "customer need",
        "define": "customer need solution",
        "compare": "customer need solution plan relationship",
        "choose": "customer need solution plan relationship risk",
        "implement": "",
    }


def test_the_six_milestones_are_the_six_themes_seen_as_yes_or_not_yet() -> None:
    assert {m.key: m.text for m in PLAYBOOK.milestones} == MILESTONES
    assert [m.theme for m in PLAYBOOK.milestones] == list(MILESTONES)
    assert {m.low for m in PLAYBOOK.milestones} == {60}


def test_the_milestones_have_their_conditions() -> None:
    plain = {
        "tag": None,
        "fit_not_poor": False,
        "support_above": None,
        "decision_maker_at_least": None,
        "dated_next_step": False,
        "no_unacceptable_risk": False,
    }
    found = {m.key: m.model_dump(include=set(plain)) for m in PLAYBOOK.milestones}
    assert found == {
        "customer": plain | {"fit_not_poor": True},
        "need": plain,
        "solution": plain,
        "plan": plain | {"dated_next_step": True},
        "relationship": plain | {"support_above": 0, "decision_maker_at_least": 0},
        "risk": plain | {"tag": "risk", "no_unacceptable_risk": True},
    }


# -- what attention means (method 2) -----------------------------------------------------


def test_every_figure_of_select_and_of_the_scores_is_a_threshold() -> None:
    assert PLAYBOOK.thresholds.model_dump() == {
        "stalled_stage": {"own_deals": 10, "own_factor": 1.5, "alarm_factor": 1.5},
        "stalled_silence": {"alarm_factor": 2, "agreed_within_days": 30},
        "next_step": {"after_days": 7},
        "closing": {"within_days": 30},
        "slipped": {"times": 2, "alarm_times": 3},
        "new": {"within_days": 30, "alarm_days": 14},
        "important": {
            "unreviewed_days": 28,
            "top_share": 0.2,
            "top_minimum": 5,
            "amount": None,
        },
        "approval": {"within_days": 7, "undated_days": 7},
        "actions": {"alarm_days": 7},
        "attention": {"families": 2, "shown": 15},
        "stay": {"resume_days": 7},
        "fit": {"good_low": 70, "poor_high": 40},
        "people": {"influential": 4, "win_needed": 3, "threaded_days": 90},
        "win_rate": {"closed_deals": 20},
        "jump": {"points": 25, "hours": 48},
    }


# -- the review (method 3) ---------------------------------------------------------------


def test_the_eight_questions_of_the_review() -> None:
    found = {q.key: (q.text, as_in_a_table(q.look_for)) for q in PLAYBOOK.review_questions}
    assert list(found) == list(REVIEW)
    assert found == {
        key: (text, as_in_a_table(look_for)) for key, (text, look_for) in REVIEW.items()
    }
    assert [q.key for q in PLAYBOOK.review_questions if q.filled] == ["status", "actions"]


def test_a_review_ends_in_one_of_five_decisions() -> None:
    assert choices(PLAYBOOK.decisions) == {
        "go_on": "Go on",
        "plan_more": "Plan more (knowledge is missing)",
        "escalate": "Escalate (an internal decision is needed)",
        "hold": "Hold until a date",
        "abandon": "Abandon",
    }


# -- the plan (method 4) -----------------------------------------------------------------


def test_the_seven_criteria() -> None:
    assert {c.key: c.text for c in PLAYBOOK.criteria} == CRITERIA
    assert list(CRITERIA) == [c.key for c in PLAYBOOK.criteria]
    assert {c.weight for c in PLAYBOOK.criteria} == {1}


def test_the_six_themes_with_their_questions() -> None:
    found = {t.key: (t.name, t.line, [q.text for q in t.questions]) for t in PLAYBOOK.themes}
    assert list(found) == list(THEMES)
    assert found == THEMES
    assert {q.weight for t in PLAYBOOK.themes for q in t.questions} == {1}


def test_a_questions_key_says_its_theme() -> None:
    for theme in PLAYBOOK.themes:
        for question in theme.questions:
            assert question.key.startswith(f"{theme.key}.")


def test_answers_grow_stale_after_a_year_a_half_or_a_quarter() -> None:
    assert {t.key: t.stale_days for t in PLAYBOOK.themes} == {
        "customer": 365,
        "need": 90,
        "solution": 180,
        "relationship": 90,
        "plan": 90,
        "risk": 90,
    }


def test_two_questions_are_answered_by_the_program() -> None:
    asked = [q for t in PLAYBOOK.themes for q in t.questions]
    assert {q.text: q.computed for q in asked if q.computed} == {
        "Do they fit our selection criteria?": "fit",
        "Is each one acceptable or in hand?": "risks",
    }


def test_three_questions_are_of_value_and_two_of_risk() -> None:
    asked = [q for t in PLAYBOOK.themes for q in t.questions]
    assert [q.tag for q in asked if q.tag] == ["value", "value", "value", "risk", "risk"]
    risk = PLAYBOOK.theme("risk")
    assert risk is not None and all(q.tag for q in risk.questions)
    assert (PLAYBOOK.importance_to_them, PLAYBOOK.value_tag) == ("need", "value")


def test_the_roles_of_the_players() -> None:
    assert {r.key: r.name for r in PLAYBOOK.roles} == {
        "decision_maker": "decision maker",
        "approver": "approver",
        "recommender": "recommender",
        "user": "user",
        "gatekeeper": "gatekeeper",
        "coach": "coach",
    }
    assert [r.key for r in PLAYBOOK.roles if r.decision_maker] == ["decision_maker"]
    assert [r.key for r in PLAYBOOK.roles if r.decides] == ["decision_maker", "approver"]


def test_only_growth_and_trouble_are_receptive() -> None:
    found = {r.key: (r.name, as_in_a_table(r.text), r.receptive) for r in PLAYBOOK.receptivity}
    assert found == {
        "G": ("growth", "wants more or better, open to change", True),
        "T": ("trouble", "has a problem and wants it gone", True),
        "I": ("indifferent", "even keel: content as things are", False),
        "O": ("overconfident", "believes things are better than they are", False),
    }


def test_the_scales() -> None:
    assert list(scale(PLAYBOOK.influence)) == [1, 2, 3, 4, 5]
    assert scale(PLAYBOOK.relationship) == {
        -2: "wants us to lose, or a competitor to win",
        -1: "against",
        0: "neutral",
        1: "for us",
        2: "works for our win",
    }
    assert scale(PLAYBOOK.answers) == {0: "no", 1: "partly", 2: "yes"}
    assert scale(PLAYBOOK.grades) == {
        0: "none",
        1: "our own belief",
        2: "the customer said so",
        3: "the customer did it, or there is a document",
    }


def test_the_kinds_of_risk() -> None:
    kinds = ["reputation", "margin", "skills", "resources", "terms", "other"]
    assert choices(PLAYBOOK.risk_kinds) == {kind: kind for kind in kinds}


# -- the closing plan (method 5) ---------------------------------------------------------


def test_the_five_sections_and_what_each_answers() -> None:
    found = {s.key: (s.name, s.question) for s in PLAYBOOK.sections}
    assert list(found) == list(SECTIONS)
    assert found == SECTIONS


def test_what_an_internal_action_asks_for() -> None:
    assert choices(PLAYBOOK.internal_kinds) == {
        "approval": "approval",
        "offer_approval": "offer approval",
        "risk_assessment": "risk assessment",
        "resources": "resources",
        "other": "other",
    }


def test_every_stage_has_work_of_its_own_in_a_section_of_the_plan() -> None:
    for stage in PLAYBOOK.stages:
        assert len(stage.actions) >= 3
        assert len({action.text for action in stage.actions}) == len(stage.actions)
        assert {action.section for action in stage.actions} <= set(SECTIONS)


def test_the_tools_the_method_names_are_among_the_stages_work() -> None:
    texts = " / ".join(action.text for s in PLAYBOOK.stages for action in s.actions)
    for tool in (
        "workshop",
        "trial",
        "Survey",
        "reference visit",
        "Calculate the value together with the customer",
    ):
        assert tool in texts

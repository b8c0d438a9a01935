"""The playbook: the method as data (method 8). Every item has a stable key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from oppman_tui.domain.values.text import clean_line, is_blank


def _shown(text: str) -> str:
    """A playbook comes from others too: its words may not steer a terminal."""
    if is_blank(cleaned := clean_line(text)):
        raise ValueError("words that can be seen")
    return cleaned


Key = Annotated[str, Field(pattern=r"^[a-zA-Z][a-zA-Z0-9_.]*$", max_length=64)]
Words = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_shown)]
Days = Annotated[int, Field(ge=0, le=3650)]
Percent = Annotated[float, Field(ge=0, le=100)]
Weight = Annotated[float, Field(gt=0, le=100)]
AlarmFactor = Annotated[float, Field(ge=1, le=100)]


class Item(BaseModel):
    """Frozen, and strict about names: a misspelt key is an error, never silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Choice(Item):
    """One value of a list: a key and the words for it."""

    key: Key
    name: Words


class ProposedAction(Item):
    """Stage-wise work that Act offers (method 5)."""

    text: Words
    section: Key


class Stage(Item):
    """Where the buyer is (method 1). `milestones` are all to hold before leaving it."""

    key: Key
    name: Words
    buyer: Words
    expected_days: Days = 0
    """0 is no limit: a deal is never stalled in the stage."""
    silence_days: Days = 0
    """Days without a word from the customer's side before it is a silence; 0 is never."""
    needs_close_date: bool = False
    milestones: tuple[Key, ...] = ()
    actions: tuple[ProposedAction, ...] = ()
    won: bool = False


class Milestone(Item):
    """Yes, not yet or unknown, by the conditions named here (method 1 and 6)."""

    key: Key
    name: Words
    text: Words
    theme: Key
    low: Percent = 60.0
    """The theme's low must reach it; known to be false when its high does not."""
    tag: Key | None = None
    """Only the theme's questions of this tag count."""
    fit_not_poor: bool = False
    support_above: Annotated[float, Field(ge=-100, le=100)] | None = None
    """Net support's low must be above it."""
    decision_maker_at_least: Annotated[int, Field(ge=-2, le=2)] | None = None
    """A decision maker of at least this relationship is needed."""
    dated_next_step: bool = False
    no_unacceptable_risk: bool = False


class Question(Item):
    """A question of the assessment. `computed` ones are answered by the program."""

    key: Key
    text: Words
    weight: Weight = 1.0
    tag: Key | None = None
    computed: Literal["fit", "risks"] | None = None


class Theme(Item):
    """One of the six sets of the assessment (method 4.2)."""

    key: Key
    name: Words
    short: Annotated[str, Field(min_length=1, max_length=16), AfterValidator(_shown)]
    line: Words
    stale_days: Days
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]


class Criterion(Item):
    """One customer selection criterion (method 4.1)."""

    key: Key
    text: Words
    weight: Weight = 1.0


class Role(Item):
    """What part a player has in the decision (method 4.3)."""

    key: Key
    name: Words
    decides: bool = False
    """Decides or approves."""
    decision_maker: bool = False


class Receptivity(Item):
    """A mode of receptivity; only the receptive ones make receptive power."""

    key: Annotated[str, Field(pattern=r"^[A-Z]$")]
    name: Words
    text: Words
    receptive: bool = False


class ScalePoint(Item):
    """A value of a numbered scale and its words."""

    value: int
    name: Words


class ReviewQuestion(Item):
    """One of the status questions (method 3). `filled` ones the program begins itself."""

    key: Key
    text: Words
    look_for: Words
    filled: bool = False


class Section(Item):
    """A section of the closing plan (method 5)."""

    key: Key
    name: Words
    question: Words


class StalledStage(Item):
    own_deals: Annotated[int, Field(ge=1)]
    """Own won deals that must have passed a stage before their median is used."""
    own_factor: Weight
    alarm_factor: AlarmFactor


class StalledSilence(Item):
    alarm_factor: AlarmFactor
    agreed_within_days: Days
    """A step agreed with the customer within so many days suspends it."""


class NextStep(Item):
    after_days: Days


class Closing(Item):
    within_days: Days


class Slipped(Item):
    times: Annotated[int, Field(ge=1)]
    alarm_times: Annotated[int, Field(ge=1)]


class New(Item):
    within_days: Days
    alarm_days: Days


class Important(Item):
    unreviewed_days: Days
    top_share: Annotated[float, Field(ge=0, le=1)]
    top_minimum: Annotated[int, Field(ge=1)]
    """Open deals with a value there must be before a top share means anything."""
    amount: Annotated[int, Field(gt=0)] | None = None
    """Whole units of the base currency above which a deal is important anyway."""


class Approval(Item):
    within_days: Days
    undated_days: Days
    """An internal action without a due date counts as due so many days after it was entered."""


class Actions(Item):
    alarm_days: Days


class Attention(Item):
    families: Annotated[int, Field(ge=1)]
    shown: Annotated[int, Field(ge=1)]


class Stay(Item):
    resume_days: Days
    """Going back to a stage left fewer days ago than this continues the earlier stay."""


class Fit(Item):
    good_low: Percent
    poor_high: Percent


class People(Item):
    """Of the warnings and findings about players (method 6)."""

    influential: Annotated[int, Field(ge=1, le=5)]
    win_needed: Annotated[int, Field(ge=1, le=5)]
    threaded_days: Days


class WinRate(Item):
    closed_deals: Annotated[int, Field(ge=1)]


class Jump(Item):
    """How far a score's low may move just before a gate or a review without being marked."""

    points: Annotated[float, Field(gt=0, le=100)] = 25
    hours: Annotated[int, Field(ge=1)] = 48


class Thresholds(Item):
    """Every number of the method that is not a stage's or a theme's own."""

    stalled_stage: StalledStage
    stalled_silence: StalledSilence
    next_step: NextStep
    closing: Closing
    slipped: Slipped
    new: New
    important: Important
    approval: Approval
    actions: Actions
    attention: Attention
    stay: Stay
    fit: Fit
    people: People
    win_rate: WinRate
    jump: Jump = Jump()


class Playbook(Item):
    """A team's method. What refers to another item by key is checked by `loader.check`."""

    format: Literal[1]
    name: Words
    stages: Annotated[tuple[Stage, ...], Field(min_length=2)]
    milestones: tuple[Milestone, ...]
    criteria: tuple[Criterion, ...]
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)]
    roles: tuple[Role, ...]
    receptivity: tuple[Receptivity, ...]
    influence: tuple[ScalePoint, ...]
    relationship: tuple[ScalePoint, ...]
    grades: tuple[ScalePoint, ...]
    answers: tuple[ScalePoint, ...]
    risk_kinds: tuple[Choice, ...]
    internal_kinds: tuple[Choice, ...]
    entry_kinds: tuple[Choice, ...]
    review_questions: tuple[ReviewQuestion, ...]
    decisions: tuple[Choice, ...]
    sections: tuple[Section, ...]
    importance_to_them: Key
    """The theme that says it."""
    value_tag: Key
    """The questions that, with the criteria, make importance to us."""
    thresholds: Thresholds

    def model_copy(
        self, *, update: Mapping[str, Any] | None = None, deep: bool = False
    ) -> Self:
        """As pydantic's, without what was looked up and remembered before the change."""
        copied = super().model_copy(update=update, deep=deep)
        for name in set(copied.__dict__) - set(type(self).model_fields):
            del copied.__dict__[name]
        return copied

    @cached_property
    def digest(self) -> str:
        """A hash that is equal for two playbooks which compute the same figures."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @cached_property
    def memo(self) -> dict[str, Any]:
        """What others worked out from the playbook alone and keep with it."""
        return {}

    @cached_property
    def _stages(self) -> dict[str, tuple[int, Stage]]:
        return {stage.key: (n, stage) for n, stage in enumerate(self.stages)}

    @cached_property
    def _milestones(self) -> dict[str, Milestone]:
        return {milestone.key: milestone for milestone in self.milestones}

    @cached_property
    def _themes(self) -> dict[str, Theme]:
        return {theme.key: theme for theme in self.themes}

    @cached_property
    def _questions(self) -> dict[str, tuple[Theme, Question]]:
        return {q.key: (theme, q) for theme in self.themes for q in theme.questions}

    @cached_property
    def open_stages(self) -> tuple[Stage, ...]:
        """The stages before a deal is won, in order."""
        return tuple(stage for stage in self.stages if not stage.won)

    def stage(self, key: str | None) -> Stage | None:
        """The stage, or None where there is none or its key is retired."""
        found = self._stages.get(key or "")
        return found[1] if found else None

    def stage_index(self, key: str | None) -> int | None:
        found = self._stages.get(key or "")
        return found[0] if found else None

    def next_stage(self, key: str | None) -> Stage | None:
        index = self.stage_index(key)
        if index is None or index + 1 >= len(self.stages):
            return None
        return self.stages[index + 1]

    def milestone(self, key: str | None) -> Milestone | None:
        return self._milestones.get(key or "")

    def theme(self, key: str | None) -> Theme | None:
        return self._themes.get(key or "")

    def criterion(self, key: str | None) -> Criterion | None:
        return next((item for item in self.criteria if item.key == key), None)

    def role(self, key: str | None) -> Role | None:
        return next((item for item in self.roles if item.key == key), None)

    def section(self, key: str | None) -> Section | None:
        return next((item for item in self.sections if item.key == key), None)

    def question(self, key: str | None) -> Question | None:
        found = self._questions.get(key or "")
        return found[1] if found else None

    def theme_of(self, question: str) -> Theme | None:
        """The theme that asks `question`."""
        found = self._questions.get(question)
        return found[0] if found else None

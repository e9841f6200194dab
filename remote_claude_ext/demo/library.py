"""Which scripted turn a request gets. Pure."""

from collections.abc import Sequence

from .inline import read_inline
from .request import Asked
from .script import INLINE, Case, Say, Scenario, Turn, When
from .side import SIGNATURE, answer_aside

OVER = Turn(
    (Say(f"That was all of this scene. Type `help` to see what else there is.\n\n{SIGNATURE}"),)
)


class Library:
    """All scenarios, in the order in which they are searched."""

    def __init__(self, scenarios: Sequence[Scenario], *, inline_scripts: bool) -> None:
        self._scenarios = scenarios
        self._inline_scripts = inline_scripts

    def choose(self, asked: Asked) -> Turn:
        """The turn to play; the same request always gets the same."""
        if aside := answer_aside(asked):
            return aside
        scenario = self._find(asked)
        played = asked.standing.turns_played
        if scenario is None or played >= len(scenario.turns):
            return OVER
        cases = scenario.turns[played]
        return next((case.turn for case in cases if fits(case, asked)), OVER)

    def _find(self, asked: Asked) -> Scenario | None:
        if self._inline_scripts and INLINE in asked.text:
            return read_inline(asked.text)
        return next((s for s in self._scenarios if s.match.search(asked.text)), None)


def fits(case: Case, asked: Asked) -> bool:
    """Whether a case's condition holds for a request."""
    when: When = case.when
    if when.outcomes and not any(result.outcome in when.outcomes for result in asked.results):
        return False
    if when.result and not any(when.result.search(result.text) for result in asked.results):
        return False
    return when.tools <= asked.tools

"""What is held against what: each figure, the least it has to reach, and what to reach for."""

from dataclasses import dataclass
from typing import Any

# A ratio whose highest repetition is more than so many times its lowest one says nothing.
WIDEST = 3
KILLS = 100


@dataclass(frozen=True)
class Bar:
    """One line of the table; `part` and `name` say where its figure stands in results.json."""

    part: str
    name: str
    limit: float
    reach: float
    at_least: bool = False
    unit: str = "×"

    def found(self, results: dict[str, Any]) -> dict[str, float] | None:
        """Median, lowest and highest, or None where it was not measured yet."""
        one = results.get(self.part, {}).get(self.name)
        if isinstance(one, int):
            return {"median": one, "kills": results[self.part]["kills"]}
        return one.get("milliseconds", one) if one else None

    def is_settled(self, found: dict[str, float]) -> bool:
        """Whether the repetitions agree well enough, or are enough, to say anything."""
        if self.part == "kills":
            return found["kills"] >= KILLS
        return self.unit != "×" or found["highest"] <= WIDEST * found["lowest"]

    def is_met(self, median: float) -> bool:
        """Whether the figure is good enough."""
        return median >= self.limit if self.at_least else median <= self.limit

    def closeness(self, median: float) -> float:
        """How far along the way to the bar: 1 is just there, more is better."""
        if self.at_least:
            return median / self.limit
        return self.limit / median if median else float("inf")


BARS = (
    Bar("pipeline", "pipeline ÷ ceiling", 0.30, 0.60, at_least=True),
    Bar("pipeline", "pipeline ÷ task per recipient", 25, 50, at_least=True),
    Bar("pipeline", "pipeline ÷ one row at a time", 12, 20, at_least=True),
    Bar("pipeline", "two workers ÷ one", 1.5, 1.8, at_least=True),
    Bar("ticks", "tick, 1 M ÷ 10 k schedules", 1.6, 1.2),
    Bar("ticks", "idle tick, 1 M ÷ 10 k", 2, 1.2),
    Bar("ticks", "tick ÷ one statement by hand", 2, 1.3),
    Bar("memory", "worker, 1 M ÷ 10 k", 1.1, 1.0),
    Bar("memory", "beat, 1 M ÷ 10 k", 1.1, 1.0),
    Bar("kills", "lost", 0, 0, unit="mails"),
    Bar("kills", "doubled", 8, 2, unit="mails"),
    Bar("rules", "1,000 next_occurrence", 2, 1, unit="ms"),
    Bar("rules", "scoring one attempt", 1, 0.3, unit="ms"),
    Bar("rules", "sealing 100 texts", 5, 2, unit="ms"),
    Bar("rules", "opening 100 texts", 5, 2, unit="ms"),
)
# What a bar is about, for those who have not read this file.
WORDS = {
    "pipeline ÷ ceiling": "whole pipeline ÷ a bare SMTP connection with ready-made bytes",
    "pipeline ÷ task per recipient": "pipeline ÷ a Celery task per recipient with `send_mail`",
    "pipeline ÷ one row at a time": "pipeline ÷ one due row at a time, as healthchecks does",
    "two workers ÷ one": "two workers ÷ one worker",
    "tick, 1 M ÷ 10 k schedules": "tick at 1 M schedules ÷ at 10 k, 1,000 due in both",
    "idle tick, 1 M ÷ 10 k": "idle tick at 1 M schedules ÷ at 10 k",
    "tick ÷ one statement by hand": "tick ÷ the same claim as one hand-written SQL statement",
    "worker, 1 M ÷ 10 k": "a worker's memory at 1 M schedules ÷ at 10 k",
    "beat, 1 M ÷ 10 k": "beat's memory at 1 M schedules ÷ at 10 k",
    "lost": "lost over 100 kills of a worker's child, 3,000 mails",
    "doubled": "doubled over the same kills, each under its Message-ID",
    "1,000 next_occurrence": "1,000 × when a weekly thing next happens",
    "scoring one attempt": "scoring one attempt of the quiz with ranges and changes",
    "sealing 100 texts": "sealing 100 texts",
    "opening 100 texts": "opening 100 sealed texts",
}

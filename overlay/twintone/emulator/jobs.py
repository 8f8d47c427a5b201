"""Jobs: how far one is, as a pure function of its record and the time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from twintone.emulator.spec import Json

FAIL_MARK = "[fail]"


@dataclass(frozen=True)
class JobRules:
    """What `x-job` says: which field tells how far a job is, and which fields carry its outcome."""

    status: str
    working: tuple[str, ...]
    succeeded: tuple[str, ...]
    failed: tuple[str, ...]
    result: str | None
    reason: str | None

    @classmethod
    def read(cls, raw: Json) -> "JobRules":
        """The rules as the spec writes them."""
        return cls(
            status=raw["status"],
            working=tuple(raw["working"]),
            succeeded=tuple(raw["succeeded"]),
            failed=tuple(raw.get("failed", ())),
            result=raw.get("result"),
            reason=raw.get("reason"),
        )

    def state(self, job: Json, age: float, result: str) -> dict[str, Any]:
        """The fields that tell how far a job is.

        Args:
            job: what was noted at its creation: the `seconds` it takes and whether it `fails`.
            age: seconds since its creation.
            result: where its result is, once there is one.
        """
        seconds = job["seconds"]
        if age < seconds:
            # Several working values are gone through in their order, in equal steps.
            step = int(age / seconds * len(self.working)) if age > 0 else 0
            return {self.status: self.working[min(step, len(self.working) - 1)]}
        if job["fails"] and self.failed:
            reason = {self.reason: f"The text contains {FAIL_MARK}."} if self.reason else {}
            return {self.status: self.failed[0], **reason}
        return {self.status: self.succeeded[0], **({self.result: result} if self.result else {})}

    def done(self, state: Mapping[str, Any]) -> bool:
        """Whether the job has succeeded."""
        return state[self.status] in self.succeeded

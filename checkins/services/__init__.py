"""What people do with their week and their time together."""

from checkins.services.plans import cancel_plan, plan_time
from checkins.services.week import (
    Ahead,
    ahead,
    call_off,
    get_ready,
    open_check_in,
    prepare,
    set_slot,
)

__all__ = [
    "Ahead",
    "ahead",
    "call_off",
    "cancel_plan",
    "get_ready",
    "open_check_in",
    "plan_time",
    "prepare",
    "set_slot",
]

"""What people do with their week and their time together."""

from checkins.services.afterthoughts import (
    afterthought_of,
    done_lately,
    done_together,
    line_to_change,
    may_look_back,
    note_afterthought,
    read_done,
)
from checkins.services.agreements import (
    MOST_OPEN,
    agree,
    change_agreement,
    close_agreement,
    latest_met,
    open_agreements,
)
from checkins.services.closing import close, closing_of, evenings_of, may_close
from checkins.services.feeds import (
    choose_feed_titles,
    feed_of,
    make_feed,
    read_feed,
    revoke_feed,
)
from checkins.services.meeting import (
    begin_meeting,
    can_meet,
    choose_pause_word,
    is_held,
    meeting_of,
    move_on,
    pause_word_of,
    scenes_of,
    show_news,
)
from checkins.services.notes import note_of, refuse_closed_note, write_note
from checkins.services.own_prompts import add_prompt, own_questions, remove_prompt
from checkins.services.past import (
    past_weeks,
    read_past,
    read_past_in_full,
    search_past,
)
from checkins.services.plans import (
    cancel_plan,
    ideas_done,
    make_weekly_plans,
    move_plan,
    plan_time,
    stop_repeating,
)
from checkins.services.sheet import sheet_for, usual_length
from checkins.services.stage import stage_for
from checkins.services.topics import topic_now, why_no_topic
from checkins.services.week import (
    Ahead,
    ahead,
    call_off,
    get_ready,
    open_check_in,
    prepare,
    set_slot,
)
from checkins.services.words import change_words, take_back, words_to_change
from checkins.services.writing import (
    can_write,
    offers_writing,
    outside_view,
    write_outside_view,
    writing_clock,
)

__all__ = [
    "MOST_OPEN",
    "Ahead",
    "add_prompt",
    "afterthought_of",
    "agree",
    "ahead",
    "begin_meeting",
    "call_off",
    "can_meet",
    "can_write",
    "cancel_plan",
    "change_agreement",
    "change_words",
    "choose_feed_titles",
    "choose_pause_word",
    "close",
    "close_agreement",
    "closing_of",
    "done_lately",
    "done_together",
    "evenings_of",
    "feed_of",
    "get_ready",
    "ideas_done",
    "is_held",
    "latest_met",
    "line_to_change",
    "make_feed",
    "make_weekly_plans",
    "may_close",
    "may_look_back",
    "meeting_of",
    "move_on",
    "move_plan",
    "note_afterthought",
    "note_of",
    "offers_writing",
    "open_agreements",
    "open_check_in",
    "outside_view",
    "own_questions",
    "past_weeks",
    "pause_word_of",
    "plan_time",
    "prepare",
    "read_done",
    "read_feed",
    "read_past",
    "read_past_in_full",
    "refuse_closed_note",
    "remove_prompt",
    "revoke_feed",
    "scenes_of",
    "search_past",
    "set_slot",
    "sheet_for",
    "show_news",
    "stage_for",
    "stop_repeating",
    "take_back",
    "topic_now",
    "usual_length",
    "why_no_topic",
    "words_to_change",
    "write_note",
    "write_outside_view",
    "writing_clock",
]

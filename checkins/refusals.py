"""What the week and the plans refuse, each in a sentence."""

from collections.abc import Sequence
from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class CheckInClosed(Refusal):
    """A change came after the reveal, after *not this week*, or after the day was over."""

    title = _("This week is closed")
    sentence = _(
        "The preparation for this meeting has ended, so nothing in it can be changed any more."
    )
    way_out = ("checkins:week", _("To the week"))


class TimeHasPassed(Refusal):
    """A plan was to begin in the past."""

    title = _("That time has passed")
    sentence = _("That time has already passed. Choose one that is still to come.")
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    way_out = ("checkins:plan", _("Plan time together"))


class MeetingNotYet(Refusal):
    """One of the two wanted to begin before both were ready and before it was time."""

    title = _("It is not time yet")
    sentence = _("The meeting can begin once you are both ready, or when its time has come.")
    way_out = ("checkins:week", _("To the week"))


class MeetingNotBegun(Refusal):
    """A move in a meeting that nobody has begun."""

    title = _("The meeting has not begun")
    sentence = _("Begin it first; then both of you are on the same step.")
    way_out = ("checkins:week", _("To the week"))


class NothingToAgreeOnYet(Refusal):
    """An agreement came before any week of the two was revealed or any meeting of theirs began."""

    title = _("A little early")
    sentence = _("What you agree on comes out of a meeting. Your first one opens this page.")
    way_out = ("checkins:week", _("To the week"))


class EnoughAgreements(Refusal):
    """An agreement came while as many as two people can keep in mind are open."""

    title = _("Twelve is plenty")
    sentence = _("Twelve agreements are open already. Close one, then there is room for this.")
    way_out = ("checkins:agreements", _("What you agreed on"))


class StepWithoutWords(Refusal):
    """A small step that does not say what it is."""

    title = _("What is the step?")
    sentence = _("A small step needs a few words: what, when, where.")
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    way_out = ("checkins:agreements", _("What you agreed on"))


class AgreementChanged(Refusal):
    """The words of an agreement were changed while somebody was changing them."""

    title = _("These words have changed meanwhile")
    sentence = _(
        "They were changed while you were writing. Here is what they say now; your own words are "
        "below, not saved yet."
    )
    way_out = ("checkins:agreements", _("What you agreed on"))


class AgreementClosed(Refusal):
    """A change of an agreement that one of the two has closed."""

    title = _("This agreement is closed")
    sentence = _("It was closed meanwhile, so its words stay as they are.")
    way_out = ("checkins:agreements", _("What you agreed on"))


class WordedTooOften(Refusal):
    """An agreement whose words were changed more often than anybody reads."""

    title = _("These words have changed very often")
    sentence = _("Close this agreement and write a new one with the words you have now.")
    way_out = ("checkins:agreements", _("What you agreed on"))


class LinkedMeanwhile(Refusal):
    """A private note came from somebody who is linked by now."""

    title = _("You are linked now")
    sentence = _(
        "The private note is for weeks alone. All you wrote in it stays with you alone. From now "
        "on you prepare for your meeting, and share only what you choose to."
    )
    way_out = ("checkins:week", _("To the week"))


class NoteClosed(Refusal):
    """A private note came for a week that is long over."""

    title = _("That week is over")
    sentence = _(
        "This screen was opened in another week, and the note of that week is closed. Put your "
        "words into this week’s note."
    )
    way_out = ("checkins:week", _("To this week’s note"))


class NoSuchWords(Refusal):
    """Words were to be changed or taken back that the other one does not see."""

    title = _("These words are not shared")
    sentence = _("There is nothing here that the two of you both see.")
    status = HTTPStatus.NOT_FOUND
    way_out = ("checkins:week", _("To the week"))


class TooLateToChange(Refusal):
    """Shared words were to be changed when the meeting's day was over."""

    title = _("This week is over")
    sentence = _(
        "What you shared can be changed until the day after your meeting. "
        "You can still take it back."
    )
    way_out = ("checkins:week", _("To the week"))


class ChangedOften(Refusal):
    """Shared words were changed more often than anybody reads."""

    title = _("These words have changed very often")
    sentence = _("They stay as they are now. You can still take them back.")
    way_out = ("checkins:week", _("To the week"))


class EnoughQuestions(Refusal):
    """A question was added while as many as fit into months of weeks are waiting."""

    title = _("Twenty questions are waiting")
    sentence = _("Twenty questions are waiting already. Take one out, then there is room for this.")
    way_out = ("checkins:own_prompts", _("Your own questions"))


class NoSuchQuestion(Refusal):
    """A question was to be taken out that is not the couple's."""

    title = _("We do not know this question")
    sentence = _("It is not on your list. The list shows what is waiting now.")
    status = HTTPStatus.NOT_FOUND
    way_out = ("checkins:own_prompts", _("Your own questions"))


class AskedAlready(Refusal):
    """A question was to be taken out after its week had opened."""

    title = _("This question has its week")
    sentence = _("A week is about it already, so it stays. Like any other, it can be skipped.")
    way_out = ("checkins:own_prompts", _("Your own questions"))


class CloseTooEarly(Refusal):
    """The close of an evening was asked for before it began, or for one that never took place."""

    title = _("This evening has not begun")
    sentence = _(
        "How it was can be noted once you have begun, or from its time on when you were both ready."
    )
    way_out = ("checkins:week", _("To the week"))


class CloseTooLate(Refusal):
    """The close of an evening came more than seven days after it."""

    title = _("This evening is a while ago")
    sentence = _(
        "How it was can be noted for seven days. What you noted until then stays in your chart."
    )
    way_out = ("checkins:my_chart", _("Your own chart"))


class WritingClosed(Refusal):
    """The seven minutes of writing came more than a week after the meeting."""

    title = _("This evening is over")
    sentence = _("It can be changed for seven days after your meeting, and those are over.")
    way_out = ("checkins:week", _("To the week"))


class OverlappingPlan(Refusal):
    """Something is planned for that time already, perhaps by the other one a moment ago."""

    title = _("Something is planned then already")
    sentence = _("Something is planned for that time already. You can plan both all the same.")
    way_out = ("checkins:plans", _("Time together"))

    def __init__(self, plans: Sequence = ()) -> None:
        super().__init__()
        # What is there already.
        self.plans = plans


class EnoughRepeats(Refusal):
    """One more weekly thing was planned while there is one for each day of the week."""

    title = _("Seven things a week is plenty")
    sentence = _("Seven things repeat every week already. Stop one, then there is room for this.")
    way_out = ("checkins:plans", _("Time together"))


class PlanLetGo(Refusal):
    """Something was done with a plan that one of them had let go."""

    title = _("This plan was let go")
    sentence = _("This plan was let go, so it cannot be changed any more. You can make a new one.")
    way_out = ("checkins:plan", _("Plan time together"))


class PlanMoved(Refusal):
    """A plan was to be moved from a time at which it was no longer."""

    title = _("The plan has moved")
    sentence = _(
        "The plan was moved meanwhile. Its new time stands above; move it again if need be."
    )
    way_out = ("checkins:plans", _("Time together"))


class PlanNotOver(Refusal):
    """How it was came before it was over."""

    title = _("This is still to come")
    sentence = _("How it was can be noted once it is over.")
    way_out = ("checkins:plans", _("Time together"))


class PlanIsOver(Refusal):
    """A plan was to be moved after it was over."""

    title = _("This is over")
    sentence = _("What is over cannot be moved any more. You can plan it again.")
    way_out = ("checkins:plan", _("Plan time together"))


class PlanLongOver(Refusal):
    """A plan was looked back on, or let go, more than a week after it."""

    title = _("This is a while ago")
    sentence = _("What is over can be changed for seven days. What you noted until then stays.")
    way_out = ("checkins:done_together", _("What you did"))

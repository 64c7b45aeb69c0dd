"""What the quiz cannot do, each in a sentence a person can act on."""

from datetime import date
from http import HTTPStatus

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class QuizRefusal(Refusal):
    """All of these lead back to the page of the quiz."""

    way_out = ("quizzes:overview", _("Back to the quiz"))


class NoSuchAttempt(QuizRefusal):
    """Nothing of this person has that address: unknown, erased, or somebody else's."""

    title = _("There is nothing here")
    sentence = _("This address belongs to none of your quizzes. Your own are on the quiz page.")
    status = HTTPStatus.NOT_FOUND


class NoSuchQuestion(QuizRefusal):
    """A number beyond the questions of this attempt."""

    title = _("There is no such question")
    sentence = _("This quiz has no question with that number. What you answered is kept.")
    status = HTTPStatus.NOT_FOUND


class AttemptFinished(QuizRefusal):
    """An answer or a choice arrived for an attempt that was finished in the meantime."""

    title = _("This quiz is already finished")
    sentence = _(
        "Its answers stay as they were when you finished it, so this change was not taken. "
        "Your result is on the quiz page."
    )


class AnswersDamaged(QuizRefusal):
    """What an attempt is made of can no longer be opened."""

    title = _("These answers are damaged")
    sentence = _("They cannot be read any more, so there is nothing to go on with or to work out.")
    status = HTTPStatus.GONE


class NothingAnswered(QuizRefusal):
    """Finishing was asked for with every question skipped or not reached."""

    title = _("There is nothing to look at yet")
    sentence = _(
        "No question has an answer so far. Answer as many as you like, then finish. "
        "Your quiz stays open until you do."
    )


class NotFinished(QuizRefusal):
    """Sharing was asked for before there is a result."""

    title = _("This quiz is not finished yet")
    sentence = _("Finish it first. Then you can look at your result, and decide what to share.")


class TooSoon(QuizRefusal):
    """The quiz was taken less than four weeks ago; `possible_on` is the first day to take it."""

    title = _("It is a little early")

    def __init__(self, possible_on: date) -> None:
        super().__init__()
        self.possible_on = possible_on

    @property
    def sentence(self) -> str:
        """The reason, and the day."""
        return _(
            "The statements ask about the last four weeks, so an answer now would be about days "
            "that your last result has in it already. You can take it again from %(day)s."
        ) % {"day": date_format(self.possible_on, "j F")}


class CannotDiscard(QuizRefusal):
    """A result that is more than a day old, not the newest, or shared."""

    title = _("This result stays")
    sentence = _(
        "Only your newest result can be discarded, within a day of finishing it, and while you "
        "keep it to yourself. If you share it, choose to keep it first."
    )


class GuidanceRefusal(Refusal):
    """All of these lead back to the areas."""

    way_out = ("quizzes:areas", _("To the areas"))


class NoSuchArea(GuidanceRefusal):
    """An address names an area that the quiz does not have (any more)."""

    title = _("There is no such area")
    sentence = _("The areas there are stand on one page, with their exercises.")
    status = HTTPStatus.NOT_FOUND


class NoSuchExercise(GuidanceRefusal):
    """An address names an exercise that is not there (any more)."""

    title = _("There is no such exercise")
    sentence = _("It may have been taken out. The ones there are stand with their areas.")
    status = HTTPStatus.NOT_FOUND


class NoSuchPractice(GuidanceRefusal):
    """Nothing of this person has that address: unknown, forgotten, or somebody else's."""

    title = _("There is nothing here")
    sentence = _("This address belongs to nothing that you did. Your own are on your list.")
    status = HTTPStatus.NOT_FOUND
    way_out = ("quizzes:practices", _("What I did"))


class FocusJustChosen(GuidanceRefusal):
    """Another area was wished for less than a week ago."""

    title = _("Give it a week")
    sentence = _(
        "You chose an area less than a week ago. A choice holds for seven days, so that nobody "
        "can find out by trying what the other chose. You can take yours back at any time."
    )

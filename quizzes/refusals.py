"""What the quiz cannot do, each in a sentence a person can act on."""

from http import HTTPStatus

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


class NothingAnswered(QuizRefusal):
    """Finishing was asked for with every question skipped or not reached."""

    title = _("There is nothing to look at yet")
    sentence = _(
        "No question has an answer so far. Answer as many as you like, then finish. "
        "Your quiz stays open until you do."
    )

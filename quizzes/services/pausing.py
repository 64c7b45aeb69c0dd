"""What of the quiz is withdrawn when somebody pauses sharing."""

from accounts.models import Person
from accounts.sealing import seal_anew
from accounts.services import couple_of
from quizzes.models import ResultShare
from quizzes.services.focus import focus_of, take_focus_back
from quizzes.services.sharing import unanswered


def withdraw(person: Person) -> None:
    """Take back each yes of `person` that the other has not answered with the same.

    What both chose stays. Runs inside the pause's transaction, which holds the couple's row.
    """
    person.__dict__.pop("couple", None)
    if person.couple is None:
        return
    taken_back = unanswered(person)
    ResultShare.objects.filter(attempt__in=taken_back).delete()
    if person.lock_public is not None:
        for attempt in person.attempts.filter(pk__in=taken_back):
            seal_anew(attempt)
    if focus_of(couple_of(person)) is None:
        take_focus_back(by=person)

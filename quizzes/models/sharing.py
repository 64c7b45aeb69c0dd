"""What a person chose to let their partner see of the quiz."""

from django.db import models

from accounts.models import Couple
from accounts.privacy import NUMBER
from quizzes.models.attempt import Attempt


class ResultShareQuerySet(models.QuerySet):
    """Choices to share, as a set."""

    def with_results(self) -> "ResultShareQuerySet":
        """With the results they are about; the long texts of the definition stay behind."""
        long = ("attempt__version__structure", "attempt__version__words")
        return self.select_related("attempt__version").defer(*long)


class ResultShare(models.Model):
    """One person's yes to one result, given to one couple; taking it back deletes the row.

    A yes alone shows nothing to anybody. It ends with the couple: linking again makes a new one.
    """

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="share")
    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="result_shares")
    shared_at = models.DateTimeField()

    objects = ResultShareQuerySet.as_manager()

    class Privacy:
        owner = "attempt__person"
        erased = {"id", "attempt", "couple", "shared_at"}
        kept = set()
        sealed = set()
        exported_as = "shared_results"
        exported = {"attempt", "couple", "shared_at"}
        withheld = {"id": NUMBER}

    def __str__(self) -> str:
        return f"share {self.pk}"

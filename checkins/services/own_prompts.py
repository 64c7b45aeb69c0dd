"""What people do with their own questions: add one, take one out, and meet it in its week."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import Person
from accounts.services import couple_of
from checkins.domain.prompts import is_own
from checkins.models import OwnPrompt
from checkins.refusals import AskedAlready, EnoughQuestions, NoSuchQuestion

MOST_WAITING = 20


@transaction.atomic
def add_prompt(*, by: Person, text: str, at: datetime) -> OwnPrompt:
    """Add a question for both to answer in a week to come.

    One that waits in the same words already is given back, so a form sent twice adds one. Raises
    `NotLinked`, and `EnoughQuestions` where twenty wait.
    """
    couple = couple_of(by)
    waiting = list(couple.own_prompts.waiting().readable())
    same = (prompt for prompt in waiting if prompt.words == text)
    if there := next(same, None):
        return there
    if len(waiting) >= MOST_WAITING:
        raise EnoughQuestions
    return couple.own_prompts.create(author=by, text=text, added_at=at)


@transaction.atomic
def remove_prompt(public_id: uuid.UUID, *, by: Person, at: datetime) -> None:
    """Take a question out before it is asked; either may, and doing it twice changes nothing.

    Raises `NotLinked`, `NoSuchQuestion`, and `AskedAlready` once a week is about it.
    """
    prompts = couple_of(by).own_prompts.filter(public_id=public_id)
    # One flat update: a week that opens at this moment takes the question, or finds it gone.
    if prompts.filter(asked_on=None, removed_at=None).update(removed_at=at):
        return
    prompt = prompts.first()
    if prompt is None:
        raise NoSuchQuestion
    if prompt.asked_on is not None:
        raise AskedAlready


def own_questions(reader: Person, prompt_keys: Iterable[str]) -> dict[str, str]:
    """The words of those of these keys that are own questions and `reader` may read.

    One query for all of them, and none where every key is of the catalogue. After an unlink each
    reads only their own.
    """
    keys = {key for key in prompt_keys if is_own(key)}
    if not keys:
        return {}
    may_read = Q(author=reader)
    if reader.couple is not None:
        may_read |= Q(couple=reader.couple)
    found = OwnPrompt.objects.called(keys).filter(may_read).readable()
    said = {prompt.key: prompt.words for prompt in found}
    return {key: words for key, words in said.items() if words}

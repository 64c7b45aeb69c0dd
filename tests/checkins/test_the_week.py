"""The slot and the weeks that follow from it, opened by a visit or by the clock; one at a time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import services as accounts
from accounts.models import Couple
from checkins import services
from checkins.domain.preparation import Written, step_named
from checkins.models import CheckIn, Schedule, Slot
from checkins.models.week import open_due
from tests.checkins.verbs import gets_ready, keeps, page, reads, sets_slot, shares
from tests.support.people import Someone, link, make_person

HOUR = timedelta(hours=1)
OPENING = datetime(2026, 12, 4, 18, 30, tzinfo=UTC)


def set_by(someone: Someone, at: datetime, weekday: int, hour: int = 20, zone: str = "UTC") -> Slot:
    return services.set_slot(
        by=someone.person, weekday=weekday, wall_time=time(hour), zone=zone, at=at
    )


def test_either_sets_the_slot_and_both_see_it_in_their_own_zone(
    friday, couple: Couple, alex: Someone, sam: Someone
) -> None:
    assert sets_slot(sam).url == reverse("checkins:week")

    alexs, sams = (who.opens(reverse("checkins:slot")).content.decode() for who in (alex, sam))
    assert "Every Sunday at 19:30, in the zone Europe/Berlin." in alexs
    assert "Every Sunday at 19:30, in the zone Europe/Berlin." in sams
    assert "Sunday at 13:30 for you" in " ".join(sams.split())
    assert "Next time that is" not in alexs


def test_the_form_begins_with_ones_own_zone(friday, couple: Couple, sam: Someone) -> None:
    form = sam.opens(reverse("checkins:slot")).content.decode()

    assert '<option value="America/New_York" selected>' in form
    assert "data-guess-zone" in form


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekday": "9"},
        {"weekday": "Sunday"},
        {"weekday": ""},
        {"wall_time": "25:00"},
        {"wall_time": ""},
        {"zone": "Mars/Olympus_Mons"},
        {"zone": "../../etc/passwd"},
        {"zone": ""},
    ],
)
def test_a_slot_that_cannot_be_is_a_sentence_beside_what_was_typed(
    friday, couple: Couple, alex: Someone, wrong: dict
) -> None:
    response = sets_slot(alex, **wrong)

    assert response.status_code == 422
    assert "Something needs another look" in response.content.decode()
    assert not Slot.objects.exists()


def test_the_reminder_is_for_oneself(friday, couple: Couple, alex: Someone, sam: Someone) -> None:
    sets_slot(alex, remind="on")

    wanted = Schedule.objects.filter(kind="check_in", enabled=True)
    assert [schedule.person for schedule in wanted] == [alex.person]


def test_before_it_opens_the_page_says_when(
    couple: Couple, alex: Someone, sam: Someone, time_machine
) -> None:
    time_machine.move_to(OPENING - HOUR, tick=False)

    sets_slot(alex)

    assert "Preparation opens Friday, 4 December at 19:30" in _week(alex)
    assert "Preparation opens Friday, 4 December at 13:30" in _week(sam)
    assert not CheckIn.objects.exists()


def _week(someone: Someone) -> str:
    return someone.opens(reverse("checkins:week"), follow=True).content.decode()


def test_a_visit_opens_the_week_48_hours_before(
    couple: Couple, alex: Someone, time_machine
) -> None:
    time_machine.move_to(OPENING - HOUR, tick=False)
    sets_slot(alex)

    time_machine.move_to(OPENING, tick=False)
    response = alex.opens(reverse("checkins:week"))

    assert response.url == "/check-ins/2026-12-06/"
    assert alex.opens(reverse("checkins:week")).url == response.url
    assert CheckIn.objects.count() == 1


def test_the_clock_opens_it_once(couple: Couple, alex: Someone) -> None:
    set_by(alex, OPENING - HOUR, weekday=6, hour=18)

    opened = [open_due(at) for at in (OPENING - HOUR, OPENING, OPENING, OPENING + HOUR)]

    assert opened == [0, 1, 0, 0]


def test_a_slot_in_a_zone_that_is_gone_does_not_stop_the_others(
    couple: Couple, alex: Someone, robin: Someone, caplog
) -> None:
    kim = make_person("Kim")
    link(robin, kim)
    for someone in (alex, robin):
        set_by(someone, OPENING - HOUR, weekday=6, hour=18)
    Slot.objects.filter(couple=couple).update(zone="Atlantis/Deep")

    assert open_due(OPENING) == 1
    assert "unknown zone" in caplog.text


def test_each_week_opens_after_the_other_with_a_prompt_of_its_own(
    couple: Couple, alex: Someone
) -> None:
    set_by(alex, OPENING - HOUR, weekday=6, hour=18)

    for week in range(12):
        open_due(OPENING + timedelta(weeks=week))

    assert couple.check_ins.count() == 12
    assert len(set(couple.check_ins.values_list("prompt_key", flat=True))) == 12


def test_48_hours_hold_through_a_clock_change(couple: Couple, alex: Someone) -> None:
    before = datetime(2027, 3, 22, 12, 0, tzinfo=UTC)

    slot = set_by(alex, before, weekday=6, hour=19, zone="Europe/Berlin")

    # Clocks go forward on Sunday, 28 March: 19:00 is 17:00 UTC, and Friday 17:00 UTC is 18:00.
    assert slot.meets_at == datetime(2027, 3, 28, 17, 0, tzinfo=UTC)
    assert slot.opens_at == datetime(2027, 3, 26, 17, 0, tzinfo=UTC)


def test_weeks_nobody_looked_at_are_simply_gone(couple: Couple, alex: Someone) -> None:
    set_by(alex, OPENING - HOUR, weekday=6, hour=18)

    open_due(OPENING + timedelta(weeks=3, hours=1))

    assert [c.week for c in couple.check_ins.all()] == ["2026-W52"]


def test_a_slot_set_within_the_48_hours_opens_at_once(
    couple: Couple, alex: Someone, time_machine
) -> None:
    time_machine.move_to(OPENING + 20 * HOUR, tick=False)

    sets_slot(alex)

    assert "Prepare, in your own time" in _week(alex)


def test_a_change_moves_the_open_week_and_keeps_what_was_written(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    shares(alex, check_in, "You sang")

    sets_slot(sam, weekday="5")

    moved = CheckIn.objects.get()
    assert (moved.meets_on, moved.week) == (date(2026, 12, 5), "2026-W49")
    assert "You sang" in reads(alex, moved)


def test_a_page_open_during_the_change_loses_nothing(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    sets_slot(sam, weekday="5")

    response = keeps(alex, check_in, "typed on the old page")

    assert response.url == "/check-ins/2026-12-05/prepare/prompt/"
    assert alex.opens(page("check_in", check_in)).url == "/check-ins/2026-12-05/"


def test_a_new_time_that_has_gone_by_this_week_begins_next_week(
    check_in: CheckIn, friday: datetime, alex: Someone
) -> None:
    set_by(alex, friday, weekday=1)

    assert CheckIn.objects.get().meets_on == date(2026, 12, 6)
    assert Slot.objects.get().meets_at == datetime(2026, 12, 8, 20, 0, tzinfo=UTC)


def test_a_week_that_is_not_open_yet_is_not_lost_by_a_change(couple: Couple, alex: Someone) -> None:
    tuesday = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
    set_by(alex, tuesday, weekday=6)

    slot = set_by(alex, tuesday, weekday=0)

    assert slot.meets_on == date(2026, 12, 6)
    open_due(OPENING + timedelta(days=1))
    slot.refresh_from_db()
    assert CheckIn.objects.get().meets_on == date(2026, 12, 6)
    assert slot.meets_on == date(2026, 12, 7)


def test_the_next_week_does_not_open_over_one_that_is_being_held(
    check_in: CheckIn, friday: datetime, couple: Couple, alex: Someone
) -> None:
    set_by(alex, friday, weekday=0)

    assert open_due(check_in.meets_at + timedelta(minutes=30)) == 0
    assert open_due(check_in.meets_at + HOUR) == 1
    assert [c.meets_on for c in couple.check_ins.unended()] == [date(2026, 12, 7)]


def test_after_the_reveal_a_new_slot_waits_for_the_next_week(
    check_in: CheckIn, friday: datetime, alex: Someone, sam: Someone
) -> None:
    gets_ready(alex, check_in)
    gets_ready(sam, check_in)

    set_by(alex, friday, weekday=5)

    assert CheckIn.objects.get().meets_on == date(2026, 12, 6)
    assert Slot.objects.get().meets_at.date() == date(2026, 12, 12)


def test_not_this_week_and_a_new_slot_make_no_second_meeting_in_it(
    check_in: CheckIn, friday: datetime, alex: Someone
) -> None:
    alex.sends(page("call_off", check_in))

    set_by(alex, friday, weekday=5)
    open_due(friday)

    assert CheckIn.objects.count() == 1


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("hours", [0, 24, 47, 60, 90])
def test_whatever_is_changed_when_there_is_one_meeting_a_week_and_one_open(
    check_in: CheckIn, friday: datetime, couple: Couple, alex: Someone, weekday: int, hours: int
) -> None:
    set_by(alex, friday + hours * HOUR, weekday=weekday)

    for later in range(hours, hours + 24 * 15, 6):
        open_due(friday + later * HOUR)

        assert couple.check_ins.unended().count() <= 1
    weeks = list(couple.check_ins.values_list("week", flat=True))
    assert len(weeks) == len(set(weeks))
    assert {"2026-W49", "2026-W50", "2026-W51"} <= set(weeks)


@pytest.mark.parametrize(
    "second",
    [{"week": "2026-W49", "meets_on": date(2026, 12, 5)}, {"meets_on": date(2026, 12, 6)}],
)
def test_the_database_itself_refuses_a_second_meeting(
    check_in: CheckIn, couple: Couple, second: dict
) -> None:
    usual = {"week": "2026-W50", "meets_at": OPENING, "opens_at": OPENING, "prompt_key": "x"}
    CheckIn.objects.update(called_off_at=OPENING)

    with pytest.raises(IntegrityError), transaction.atomic():
        CheckIn.objects.create(couple=couple, **{**usual, **second})


def test_the_database_itself_refuses_a_second_open_one(check_in: CheckIn, couple: Couple) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckIn.objects.create(
            couple=couple,
            week="2026-W51",
            meets_on=date(2026, 12, 20),
            meets_at=OPENING,
            opens_at=OPENING,
            prompt_key="x",
        )


def test_for_one_alone_the_week_says_kindly_what_it_needs(alex: Someone) -> None:
    alone = alex.opens(reverse("checkins:week"))

    assert alone.status_code == 200
    assert reverse("accounts:partner") in alone.content.decode()


def test_nothing_opens_for_a_couple_that_has_ended(friday, couple: Couple, alex: Someone) -> None:
    set_by(alex, OPENING - HOUR, weekday=6, hour=18)
    accounts.unlink(by=alex.person, at=friday)

    assert open_due(friday) == 0


def test_linking_again_brings_nothing_back(check_in: CheckIn, alex: Someone, sam: Someone) -> None:
    accounts.unlink(by=alex.person, at=check_in.opens_at)
    link(sam, alex)

    assert alex.opens(page("check_in", check_in)).status_code == 404
    assert "Choose your evening" in _week(alex)


def test_what_lies_ahead_takes_few_queries(
    check_in: CheckIn, friday: datetime, alex: Someone, django_assert_max_num_queries
) -> None:
    gets_ready(alex, check_in)
    person = alex.afresh()
    assert person.couple

    with django_assert_max_num_queries(4):
        ahead = services.ahead(person, friday)

    assert ahead.check_in == check_in
    assert (ahead.my_ready, ahead.revealed, ahead.called_off) == (True, False, False)
    assert ahead.opens_at == OPENING + timedelta(weeks=1)
    assert ahead.next_plan is None


def test_nothing_lies_ahead_for_one_alone(friday: datetime, alex: Someone) -> None:
    assert services.ahead(alex.person, friday) == services.Ahead()


def test_my_words_come_twelve_weeks_a_page(
    check_in: CheckIn, couple: Couple, alex: Someone, django_assert_max_num_queries
) -> None:
    for week in range(13):
        at = check_in.opens_at + timedelta(weeks=week)
        open_due(at)
        current = couple.check_ins.current(at).first()
        _keeps_a_wish(alex, current, f"wish number {week}.", at)

    alex.opens("/week/past/")
    with django_assert_max_num_queries(8):
        first = alex.opens("/week/past/").content.decode()
    second = alex.opens("/week/past/?page=2").content.decode()

    assert first.count("wish number") == 12
    assert "wish number 0." in second
    assert alex.opens("/week/past/?page=nonsense").status_code == 200


def _keeps_a_wish(someone: Someone, check_in: CheckIn, text: str, at: datetime) -> None:
    written = [Written("wish", 1, text, shared=False)]
    services.prepare(check_in, by=someone.person, step=step_named("wish"), written=written, at=at)


def test_a_new_time_that_is_over_for_this_week_is_said_to_begin_next_week(
    friday, couple: Couple, alex: Someone
) -> None:
    sets_slot(alex)

    sets_slot(alex, weekday="2")

    assert "The new time begins next week." in alex.opens("/week/", follow=True).content.decode()


def test_a_new_time_still_to_come_this_week_is_simply_saved(
    friday, couple: Couple, alex: Someone
) -> None:
    sets_slot(alex)

    sets_slot(alex, weekday="5")

    assert "begins next week" not in alex.opens("/week/", follow=True).content.decode()


def test_a_plan_begins_with_the_couples_zone_and_not_with_ones_own(
    friday, couple: Couple, alex: Someone, sam: Someone
) -> None:
    sets_slot(alex)

    form = sam.opens(reverse("checkins:plan")).content.decode()

    assert '<option value="Europe/Berlin" selected>' in form

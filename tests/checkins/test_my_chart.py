"""One's own chart: words first, from one's own figures alone, and one's own for good."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Couple
from checkins import charts, services
from checkins.domain.closing import Evening
from checkins.models import CheckIn, Closing
from tests.support.people import Someone, link, make_person

CHART = "/week/chart/"
FIRST = datetime(2026, 1, 4, 18, 30, tzinfo=UTC)
STEADY = [5, 6] * 4
A_LOW_ONE = [7, 8, 7, 8, 7, 8, 7, 2]


def had_evenings(
    someone: Someone, couple: Couple, heard: Iterable[int | None], *, since: datetime = FIRST
) -> None:
    """Weekly evenings from `since` on, noted with these figures; None was not noted at all."""
    for week, figure in enumerate(heard):
        meets_at = since + timedelta(weeks=week)
        check_in, _made = CheckIn.objects.get_or_create(
            couple=couple,
            meets_on=meets_at.date(),
            week=f"{meets_at:%G-W%V}",
            defaults={"meets_at": meets_at, "opens_at": meets_at, "revealed_at": meets_at},
        )
        if figure is not None:
            note = {"heard": figure, "close": None, "fit": "right"}
            services.close(check_in, by=someone.person, at=meets_at, **note)


def section(someone: Someone, title: str = "How heard you felt", query: str = "") -> str:
    """The part of the page that speaks of one measure."""
    html = someone.opens(CHART + query).content.decode()
    return html.split(f"<h2>{title}</h2>")[1].split("</section>")[0]


def figures_in(html: str) -> list[tuple[str, str]]:
    """The table: each figure with the words beside it."""
    return re.findall(r"<td>(\d+)</td><td>([^<]+)</td>", html)


def test_before_eight_evenings_it_says_how_many_are_missing(couple: Couple, alex: Someone) -> None:
    had_evenings(alex, couple, [5, 6, 5])

    html = section(alex)

    assert "Here you will see which evenings are usual for you" in html
    assert "It takes eight evenings. 5 are still missing." in html
    assert "<svg" not in html


def test_with_one_missing_it_says_one(couple: Couple, alex: Someone) -> None:
    had_evenings(alex, couple, STEADY[:7])

    assert "One is still missing." in section(alex)


def test_nothing_noted_so_far_is_eight_missing(alex: Someone) -> None:
    assert "8 are still missing." in section(alex)


def test_each_measure_counts_its_own_evenings(couple: Couple, alex: Someone) -> None:
    had_evenings(alex, couple, STEADY)

    assert "<svg" in section(alex)
    assert "8 are still missing." in section(alex, "How close you felt")


def test_words_come_first_then_the_picture_then_the_table(couple: Couple, alex: Someone) -> None:
    had_evenings(alex, couple, STEADY)

    html = section(alex)

    words = "Your latest evening, 22 February 2026, lies within your usual range."
    assert html.index(words) < html.index('<svg class="individuals__picture"')
    assert html.index("<svg") < html.index("<table>")
    # Mean 5.5, mean moving range 1: 5.5 ± 2.66.
    assert "Usual for you is between 2.8 and 8.2, around 5.5." in html
    assert figures_in(html) == [(str(figure), "within") for figure in STEADY]


def test_an_evening_below_is_said_and_has_a_shape_of_its_own(couple: Couple, alex: Someone) -> None:
    had_evenings(alex, couple, A_LOW_ONE)

    html = section(alex)

    assert "lies below your usual range." in html
    assert figures_in(html)[-1] == ("2", "below")
    # One in the picture, one in the key.
    assert html.count('d="M0 8 8-6H-8Z"') == 2
    assert "This reaches the upper end of the scale, so no evening can lie above it." in html


def test_the_picture_is_named_for_those_who_do_not_see_it(couple: Couple, alex: Someone) -> None:
    had_evenings(alex, couple, A_LOW_ONE)

    picture = section(alex).split('<svg class="individuals__picture"')[1]

    assert picture.startswith(' role="img" aria-label="How heard you felt: Your latest evening')
    assert "<title>How heard you felt</title>" in picture
    assert "<desc>Your latest evening" in picture


def test_always_the_same_is_too_little_variation(couple: Couple, alex: Someone) -> None:
    had_evenings(alex, couple, [7] * 9)

    html = section(alex)

    assert "You noted 7 on all 9 evenings." in html
    assert "too little variation" in html
    assert "<svg" not in html


def test_a_missed_week_is_no_point_and_no_zero(couple: Couple, alex: Someone) -> None:
    had_evenings(alex, couple, [5, None, 6, 5, 6, None, None, 5, 6, 5, 6])

    assert [figure for figure, _words in figures_in(section(alex))] == [str(n) for n in STEADY]


def test_eight_in_a_row_are_marked_when_asked_for(couple: Couple, alex: Someone) -> None:
    # Mean 6, eight above and then eight below it, all within the limits.
    had_evenings(alex, couple, [9, 7] * 4 + [3, 5] * 4)

    plain, with_runs = section(alex), section(alex, query="?runs=on")

    assert "lies within your usual range." in plain
    assert {words for _figure, words in figures_in(plain)} == {"within"}
    assert "It is one of eight or more in a row below your middle." in with_runs
    assert figures_in(with_runs)[0] == ("9", "in a row above the middle")
    assert figures_in(with_runs)[-1] == ("5", "in a row below the middle")


def test_the_rule_is_a_plain_link_and_the_page_says_what_it_does(
    couple: Couple, alex: Someone
) -> None:
    had_evenings(alex, couple, STEADY)

    off = alex.opens(CHART).content.decode()
    on = alex.opens(f"{CHART}?runs=on").content.decode()

    assert 'href="/week/chart/?runs=on"' in off
    assert 'href="/week/chart/">Mark single evenings only' in on
    assert "Looking for this finds more, and is wrong more often" in off


def test_the_page_says_what_a_chart_cannot_say(alex: Someone) -> None:
    html = alex.opens(CHART).content.decode()

    assert "This shows a pattern, not a cause." in html
    assert 'href="/week/">To the week' in html


def test_no_figure_of_the_other_is_in_it(couple: Couple, alex: Someone, sam: Someone) -> None:
    had_evenings(alex, couple, STEADY)
    before = alex.sees(CHART)

    had_evenings(sam, couple, A_LOW_ONE)

    assert alex.sees(CHART) == before
    assert figures_in(section(sam))[-1] == ("2", "below")


def test_my_evenings_are_mine_over_all_couples_and_in_their_order(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    had_evenings(alex, couple, [5, 6, 5, 6])
    accounts.unlink(by=sam.person, at=timezone.now())
    alex.afresh()
    assert "4 are still missing." in section(alex)

    later = link(alex, make_person("Kim"))
    had_evenings(alex, later, [7, 8, 7, 8], since=FIRST + timedelta(weeks=10))

    assert [figure for figure, _words in figures_in(section(alex))] == [*"56567878"]


def test_they_stay_when_the_other_one_erases_their_account(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    had_evenings(alex, couple, STEADY)

    accounts.erase(by=sam.person, at=timezone.now())

    assert len(figures_in(section(alex))) == 8


def test_it_looks_back_two_years_and_asks_the_database_little(
    couple: Couple, alex: Someone, django_assert_max_num_queries
) -> None:
    had_evenings(alex, couple, [1] + [5, 6] * 52)
    alex.opens("/help/")

    with django_assert_max_num_queries(6):
        html = alex.opens(CHART).content.decode()

    assert Closing.objects.count() == 105
    assert len(figures_in(html)) == services.closing.MOST_EVENINGS
    assert ("1", "below") not in figures_in(html)


def test_marks_lie_where_their_figures_are() -> None:
    heard = [0, 10, 0, 10, 0, 10, 0, 10]
    evenings = [Evening(FIRST + timedelta(weeks=n), heard=figure) for n, figure in enumerate(heard)]

    picture, _close = charts.pictures(evenings)

    assert [dot.y for dot in picture.dots] == [100.0, 0.0] * 4
    assert (picture.dots[0].x, picture.dots[-1].x) == (3.0, pytest.approx(97.0))
    assert len(picture.links) == 7
    # 5 ± 26.6 covers the scale.
    assert (picture.high_y, picture.mean_y, picture.band_height) == (0.0, 50.0, 100.0)
    assert "no single evening can stand out" in picture.note


@pytest.mark.parametrize(
    ("heard", "words"),
    [
        ([3, 2, 3, 2, 3, 2, 3, 8], "lies above your usual range."),
        ([2, 3, 2, 3, 2, 3, 2, 3], "lies within your usual range."),
    ],
)
def test_words_for_what_the_latest_evening_is(heard: list[int], words: str) -> None:
    evenings = [Evening(FIRST + timedelta(weeks=n), heard=figure) for n, figure in enumerate(heard)]

    picture, _close = charts.pictures(evenings)

    assert words in picture.words

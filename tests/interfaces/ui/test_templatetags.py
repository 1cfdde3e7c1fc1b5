"""Tags that put figures and icons into pages."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from raschet.interfaces.ui.icons import ICONS
from raschet.interfaces.ui.services import BADGES, OTHER, badge_of
from raschet.interfaces.ui.templatetags.ui import tel


def rendered(source, **context):
    with translation.override("ru"):
        return Template("{% load ui %}" + source).render(Context(context))


def test_amount_is_shown_and_said():
    html = rendered("{% amount kopecks %}", kopecks=712_372)

    assert 'aria-hidden="true">7\N{NO-BREAK SPACE}123,72\N{NO-BREAK SPACE}₽<' in html
    assert ">7123 рубля 72 копейки<" in html


def test_icon_outside_the_sprite_is_refused():
    with pytest.raises(TemplateSyntaxError, match="unicorn"):
        rendered("{% icon 'unicorn' %}")


def test_icon_points_into_the_hashed_sprite():
    html = rendered("{% icon 'home' %}")

    assert 'href="/static/vendor/icons.' in html
    assert html.endswith('.svg#home"/></svg>')


@pytest.mark.parametrize(
    ("phone", "address"),
    [
        ("8 (000) 000-00-00", "+70000000000"),
        ("+7 000 000 00 00", "+70000000000"),
        ("112", "112"),
    ],
)
def test_phone_becomes_an_address(phone, address):
    assert tel(phone) == address


def test_every_badge_has_its_icon_in_the_sprite():
    assert {badge.icon for badge in [*BADGES.values(), OTHER]} <= ICONS


@pytest.mark.parametrize(
    ("code", "badge"),
    [
        ("hot_water", BADGES["HOT_WATER"]),
        ("hot_water_common", BADGES["HOT_WATER"]),
        ("unheard_of", OTHER),
    ],
)
def test_badge_of_a_part_is_that_of_its_service(code, badge):
    assert badge_of(code) == badge

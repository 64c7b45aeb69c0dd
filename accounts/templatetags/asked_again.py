"""What *Is it you?* says about what goes on after it."""

from django import template

from accounts.waiting import Door, asked_for

register = template.Library()


@register.simple_tag(takes_context=True)
def door_behind(context: template.Context) -> Door | None:
    """What was asked for, if it has a name."""
    return asked_for(context["request"])

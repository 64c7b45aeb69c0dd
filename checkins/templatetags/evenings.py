"""How lengths of time read on a page."""

from django import template

from checkins import labels

register = template.Library()
register.filter("length_in_words", labels.length)

"""What templates say: icons, heat, times, marked words."""

from django import template

register = template.Library()

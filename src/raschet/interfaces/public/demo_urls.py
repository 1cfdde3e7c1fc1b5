"""Addresses that exist in demo mode alone."""

from __future__ import annotations

from django.urls import path, register_converter

from raschet.interfaces.public import demo_pages, mailbox_pages
from raschet.interfaces.ui.converters import MonthConverter

register_converter(MonthConverter, "month")

urlpatterns = [
    path("mailbox/", mailbox_pages.mailbox, name="demo_mailbox"),
    path("accounts/<uuid:public_id>/", demo_pages.account, name="demo_account"),
    path(
        "accounts/<uuid:public_id>/<month:period>/", demo_pages.account, name="demo_account_month"
    ),
]

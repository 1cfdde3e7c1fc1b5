"""Addresses that exist in demo mode alone."""

from __future__ import annotations

from django.urls import path

from raschet.interfaces.public import mailbox_pages

urlpatterns = [
    path("mailbox/", mailbox_pages.mailbox, name="demo_mailbox"),
]

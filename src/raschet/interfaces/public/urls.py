"""Addresses of the pages that need no login."""

from __future__ import annotations

from django.urls import path

from raschet.interfaces.public import info_pages, receipt_page, views
from raschet.interfaces.public.readings import views as readings

urlpatterns = [
    path("", views.home, name="home"),
    path("readings/", readings.account, name="readings"),
    path("readings/<str:word>/", readings.meters, name="readings_meters"),
    path("readings/<str:word>/done/", readings.done, name="readings_done"),
    path("receipts/", receipt_page.check, name="receipts"),
    path("contacts/", info_pages.contacts, name="contacts"),
    path("accessibility/", info_pages.accessibility, name="accessibility"),
    path("privacy/", info_pages.privacy, name="privacy"),
    path("pay/", views.by_phone, {"place": "pay"}, name="pay"),
]

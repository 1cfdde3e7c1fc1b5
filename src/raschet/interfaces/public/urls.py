"""Addresses of the pages that need no login."""

from __future__ import annotations

from django.urls import path

from raschet.interfaces.public import views

urlpatterns = [
    path("", views.home, name="home"),
    path("readings/", views.by_phone, {"place": "readings"}, name="readings"),
    path("pay/", views.by_phone, {"place": "pay"}, name="pay"),
]

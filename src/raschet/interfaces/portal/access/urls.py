"""Addresses of registration, sign-in, recovery and settings."""

from __future__ import annotations

from django.urls import path

from raschet.interfaces.portal.access import login, settings_pages

urlpatterns = [
    path("login/", login.login, name="login"),
    path("logout/", login.logout, name="logout"),
    path("my/settings/", settings_pages.overview, name="settings"),
]

"""Addresses of the residents' own pages. Everything under ``my/`` needs a sign-in."""

from __future__ import annotations

from django.urls import include, path

from raschet.interfaces.portal import cabinet_pages

urlpatterns = [
    path("", include("raschet.interfaces.portal.access.urls")),
    path("my/", cabinet_pages.home, name="cabinet"),
]

"""Addresses of the residents' own pages. Everything under ``my/`` needs a sign-in."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("raschet.interfaces.portal.access.urls")),
    path("my/", include("raschet.interfaces.portal.cabinet.urls")),
]

"""Addresses of the residents' site: Russian at the root, English under ``/en/``."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

pages: list[URLPattern | URLResolver] = [
    path("", include("raschet.interfaces.portal.urls")),
    path("", include("raschet.interfaces.public.urls")),
    path("check/", include("raschet.interfaces.ui.robot_check.urls")),
]
if settings.RASCHET.demo_mode:
    pages.append(path("demo/", include("raschet.interfaces.public.demo_urls")))

urlpatterns: list[URLPattern | URLResolver] = i18n_patterns(*pages, prefix_default_language=False)

handler400 = "raschet.interfaces.ui.errors.bad_request"
handler403 = "raschet.interfaces.ui.errors.permission_denied"
handler404 = "raschet.interfaces.ui.errors.page_not_found"
handler500 = "raschet.interfaces.ui.errors.server_error"

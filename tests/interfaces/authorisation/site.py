"""The site's addresses as they are in demo mode: the fullest there are."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from raschet.config import urls as site

handler404 = site.handler404
urlpatterns = [
    *site.urlpatterns,
    *i18n_patterns(
        path("demo/", include("raschet.interfaces.public.demo_urls")), prefix_default_language=False
    ),
]

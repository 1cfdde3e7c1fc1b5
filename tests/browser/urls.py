"""The site's addresses and, beside them, a page that fails."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from raschet.config import urls as site

handler404 = site.handler404
handler500 = site.handler500


def fails(request):
    raise RuntimeError("a fault for the error page")


urlpatterns = [
    *site.urlpatterns,
    *i18n_patterns(path("sample/fails/", fails), prefix_default_language=False),
]

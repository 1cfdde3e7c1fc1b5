"""The site's addresses and, beside them, its pages filled from samples."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, register_converter, reverse
from tests.interfaces import samples

from raschet.config import urls as site
from raschet.interfaces.ui.account_page import account_page
from raschet.interfaces.ui.converters import MonthConverter

handler404 = site.handler404
handler500 = site.handler500
register_converter(MonthConverter, "month")

LONG = samples.replace(
    samples.CARD,
    address="пос. Верхнее Новосёлово, мкр. Железнодорожников, ул. Красногвардейская, д. 112к2, кв. 348",
    holder_name="Константинопольская Александра Всеволодовна",
)
ACCOUNTS = {
    "bill": (samples.CARD, samples.BILL, samples.MONTHS),
    "paid": (samples.CARD, samples.PAID, samples.MONTHS[-1:]),
    "overpaid": (LONG, samples.OVERPAID, samples.MONTHS[-6:]),
    "new": (samples.CARD, None, []),
    "closed": (samples.CLOSED, None, samples.MONTHS[:10]),
}


def account(request, name, period=samples.OCTOBER):
    card, bill, months = ACCOUNTS[name]
    page = account_page(
        card=card,
        bill=bill if period == samples.OCTOBER else None,
        months=months,
        period=period if months else None,
        today=samples.TODAY,
        change=samples.CHANGE if name == "bill" and period == samples.OCTOBER else None,
        month_address=lambda month: reverse("sample_month", args=[name, month]),
    )
    return render(request, "public/account.html", {"place": "bills", "page": page})


def start(request):
    accounts = [
        {
            "public_id": f"{index}",
            "number": f"10458{index}",
            "address": f"ул. Садовая, д. 12, кв. {index}",
        }
        for index in range(6)
    ]
    return render(request, "public/home.html", {"place": "home", "accounts": accounts})


def fails(request):
    raise RuntimeError("a fault for the error page")


urlpatterns = [
    *site.urlpatterns,
    *i18n_patterns(
        path("sample/start/", start),
        path("sample/fails/", fails),
        path("sample/<str:name>/", account, name="sample"),
        path("sample/<str:name>/<month:period>/", account, name="sample_month"),
        path("sample/open/<path:public_id>", lambda request: HttpResponse(), name="demo_account"),
        prefix_default_language=False,
    ),
]

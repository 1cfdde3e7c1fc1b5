"""Addresses of the cabinet. No account number stands in any of them."""

from __future__ import annotations

from django.urls import path, register_converter

from raschet.interfaces.portal.cabinet.views import (
    accounts,
    bills,
    dwelling,
    home,
    meters,
    money,
    notifications,
    places,
    readings,
)
from raschet.interfaces.ui.converters import MonthConverter

register_converter(MonthConverter, "month")

app_name = "cabinet"
urlpatterns = [
    path("", home.home, name="home"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("home/", dwelling.dwelling, name="dwelling"),
    path("readings/", readings.readings, name="readings"),
    path("readings/estimate/", readings.estimate, name="readings_estimate"),
    path("readings/given/", readings.readings_given, name="readings_given"),
    path("readings/<uuid:public_id>/", meters.meter, name="meter"),
    path("readings/<uuid:public_id>/csv/", meters.meter_file, name="meter_file"),
    path("balances/", money.balances, name="balances"),
    path("balances/csv/", money.balances_file, name="balances_file"),
    path("charges/", money.charges, name="charges"),
    path("charges/csv/", money.charges_file, name="charges_file"),
    path("bills/", bills.bills, name="bills"),
    path("bills/<month:period>/", bills.bill, name="bill"),
    path("payments/", money.payments, name="payments"),
    path("payments/csv/", money.payments_file, name="payments_file"),
    path("pay/", places.pay, name="pay"),
    path("appeals/", places.appeals, name="appeals"),
    path("notifications/", notifications.notifications, name="notifications"),
]

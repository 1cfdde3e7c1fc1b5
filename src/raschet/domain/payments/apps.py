from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "raschet.domain.payments"
    label = "payments"

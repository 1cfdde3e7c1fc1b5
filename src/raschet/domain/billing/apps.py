from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "raschet.domain.billing"
    label = "billing"

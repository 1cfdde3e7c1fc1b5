from django.apps import AppConfig


class TariffsConfig(AppConfig):
    name = "raschet.domain.tariffs"
    label = "tariffs"

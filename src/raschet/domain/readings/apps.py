from django.apps import AppConfig


class ReadingsConfig(AppConfig):
    name = "raschet.domain.readings"
    label = "readings"

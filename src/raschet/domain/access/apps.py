from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "raschet.domain.access"
    label = "access"

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "raschet.domain.registry"
    label = "registry"

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "raschet.domain.access"
    label = "access"

    def ready(self) -> None:
        from raschet.domain.access.letters import register_letters

        register_letters()

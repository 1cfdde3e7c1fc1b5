from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "raschet.domain.audit"
    label = "audit"

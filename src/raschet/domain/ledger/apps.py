from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "raschet.domain.ledger"
    label = "ledger"

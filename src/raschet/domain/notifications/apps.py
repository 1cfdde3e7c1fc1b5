from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "raschet.domain.notifications"
    label = "notifications"

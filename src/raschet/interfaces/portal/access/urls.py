"""Addresses of registration, sign-in, recovery and settings."""

from __future__ import annotations

from django.urls import include, path

from raschet.interfaces.portal.access import (
    choose_password,
    login,
    recovery,
    registration,
    settings_pages,
)

registration_pages = [
    path("", registration.number, name="register"),
    path("contact/", registration.contact, name="register_contact"),
    path("person/", registration.person, name="register_person"),
    path("sent/", registration.sent, name="register_sent"),
    path("sent/again/", registration.send_again, name="register_again"),
]
settings_addresses = [
    path("", settings_pages.overview, name="settings"),
    path("password/", settings_pages.password, name="change_password"),
    path("delete/", settings_pages.delete, name="delete_cabinet"),
    path("sessions/end/", settings_pages.end_all, name="end_sessions"),
    path("sessions/<uuid:public_id>/end/", settings_pages.end_one, name="end_session"),
    path("requests/<uuid:public_id>/object/", settings_pages.object_to, name="object_to_request"),
]
urlpatterns = [
    path("login/", login.login, name="login"),
    path("logout/", login.logout, name="logout"),
    path("password/", choose_password.choose_password, name="choose_password"),
    path("register/", include(registration_pages)),
    path("recover/", recovery.recover, name="recover"),
    path("recover/sent/", recovery.sent, name="recover_sent"),
    path("deleted/", settings_pages.deleted, name="cabinet_deleted"),
    path("my/settings/", include(settings_addresses)),
    path("my/accounts/add/", settings_pages.add_account, name="add_account"),
]

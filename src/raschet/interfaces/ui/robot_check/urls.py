"""Addresses of the check's own files."""

from __future__ import annotations

from django.urls import path

from raschet.interfaces.ui.robot_check import views

urlpatterns = [
    path("work/", views.work_challenge, name="check_work"),
    path("<str:token>.png", views.digits_picture, name="check_picture"),
    path("<str:token>.wav", views.digits_sound, name="check_sound"),
]

"""The page that a one-time password opens, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from raschet.domain.access.password_hashers import TooManyHashes
from raschet.domain.access.services.choose_password import (
    OneTimePasswordNotValid,
    PasswordNotAllowed,
    choose_first_password,
)
from raschet.interfaces.portal.access.forms import NewPasswordForm
from raschet.interfaces.portal.access.login import ONE_TIME, sign_in
from raschet.interfaces.portal.access.refusals import busy, form_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest) -> HttpResponse:
    """Choose a password and be signed in. Without a one-time password it leads to the sign-in."""
    opened = request.session.get(ONE_TIME)
    if not isinstance(opened, dict):
        return redirect("login")
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = choose_first_password(
                one_time_id=opened["id"], password=form.cleaned_data["password"], now=timezone.now()
            )
        except PasswordNotAllowed as error:
            form.refuse(error.fault)
        except OneTimePasswordNotValid:
            request.session.flush()
            heading = gettext("The one-time password is not valid any more")
            text = gettext(
                "It was used, a newer letter replaced it, or its time is over. Nothing was changed. "
                "Ask for a new letter by “Forgot the password?” on the sign-in page."
            )
            context = {"heading": heading, "text": text}
            return render(request, "ui/error.html", context, status=410)
        except TooManyHashes:
            busy(form)
        else:
            sign_in(request, user)
            return redirect("cabinet:home")
    return form_page(request, "choose_password", form, login=opened["login"])

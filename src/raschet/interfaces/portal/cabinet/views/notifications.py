"""Letters to the resident."""

from django.http import HttpResponse


def notifications(request):
    return HttpResponse("")

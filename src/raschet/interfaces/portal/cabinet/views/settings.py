from django.http import HttpResponse
def notifications(request): return HttpResponse("")
def settings(request): return HttpResponse("")

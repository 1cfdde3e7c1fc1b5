"""What granian serves during browser tests."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.browser.settings"

import django
from django.core.wsgi import get_wsgi_application

from raschet.interfaces.ui.static_files import collect_static_files

django.setup()
# The application lists the static files when it is made: they must be there before it.
collect_static_files()
application = get_wsgi_application()

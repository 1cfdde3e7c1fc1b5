"""The site's own settings, with addresses that also show pages from samples."""

from raschet.config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.browser.urls"

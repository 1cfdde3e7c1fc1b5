"""The month's deeds in one line each."""

from tests.domain.town import NOW, OCTOBER

from raschet.domain.billing.services.approve_run import approve_run
from raschet.domain.billing.services.run_month import run_month
from raschet.domain.documents.services.finish_month import finish_month
from raschet.domain.documents.services.publish_month import publish_month


def computed(period=OCTOBER):
    return run_month(period=period, actor="galina", now=NOW)


def approved(period=OCTOBER, *, accept_errors=False):
    run = computed(period)
    for login in ("galina", "dmitry"):
        approve_run(run_id=run.run_id, login=login, approved_at=NOW, accept_errors=accept_errors)
    return run


def published(period=OCTOBER):
    run = approved(period)
    publish_month(run_id=run.run_id, login="dmitry", published_at=NOW)
    return run


def closed(period=OCTOBER):
    run = published(period)
    finish_month(period=period, login="dmitry", closed_at=NOW)
    return run

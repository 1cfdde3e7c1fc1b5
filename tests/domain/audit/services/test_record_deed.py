import threading

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from raschet.domain.audit.models import AuditRecord
from raschet.domain.audit.selectors import ChainProof, prove_chain
from raschet.domain.audit.services.record_deed import DeedDetailInvalid, record_deed

pytestmark = pytest.mark.django_db

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
DETAIL = st.dictionaries(
    TEXT,
    st.recursive(
        st.none() | st.booleans() | st.integers() | TEXT,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)


def test_records_form_a_chain_that_proves_itself():
    first = record_deed(actor="galina", action="RUN_PUBLISHED", subject="period:2026-10")
    second = record_deed(actor="system", action="PERIOD_CLOSED", subject="period:2026-10")

    rows = {row.pk: row for row in AuditRecord.objects.all()}
    assert bytes(rows[first].previous_hash) == bytes(32)
    assert bytes(rows[second].previous_hash) == bytes(rows[first].hash)
    assert prove_chain() == ChainProof(records=2, broken_id=None)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(details=st.lists(DETAIL, min_size=1, max_size=3))
def test_any_detail_survives_the_way_through_the_database(details):
    with transaction.atomic():
        for detail in details:
            record_deed(actor="вера", action="NOTED", subject="x", detail=detail)

        assert prove_chain().whole
        transaction.set_rollback(True)


@pytest.mark.parametrize("detail", [{"share": 0.5}, {"rows": [1, {"x": 2.0}]}, {"day": object()}])
def test_a_detail_that_could_not_be_hashed_again_is_refused(detail):
    with pytest.raises(DeedDetailInvalid) as refusal:
        record_deed(actor="galina", action="NOTED", subject="x", detail=detail)

    assert refusal.value.path.startswith("detail.")
    assert not AuditRecord.objects.exists()


def test_a_row_altered_behind_the_guard_is_named():
    record_deed(actor="galina", action="ONE", subject="x")
    altered = record_deed(actor="galina", action="TWO", subject="x", detail={"kopecks": 100})
    record_deed(actor="galina", action="THREE", subject="x")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditrecord DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE audit_auditrecord SET detail = '{\"kopecks\": 1}' WHERE id = %s", [altered]
        )

    assert prove_chain() == ChainProof(records=1, broken_id=altered)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditrecord SET actor = 'vera'",
        "DELETE FROM audit_auditrecord",
        "TRUNCATE audit_auditrecord",
    ],
)
def test_the_database_refuses_to_change_a_record(statement):
    record_deed(actor="galina", action="ONE", subject="x")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db(transaction=False)
def test_a_second_writer_waits_for_the_first(django_db_blocker):
    record_deed(actor="galina", action="ONE", subject="x")
    outcome = []

    def write():
        with django_db_blocker.unblock():
            try:
                with transaction.atomic():
                    connection.cursor().execute("SET LOCAL lock_timeout = '200ms'")
                    record_deed(actor="vera", action="TWO", subject="x")
            except DatabaseError as error:
                outcome.append(str(error))
            finally:
                connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()

    assert "lock timeout" in outcome[0]

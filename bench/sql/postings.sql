-- One transfer per account and service: receivable of the resident, accrued for the supplier.
INSERT INTO bench_sql_posting (
    account_id, book_id, entry_id, amount_kopecks, supplier_id, "row", origin_period, value_date,
    service_id, debit, credit, kind
)
SELECT account_id, 0, 0, sum(amount_kopecks), supplier_id,
    row_number() OVER (PARTITION BY account_id ORDER BY service_id, supplier_id),
    %(first)s, %(last)s, service_id, 10, 30, 2
FROM bench_sql_line
GROUP BY account_id, service_id, supplier_id
HAVING sum(amount_kopecks) > 0;

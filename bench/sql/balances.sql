-- The turnover of the month from the postings; the opening balance from those of books before it.
INSERT INTO bench_sql_balance (
    account_id, opening_kopecks, charged_kopecks, recalculated_kopecks, benefit_kopecks,
    penalty_kopecks, paid_kopecks, refunded_kopecks, set_off_kopecks, written_off_kopecks,
    closing_kopecks, period, service_id
)
SELECT account_id, coalesce(opening.amount, 0), coalesce(charged.amount, 0), 0, 0, 0,
    coalesce(opening.paid, 0), 0, 0, 0,
    coalesce(opening.amount, 0) + coalesce(charged.amount, 0) - coalesce(opening.paid, 0),
    %(first)s, service_id
FROM (
    SELECT account_id, service_id, sum(amount_kopecks)::bigint AS amount
    FROM bench_sql_posting GROUP BY account_id, service_id
) charged
FULL JOIN (
    SELECT account_id, service_id,
        (coalesce(sum(amount_kopecks) FILTER (WHERE debit = 10 AND value_date < %(first)s), 0)
        - coalesce(sum(amount_kopecks) FILTER (WHERE credit = 10 AND value_date < %(first)s), 0)
        )::bigint AS amount,
        sum(amount_kopecks) FILTER (WHERE credit = 10 AND value_date >= %(first)s)::bigint AS paid
    FROM ledger_posting
    WHERE value_date < %(next)s AND account_id > 0 AND (10 IN (debit, credit))
        AND book_id <> %(book)s
    GROUP BY account_id, service_id
) opening USING (account_id, service_id);

-- Priced lines; who could have a meter and has none gets the raising part as a line of its own.
INSERT INTO bench_sql_line (
    account_id, run_id, amount_kopecks, supplier_id, quantity_micro, rate_micro_rubles, tariff_id,
    persons_micro, norm_micro, coefficient_micro, area_micro, origin_period, segment_from,
    segment_until, service_id, line_no, days, kind, method, zone
)
WITH priced AS (
    SELECT quantity.*, tariff.id AS tariff_id, tariff.rate_micro_rubles,
        row_number() OVER (PARTITION BY quantity.account_id, quantity.service_id
            ORDER BY quantity.zone, tariff.component) AS number
    FROM quantity
    JOIN tariffs_tariff tariff
        ON tariff.service_id = quantity.service_id
        AND tariff.tariff_group = quantity.tariff_group
        AND tariff.zone = quantity.zone
        AND (tariff.supplier_id IS NULL OR tariff.supplier_id = quantity.supplier_id)
        AND tariff.band = 1
        AND tariff.valid_from <= %(last)s
        AND (tariff.valid_until IS NULL OR tariff.valid_until > %(last)s)
)
SELECT account_id, 0, round(quantity_micro::numeric * rate_micro_rubles / 10000000000)::bigint,
    supplier_id, quantity_micro, rate_micro_rubles, tariff_id, persons * 1000000::bigint,
    norm_micro, NULL, area_micro, %(first)s, %(first)s, %(next)s, service_id, number::smallint,
    (%(next)s::date - %(first)s::date)::smallint, 'CHARGE', basis, nullif(zone, '')
FROM priced
UNION ALL
SELECT account_id, 0,
    round(quantity_micro::numeric * rate_micro_rubles
        * (coefficient.coefficient_micro - 1000000) / 10000000000000000)::bigint,
    supplier_id, quantity_micro, rate_micro_rubles, tariff_id, persons * 1000000::bigint,
    norm_micro, coefficient.coefficient_micro, area_micro, %(first)s, %(first)s, %(next)s,
    priced.service_id, (number + 100)::smallint, (%(next)s::date - %(first)s::date)::smallint,
    'RAISING', basis, nullif(zone, '')
FROM priced
JOIN tariffs_raisingcoefficient coefficient
    ON coefficient.service_id = priced.service_id
    AND coefficient.valid_from <= %(last)s
    AND (coefficient.valid_until IS NULL OR coefficient.valid_until > %(last)s)
WHERE raising AND basis = 'NORM' AND priced.method = 'METER_OR_NORM';

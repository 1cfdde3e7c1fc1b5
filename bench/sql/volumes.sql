-- What each account's meters measured in the month, by zone: last accepted reading less the one
-- before. No rollover, no average, no meter changed inside the month.
CREATE TEMPORARY TABLE volume AS
SELECT
    meter.account_id,
    meter.service_id,
    register.zone,
    sum(round((shown.current_micro - coalesce(shown.previous_micro, register.initial_micro))
        * meter.ratio_micro::numeric / 1000000))::bigint AS volume_micro
FROM registry_meter meter
JOIN registry_register register ON register.meter_id = meter.id
JOIN (
    SELECT
        account_id,
        register_id,
        max(value_micro) FILTER (WHERE taken_on >= %(first)s) AS current_micro,
        max(value_micro) FILTER (WHERE taken_on < %(first)s) AS previous_micro
    FROM readings_reading
    WHERE state = 'ACCEPTED' AND taken_on < %(next)s
    GROUP BY account_id, register_id
) shown ON shown.account_id = meter.account_id AND shown.register_id = register.id
WHERE meter.account_id > 0 AND meter.removed_on IS NULL AND shown.current_micro IS NOT NULL
GROUP BY meter.account_id, meter.service_id, register.zone;
ANALYZE volume;

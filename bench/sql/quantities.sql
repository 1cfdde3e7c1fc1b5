-- The quantity of every supply: by meter, by norm, by area, by persons or fixed; wastewater is the
-- sum of the waters.
CREATE TEMPORARY TABLE quantity AS
WITH norm AS (
    SELECT service_id, norm_group, rooms, persons, per, value_micro,
        lead(persons) OVER (PARTITION BY service_id, norm_group, per, rooms ORDER BY persons) AS upto
    FROM tariffs_norm
    WHERE valid_from <= %(last)s AND (valid_until IS NULL OR valid_until > %(last)s)
),
metered AS (
    SELECT supply.*, volume.zone, volume.volume_micro AS quantity_micro,
        NULL::bigint AS norm_micro, 'METER' AS basis
    FROM supply
    JOIN volume USING (account_id, service_id)
    WHERE supply.method = 'METER_OR_NORM'
),
by_norm AS (
    SELECT supply.*, '' AS zone, (supply.persons * norm.value_micro)::bigint AS quantity_micro,
        norm.value_micro AS norm_micro, 'NORM' AS basis
    FROM supply
    JOIN norm ON norm.service_id = supply.service_id
        AND norm.norm_group = supply.norm_group
        AND norm.per = 'PERSON_MONTH'
        AND (norm.rooms IS NULL OR norm.rooms = supply.rooms)
        AND (norm.persons IS NULL OR norm.persons <= supply.persons)
        AND (norm.upto IS NULL OR norm.upto > supply.persons)
    WHERE supply.method = 'METER_OR_NORM' AND supply.persons > 0
        AND NOT EXISTS (
            SELECT FROM volume
            WHERE volume.account_id = supply.account_id AND volume.service_id = supply.service_id
        )
),
water AS (
    SELECT account_id, sum(quantity_micro)::bigint AS quantity_micro
    FROM (TABLE metered UNION ALL TABLE by_norm) used
    WHERE service_id IN (1, 2)
    GROUP BY account_id
),
wastewater AS (
    SELECT supply.*, '' AS zone, water.quantity_micro, NULL::bigint AS norm_micro, 'METER' AS basis
    FROM supply JOIN water USING (account_id)
    WHERE supply.method = 'WASTEWATER'
),
waste AS (
    SELECT supply.*, '' AS zone,
        round((CASE WHEN norm.per LIKE 'PERSON%%' THEN supply.persons::numeric * 1000000
            ELSE supply.area_micro::numeric END)
            * norm.value_micro / (CASE WHEN norm.per LIKE '%%YEAR' THEN 12000000 ELSE 1000000 END)
        )::bigint AS quantity_micro,
        norm.value_micro AS norm_micro, 'NORM' AS basis
    FROM supply
    JOIN norm ON norm.service_id = supply.service_id AND norm.norm_group = supply.norm_group
    WHERE supply.method IN ('WASTE_PERSONS', 'WASTE_AREA', 'NORM_AREA')
),
plain AS (
    SELECT supply.*, '' AS zone,
        CASE supply.method WHEN 'FIXED' THEN supply.quantity * 1000000::bigint
            ELSE supply.area_micro END AS quantity_micro,
        NULL::bigint AS norm_micro, supply.method AS basis
    FROM supply
    WHERE supply.method IN ('AREA_RATE', 'FIXED')
)
TABLE metered UNION ALL TABLE by_norm UNION ALL TABLE wastewater UNION ALL TABLE waste
UNION ALL TABLE plain;
ANALYZE quantity;

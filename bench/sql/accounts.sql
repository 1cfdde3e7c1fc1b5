-- Supplies of every account on the last day of the month, with the facts that price them.
CREATE TEMPORARY TABLE supply AS
SELECT
    account.id AS account_id,
    house_supply.service_id,
    house_supply.supplier_id,
    house_supply.method,
    coalesce(exception.tariff_group, house_supply.tariff_group) AS tariff_group,
    coalesce(exception.norm_group, house_supply.norm_group) AS norm_group,
    coalesce(exception.quantity, 1) AS quantity,
    house_supply.raising AND NOT coalesce(exception.metering_impossible, false) AS raising,
    area.area_micro,
    unit.rooms,
    coalesce(nullif(household.registered + household.temporary, 0), owner.owners, 0) AS persons
FROM registry_account account
JOIN registry_unit unit ON unit.id = account.unit_id
JOIN registry_housesupply house_supply
    ON house_supply.house_id = account.house_id
    AND house_supply.valid_from <= %(last)s
    AND (house_supply.valid_until IS NULL OR house_supply.valid_until > %(last)s)
LEFT JOIN registry_accountsupply exception
    ON exception.account_id = account.id
    AND exception.service_id = house_supply.service_id
    AND exception.valid_from <= %(last)s
    AND (exception.valid_until IS NULL OR exception.valid_until > %(last)s)
LEFT JOIN registry_accountarea area
    ON area.account_id = account.id
    AND area.valid_from <= %(last)s
    AND (area.valid_until IS NULL OR area.valid_until > %(last)s)
LEFT JOIN registry_household household
    ON household.account_id = account.id
    AND household.valid_from <= %(last)s
    AND (household.valid_until IS NULL OR household.valid_until > %(last)s)
LEFT JOIN (
    SELECT account_id, count(*) AS owners
    FROM registry_ownership
    WHERE valid_from <= %(last)s AND (valid_until IS NULL OR valid_until > %(last)s)
    GROUP BY account_id
) owner ON owner.account_id = account.id
WHERE account.opened_on <= %(last)s
    AND (account.closed_on IS NULL OR account.closed_on > %(last)s)
    AND coalesce(exception.included, true);
ANALYZE supply;

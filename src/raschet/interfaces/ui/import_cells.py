"""Words for one cell of an import: why it is refused, or how it was put right."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

CELL_WORDS: Final = {
    "EMPTY": _("the cell must be filled"),
    "FORMULA_FAILED": _("the formula failed; put the value there"),
    "FORMULA_NOT_COMPUTED": _(
        "the formula has no stored result; open and save the file in a spreadsheet"
    ),
    "TEXT_DAMAGED": _("letters were lost in an earlier conversion"),
    "TEXT_TOO_LONG": _("longer than %(limit)s characters"),
    "DIGITS_LOST_IN_SCIENTIFIC": _(
        "the spreadsheet shortened the number to scientific notation and digits are lost; "
        "format the column as text and enter it again"
    ),
    "DIGITS_LOST_IN_NUMBER": _(
        "the number has more digits than a spreadsheet keeps; format the column as text"
    ),
    "NUMBER_BECAME_DATE": _(
        "the spreadsheet turned the number into a date; format the column as text"
    ),
    "NOT_AN_IDENTIFIER": _("not a number of an account or a meter"),
    "ACCOUNT_NOT_DIGITS": _("an account number has %(digits)s digits"),
    "ACCOUNT_TOO_LONG": _("an account number has at most %(digits)s digits"),
    "ACCOUNT_PATTERN": _("account numbers of this centre match %(pattern)s"),
    "NOT_DIGITS": _("only digits are possible here"),
    "NOT_A_NUMBER": _("not a number"),
    "LETTERS_IN_NUMBER": _("letters inside a number"),
    "NUMBER_IN_SCIENTIFIC": _("scientific notation hides digits; write the number out"),
    "NUMBER_DID_NOT_FIT": _("the number did not fit its field and was saved as asterisks"),
    "NUMBER_TOO_LARGE": _("the number is too large to be true"),
    "TOO_MANY_DECIMALS": _("more than %(decimals)s decimals"),
    "NOT_WHOLE": _("a whole number is needed"),
    "SHARE_BECAME_DATE": _(
        "the spreadsheet turned the share into a date; format the column as text"
    ),
    "SHARE_OUT_OF_RANGE": _("a share lies above 0 and is at most 1"),
    "SHARE_NOT_EXACT": _("the share is not exact in decimals; write it as a fraction"),
    "NOT_A_DATE": _("not a date"),
    "DATE_NOT_IN_CALENDAR": _("there is no such day in the calendar"),
    "DATE_IS_ZERO": _("an empty date of a spreadsheet (1899 or 1900)"),
    "DATE_TOO_FAR": _("a date beyond the year 2199"),
    "DATE_WITHOUT_DAY": _("a month without a day"),
    "NOT_A_PERIOD": _("not a month"),
    "NOT_YES_OR_NO": _("neither yes nor no"),
    "NOT_IN_LIST": _("a word that the profile does not know; it knows: %(known)s"),
    "TOO_MANY_CELLS": _(
        "the row has %(found)s cells where the heading has %(expected)s: a delimiter inside a"
        " text must be quoted"
    ),
    "TOTAL_DIFFERS": _("the total differs from the sum of the rows, %(sum)s"),
    "ACCOUNT_TWICE": _("the account stands in row %(row)s already, with other data"),
    "ADDRESS_MISSING": _("no address"),
    "ADDRESS_NOT_UNDERSTOOD": _(
        "the address can be read in more than one way or has no house; write “ул. Ленина, д. "
        "10, кв. 15”"
    ),
    "SETTLEMENT_MISSING": _(
        "no settlement; add a column or name it in the profile ([settings] settlement)"
    ),
    "FLAT_MISSING": _("the house has several accounts, so the flat must be named"),
    "AREA_IMPOSSIBLE": _("an area lies above zero and below 100 000 m²"),
    "LIVING_AREA_LARGER": _("the living area is larger than the total area"),
    "RESIDENTS_IMPOSSIBLE": _("the number of people lies between 0 and %(most)s"),
    "NUMBER_IMPOSSIBLE": _("the number is impossible here"),
    "CLOSED_BEFORE_OPENED": _("the account closes before it opens"),
    "INN_INVALID": _("the check digits of the INN are wrong"),
    "FIAS_INVALID": _("not a FIAS identifier"),
    "FIAS_OF_OTHER_HOUSE": _("this FIAS identifier belongs to another house: %(place)s"),
    "ORGANISATION_UNKNOWN": _("no organisation with this INN is registered; register it first"),
    "ACCOUNT_ELSEWHERE": _(
        "the account is registered elsewhere: %(place)s; numbers are never reused"
    ),
    "FACT_CHANGES_LATER": _(
        "a later change of “%(fact)s” is registered already; choose a later day"
    ),
    "ACCOUNT_UNKNOWN": _("no such account; import accounts first"),
    "METER_TWICE": _("the meter stands in row %(row)s already"),
    "METER_UNKNOWN": _("the account has no such meter"),
    "METER_REMOVED": _("the meter was removed before that day"),
    "METER_AMBIGUOUS": _("several meters have this number; add a column with the service"),
    "DIAL_IMPOSSIBLE": _("a dial has 1 to 12 whole digits and 0 to 6 decimals"),
    "INSTALLED_MISSING": _("neither an installation nor a verification day"),
    "REMOVED_BEFORE_INSTALLED": _("the meter is removed before it is installed"),
    "DAY_IN_FUTURE": _("the day has not come yet"),
    "DAY_MISSING": _("no day of the reading"),
    "REGISTERS_IMPOSSIBLE": _("a meter has 1 to %(most)s registers"),
    "VALUE_WITHOUT_REGISTER": _("the meter has only so many registers: %(registers)s"),
    "VALUE_MISSING": _("the reading of this register is missing"),
    "READING_NEGATIVE": _("a reading cannot be negative"),
    "MORE_DIGITS_THAN_DIAL": _("more digits than the dial shows (%(digits)s)"),
    "MORE_DECIMALS_THAN_DIAL": _("more decimals than the dial shows"),
    "READ_BEFORE_INSTALLED": _("read before the meter was installed on %(day)s"),
    "READING_BELOW_LAST": _("lower than the reading before it: %(last)s on %(day)s"),
    "READING_ABOVE_NEXT": _("higher than the reading after it: %(last)s on %(day)s"),
    "READING_OF_DAY_DIFFERS": _("another reading stands for that day: %(last)s"),
    "ACCOUNT_NOT_SERVED": _("the account was closed before that day"),
    "METER_REPLACED": _("said to be of a new meter; held until the centre has looked at it"),
    "UNUSUALLY_HIGH": _("unusually high after %(last)s on %(day)s; held for a look"),
    "STRONGER_STANDS": _("a signed-in reading or one of an inspector stands; held for a look"),
    "SAME_STANDS": _("the same reading stands already from a surer source"),
    "OLDER_THAN_LAST": _("a later reading of the month stands; kept, does not count"),
    "ROLLOVER": _("taken for a passage of the dial through zero after %(last)s"),
    "METER_FAILED": _("read after the meter failed; kept, billed by the average"),
    "DUE_BEFORE_VERIFIED": _("the verification ends before it was made"),
    "SERVICE_MISSING": _(
        "no service; add a column or name one in the profile ([settings] service)"
    ),
    "BALANCE_TWICE": _("this account, service and month stand in row %(row)s already"),
    "OPENING_STANDS": _("another opening balance stands already: %(last)s; undo that import first"),
    "PASSPORT_INVALID": _("series and number are %(digits)s digits together"),
    "PASSPORT_TWICE": _("this holder stands in row %(row)s already"),
    "DASH_IS_ZERO": _("a dash was read as zero"),
    "UNIT_REMOVED": _("the unit after the number was left out"),
    "GROUPING_REMOVED": _("separators of thousands were removed"),
    "PARENTHESES_ARE_MINUS": _("parentheses were read as a minus"),
    "MINUS_AT_END": _("the minus at the end was read"),
    "ZEROS_RESTORED": _("lost leading zeros were put back"),
    "ZERO_FRACTION_REMOVED": _("“.0” at the end was removed"),
    "SPACES_REMOVED": _("spaces inside were removed"),
    "APOSTROPHE_REMOVED": _("the apostrophe in front was removed"),
    "LETTERS_BECAME_DIGITS": _("letters that look like digits were read as digits"),
    "SCIENTIFIC_WAS_WHOLE": _("scientific notation that kept all digits was written out"),
    "ALPHABET_REPAIRED": _("letters of the other alphabet were replaced by their twins"),
    "ALPHABETS_MIXED": _("Latin and Cyrillic letters in one word; left as it is"),
    "YEAR_COMPLETED": _("the century was added to the year"),
    "SERIAL_DATE": _("a spreadsheet's day number was read as a date"),
    "DAY_DROPPED": _("only the month of the date was used"),
    "ROW_REPEATED": _("the row repeats row %(row)s word for word and was counted once"),
    "HOUSE_TAKEN_AS_DETACHED": _("an address without a flat was taken for a detached house"),
    "INSTALLED_AS_VERIFIED": _("the verification day was taken for the installation day"),
    "VERIFICATION_EXPIRED": _("the verification has expired"),
    "VERIFICATION_COMPLETED": _("the other day of the verification was computed: %(years)s years"),
}
"""By the code of an issue; filled by ``import_files.sentence``."""

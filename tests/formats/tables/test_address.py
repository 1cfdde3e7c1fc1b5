import pytest

from raschet.formats.tables.address import (
    AddressNotUnderstood,
    address_of_columns,
    flat_number,
    parse_address,
    street_key,
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ул Ленина 10-15", "|ул ленина|10|15|"),
        ("Ленина д.10 корп.2 кв.15А", "|ул ленина|10к2|15а|"),
        ("Ленина 10/2", "|ул ленина|10/2||"),
        ("Ленина 14аК2", "|ул ленина|14ак2||"),
        ("ул. Ленина, д. 10, кв. 15 ком. 2", "|ул ленина|10|15|2"),
        ("ул. Ленина, д. 10, кв.", "|ул ленина|10||"),
        ("ул. Ленина, д. 1/2-15", "|ул ленина|1/2|15|"),
        ("ул. 8 Марта, 5-12", "|ул 8 марта|5|12|"),
        ("г Энск, пр-т Мира, дом 5, корпус 1, стр. 2, квартира 7", "энск|пр-кт мира|5к1с2|7|"),
        ("123456, Энская обл, г. Энск, Мира пр-кт, д 5", "энск|пр-кт мира|5||"),
        ("г.Энск ул.Ленина д.10 кв.15", "энск|ул ленина|10|15|"),
        ("Энск, Ленина, 10, 15", "энск|ул ленина|10|15|"),
        ("Ленина, 10", "|ул ленина|10||"),
        ("д. Ивановка, д. 5", "ивановка|ул|5||"),
        ("Садовая ул., 15б-3", "|ул садовая|15б|3|"),
        ("бул. Роз 3 к. А кв. 1", "|б-р роз|3ка|1|"),
        ("ул. Зелёная, д. 10A, кв. 05", "|ул зеленая|10а|5|"),
    ],
)
def test_spellings_of_an_address_have_one_key(text, key):
    assert parse_address(text).key == key


@pytest.mark.parametrize(
    "text", ["", "ул. Ленина", "10 а", "Ленина 10 15", "г. Энск", "без адреса"]
)
def test_address_that_could_be_two_is_refused(text):
    with pytest.raises(AddressNotUnderstood):
        parse_address(text)


def test_columns_and_a_line_give_the_same_key():
    line = parse_address("г. Энск, ул. Ленина, д. 14а корп. 2, кв. 15")

    columns = address_of_columns(
        settlement="Энск", street="Ленина ул.", house="14а", corpus="2", flat="15.0"
    )

    assert columns.key == line.key
    assert (columns.street, columns.house_number) == ("ул Ленина", "14ак2")


def test_kind_of_street_tells_streets_apart():
    assert street_key("пр-т Мира") != street_key("ул. Мира")
    assert street_key("Мира ул") == street_key("улица Мира")


def test_flat_number_drops_its_label():
    assert flat_number("кв. 15 А") == "15а"
    assert flat_number("007") == "7"

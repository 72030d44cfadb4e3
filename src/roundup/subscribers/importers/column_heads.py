"""The column heads that say who somebody is, in the products and languages that we have met."""

from __future__ import annotations

from roundup.subscribers.importers.word_lists import word_list
from roundup.subscribers.preference_columns import PREFERENCE_COLUMNS

ADDRESS = word_list(
    "email, email address, e-mail addresses, mail, mail address, e-mail id, subscriber, subscriber email",
    "user email, member email, contact email, primary email, email 1, work email, personal email",
    "e-mail-adresse, emailadresse, mailadresse, courriel, adresse mail, adresse email, adresse courriel",
    "adresse électronique, adresse de courriel, correo, correo electrónico, dirección de correo",
    "dirección de email, endereço de email, correio eletrónico, correio eletrônico, indirizzo email",
    "indirizzo mail, posta elettronica, emailadres, e-mailadres, epost, e-postadress, e-postadresse",
    "mejladress, sähköposti, sähköpostiosoite, adres email, adres e-mail, электронная почта, почта",
    "البريد الإلكتروني, البريد الالكتروني, عنوان البريد الإلكتروني, メールアドレス, 邮箱, 电子邮件",
)
NAME = word_list(
    "name, full name, display name, subscriber name, contact name, your name, nom complet, nombre completo",
    "nome completo, vollständiger name, namn, navn, naam, nimi, имя, الاسم, 姓名, 名前, nom, nome, nombre",
)
FIRST = word_list(
    "first name, given name, forename, fname, vorname, prénom, primer nombre, primeiro nome, förnamn",
    "fornavn, voornaam, etunimi, imię, jméno, الاسم الأول",
)
LAST = word_list(
    "last name, surname, family name, lname, nachname, familienname, nom de famille, apellido, apellidos",
    "sobrenome, apelido, cognome, efternamn, efternavn, etternavn, achternaam, sukunimi, nazwisko",
    "příjmení, фамилия, اسم العائلة",
)
SINCE = word_list(
    "created at, creation date, created on, date created, subscribed at, subscribed on, date subscribed",
    "subscribe date, subscription date, signup date, sign-up date, signed up at, date added, added at",
    "added on, joined, joined at, join date, optin time, confirm time, anmeldedatum, angemeldet am",
)
# A file that is imported as it is may have only these, besides columns about mailing.
KNOWN = ADDRESS | NAME | FIRST | LAST | SINCE | word_list(", ".join(PREFERENCE_COLUMNS).replace("_", " "))

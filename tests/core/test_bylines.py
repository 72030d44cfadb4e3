"""A byline gives names of persons, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.bylines import authors_from, known_writers_in
from roundup.core.language import SPOKEN, Language
from roundup.core.writer_names import name_key


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("Anne Apple, David Frost, and Tom Nickel", ("Anne Apple", "David Frost", "Tom Nickel")),
        ("Jane Doe, Martin King, Jr., and John Roe Jr.", ("Jane Doe", "Martin King, Jr.", "John Roe Jr.")),
        ("Jane Doe; John Roe", ("Jane Doe", "John Roe")),
        ("Doe, Jane", ("Jane Doe",)),
        ("JANE DOE | AP", ("JANE DOE",)),
        ("theweek@futurenet.example (Justin Klawans, The Week US)", ("Justin Klawans",)),
        ("noreply@blogger.example (Paul)", ("Paul",)),
        ("Jane Doe <jane@x.example>", ("Jane Doe",)),
        ("Jane Doe (jane@x.example)", ("Jane Doe",)),
        ("jane@x.example", ()),
        ("https://www.facebook.com/magazine", ()),
        ("https://orcid.org/0000-0002-1825-0097", ()),
        ("Staff", ()),
        ("The Week Staff", ()),
        ("admin", ()),
        ("Reuters", ("Reuters",)),
        ("Jane Doe, Reuters", ("Jane Doe",)),
        ("Words by Jane Doe; photos by John Roe", ("Jane Doe",)),
        ("Andy Anderson", ("Andy Anderson",)),
        ("", ()),
    ],
)
def test_a_byline_gives_its_persons(byline: str, names: tuple[str, ...]) -> None:
    assert authors_from([byline]) == names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Ana Mendes, Senior Correspondent", ("Ana Mendes",)),
        ("Ana Mendes, Special to The Harbour", ("Ana Mendes",)),
        ("Ana Mendes Special to The Harbour", ("Ana Mendes",)),
        ("Ana Mendes, Staff Writer", ("Ana Mendes",)),
        ("By Ana Mendes, Staff Writer, and Rui Costa, Political Editor", ("Ana Mendes", "Rui Costa")),
        ("Ana Mendes and Rui Costa, Staff Writers", ("Ana Mendes", "Rui Costa")),
        ("Ana Mendes, translated by Rui Costa", ("Ana Mendes",)),
        ("Ana Mendes, translated from the Spanish by Rui Costa and Jo Roe", ("Ana Mendes",)),
        ("Ana Mendes, Photos by Rui Costa", ("Ana Mendes",)),
        ("Ana Mendes; Photos by Rui Costa", ("Ana Mendes",)),
        ("Words by Ana Mendes, photos by Rui Costa", ("Ana Mendes",)),
        ("Text: Anna Müller, Fotos: Bernd Lang", ("Anna Müller",)),
        ("Anna Müller (Text), Bernd Lang (Fotos)", ("Anna Müller",)),
        ("Ana Mendes, Updated 3 hours ago", ("Ana Mendes",)),
        ("Ana Mendes Updated 3 hours ago", ("Ana Mendes",)),
        ("Ana Mendes | 3 hours ago", ("Ana Mendes",)),
        ("Ana Mendes, Nov 25, 2026", ("Ana Mendes",)),
        ("Ana Mendes · 5 min read", ("Ana Mendes",)),
        ("Published by Ana Mendes on 3 May 2026", ("Ana Mendes",)),
        ("Ana Mendes in Berlin", ("Ana Mendes",)),
        ("Ana Mendes, in Berlin", ("Ana Mendes",)),
        ("Ana Mendes in Berlin and Rui Costa in Lisbon", ("Ana Mendes", "Rui Costa")),
        ("Ana López en Madrid", ("Ana López",)),
        ("Ana Mendes (@anamendes)", ("Ana Mendes",)),
        ("Ana Mendes @anamendes", ("Ana Mendes",)),
        ("@anamendes", ()),
        ("Ana Mendes (@ana@social.example)", ("Ana Mendes",)),
        ("山田太郎、鈴木花子", ("山田太郎", "鈴木花子")),
        ("张三，李四", ("张三", "李四")),
        ("张三, 李四", ("张三", "李四")),
        ("김민수, 이영희", ("김민수", "이영희")),
        ("김민수·이영희", ("김민수", "이영희")),
        ("김민수 기자", ("김민수",)),
        ("约翰·史密斯", ("约翰·史密斯",)),
        ("记者 张三", ("张三",)),
        ("文/张三", ("张三",)),
        ("张三/李四", ("张三", "李四")),
        ("أحمد علي، محمد حسن", ("أحمد علي", "محمد حسن")),
        ("أحمد علي ومحمد حسن", ("أحمد علي", "محمد حسن")),
        ("أحمد علي و محمد حسن", ("أحمد علي", "محمد حسن")),
        ("أحمد وليد حسن", ("أحمد وليد حسن",)),
        ("بقلم أحمد علي", ("أحمد علي",)),
        ("بقلم: أحمد علي", ("أحمد علي",)),
        ("Ana Mendes / Rui Costa", ("Ana Mendes", "Rui Costa")),
        ("Ana Mendes/Rui Costa", ("Ana Mendes", "Rui Costa")),
        ("Ana Mendes/AP", ("Ana Mendes",)),
        ("Ana Mendes · Rui Costa", ("Ana Mendes", "Rui Costa")),
        ("Ana Mendes | Rui Costa", ("Ana Mendes", "Rui Costa")),
        ("Ana Mendes & Rui Costa", ("Ana Mendes", "Rui Costa")),
        ("Von Anna Müller und Bernd Lang", ("Anna Müller", "Bernd Lang")),
        ("Par Anne Martin et Paul Durand", ("Anne Martin", "Paul Durand")),
        ("Por Ana López y Juan Pérez", ("Ana López", "Juan Pérez")),
        ("Por Ana López", ("Ana López",)),
        ("POR ANA LÓPEZ", ("ANA LÓPEZ",)),
        ("Di Mario Rossi e Luca Bianchi", ("Mario Rossi", "Luca Bianchi")),
        ("Door Jan de Vries", ("Jan de Vries",)),
        ("Av Kari Nordmann og Ola Hansen", ("Kari Nordmann", "Ola Hansen")),
        ("От Иван Петров", ("Иван Петров",)),
        ("Автор: Иван Петров", ("Иван Петров",)),
        ("Иван Петров и Анна Сидорова", ("Иван Петров", "Анна Сидорова")),
        ("Loud And Quiet", ("Loud And Quiet",)),
        ("ANA MENDES AND RUI COSTA", ("ANA MENDES", "RUI COSTA")),
        ("Ana Mendes And Rui Costa", ("Ana Mendes", "Rui Costa")),
        ("Ana Mendes, MD, and Rui Costa, PhD", ("Ana Mendes, MD", "Rui Costa, PhD")),
        ("Martin King, Jr.", ("Martin King, Jr.",)),
        ("Mendes, Ana", ("Ana Mendes",)),
        ("Por Fuerte", ("Por Fuerte",)),
        ("Van Dyke", ("Van Dyke",)),
        ("Dick Van Dyke", ("Dick Van Dyke",)),
        ("Omar El-Sayed", ("Omar El-Sayed",)),
        ("Bernd von der Leyen", ("Bernd von der Leyen",)),
        ("Von der Leyen", ("Von der Leyen",)),
        ("Von Der Leyen", ("Von Der Leyen",)),
        ("Leo Di Caprio", ("Leo Di Caprio",)),
        ("Di Caprio", ("Di Caprio",)),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("José Ortega y Gasset y Ana Ruiz", ("José Ortega y Gasset", "Ana Ruiz")),
        ("Ana Ruiz y José Ortega y Gasset", ("Ana Ruiz", "José Ortega y Gasset")),
        ("Ana Mendes (Reuters)", ("Ana Mendes",)),
        ("Ana Mendes, Reuters", ("Ana Mendes",)),
        ("Ana Mendes (she/her)", ("Ana Mendes",)),
        ("Harriet Sherwood Religion correspondent", ("Harriet Sherwood",)),
        ("Rory Carroll Ireland correspondent", ("Rory Carroll",)),
        ("Martin Chulov Middle East correspondent", ("Martin Chulov",)),
        ("Oliver Holmes, Jerusalem correspondent", ("Oliver Holmes",)),
        ("Staff Writer Ana Mendes", ("Ana Mendes",)),
        ("Columnist Ana Mendes", ("Ana Mendes",)),
        ("Guest post by Ana Mendes", ("Ana Mendes",)),
        ("Ein Gastbeitrag von Anna Müller", ("Anna Müller",)),
        ("Ana Mendes, Redakteurin", ("Ana Mendes",)),
        ("Propos recueillis par Anne Martin", ("Anne Martin",)),
        ("A cura di Mario Rossi", ("Mario Rossi",)),
        ("Escrito por Ana López", ("Ana López",)),
        ("Gal·la Puig", ("Gal·la Puig",)),
        ("Ana Mendes, Professor of History, University of Porto", ("Ana Mendes",)),
        ("Ana Mendes, for The Harbour", ("Ana Mendes",)),
        ("Ana Mendes with Rui Costa", ("Ana Mendes", "Rui Costa")),
        ("Ana Mendes, Harbour News", ("Ana Mendes",)),
        ("Hickman, R., Pereira Mendes, M.", ("R. Hickman", "M. Pereira Mendes")),
        ("u/raphael303", ("u/raphael303",)),
        ("Dr. Ana Mendes", ("Dr. Ana Mendes",)),
        ("Jane Doe, Graham Fellows", ("Jane Doe", "Graham Fellows")),
        ("Ana Mendes, Übersetzung: Jo Roe", ("Ana Mendes",)),
        ("Ana Mendes, traducción de Jo Roe", ("Ana Mendes",)),
        ("Ana Mendes — Special to the Post", ("Ana Mendes",)),
        ("By ANA MENDES Staff Writer", ("ANA MENDES",)),
        ("Ana Mendes, Correspondent in Berlin", ("Ana Mendes",)),
        ("Ana Mendes, SDA", ("Ana Mendes",)),
        ("Ana Mendes, Rui Costa and agencies", ("Ana Mendes", "Rui Costa")),
        ("Ana, Rui, Eva", ("Ana", "Rui", "Eva")),
        ("Ana Mendes, Contributing Writer", ("Ana Mendes",)),
        ("Ana Mendes, The Harbour", ("Ana Mendes",)),
        ("Mary-Kate O’Brien, editor-in-chief", ("Mary-Kate O’Brien",)),
        ("Ana Mendes. Actualizado hace 2 horas", ("Ana Mendes",)),
        ("Ana Mendes, vor 3 Stunden", ("Ana Mendes",)),
        ("Words: Ana Mendes; Photography: Rui Costa", ("Ana Mendes",)),
        ("Interview by Ana Mendes", ("Ana Mendes",)),
        ("As told to Ana Mendes", ("Ana Mendes",)),
        ("Ana Mendes, as told to Rui Costa", ("Ana Mendes", "Rui Costa")),
        ("Text and photos by Ana Mendes", ("Ana Mendes",)),
        ("Story and photographs by Ana Mendes", ("Ana Mendes",)),
        ("Anne Martin avec AFP", ("Anne Martin",)),
        ("Anna Müller mit dpa", ("Anna Müller",)),
        ("Peter von Matt", ("Peter von Matt",)),
        ("Lars von Trier und Anna Müller", ("Lars von Trier", "Anna Müller")),
        ("Maria de los Santos y Vega", ("Maria de los Santos y Vega",)),
        ("Per Olov Enquist", ("Per Olov Enquist",)),
        ("Oleh Petro Sentsov", ("Oleh Petro Sentsov",)),
        ("Emily Post", ("Emily Post",)),
        ("Will Self, Zadie Smith", ("Will Self", "Zadie Smith")),
        ("Park In Sung", ("Park In Sung",)),
        ("In Sook Kim", ("In Sook Kim",)),
        ("May Sarton", ("May Sarton",)),
        ("April Jones", ("April Jones",)),
    ],
)
def test_what_people_are_and_who_else_worked_names_nobody(byline: str, names: tuple[str, ...]) -> None:
    assert authors_from([byline]) == names


@pytest.mark.parametrize(
    ("language", "byline", "names"),
    [
        ("nl-NL", "Door Jan de Vries en Piet Bakker", ("Jan de Vries", "Piet Bakker")),
        ("ca", "Per Joan Puig i Anna Serra", ("Joan Puig", "Anna Serra")),
        ("tr", "Yazan: Ayşe Kaya ve Ali Demir", ("Ayşe Kaya", "Ali Demir")),
        ("sv", "Av Karin Ek och Per Olov Lund", ("Karin Ek", "Per Olov Lund")),
        ("hu", "Kovács Anna és Nagy Béla", ("Kovács Anna", "Nagy Béla")),
    ],
)
def test_the_language_says_what_joins_names(language: str, byline: str, names: tuple[str, ...]) -> None:
    assert authors_from([byline], language=language) == names


GIVEN = ["Ana", "José María", "Omar", "Anna-Lena", "May", "Per", "Lars", "Wen", "Kim"]
FAMILY = [
    "Por Fuerte", "Van Dyke", "El-Sayed", "von der Leyen", "Von Trier", "Di Caprio", "Ortega y Gasset",
    "Ramón y Cajal", "Silva e Costa", "Gaudí i Cornet", "de los Santos", "O’Brien", "Post", "Fellows", "Page",
    "Newsom", "Day", "Park", "Story", "Bywater", "Anderson", "Withers", "Etxeberria", "Parris", "Avery",
]  # fmt: skip


@given(
    st.sampled_from(GIVEN),
    st.sampled_from(FAMILY),
    st.sampled_from(["", "By ", "By: ", "Text: ", "Words by "]),
)
def test_names_that_contain_such_words_are_whole(given_name: str, family: str, lead: str) -> None:
    name = f"{given_name} {family}"

    assert authors_from([lead + name]) == (name,)
    assert authors_from([f"{lead}{name} and Jo Roe"]) == (name, "Jo Roe")
    assert authors_from([f"{lead}{name}, Staff Writer; Jo Roe, Senior Editor"]) == (name, "Jo Roe")
    assert authors_from([f"{lead}{name} / Jo Roe (@joroe)"]) == (name, "Jo Roe")


@pytest.mark.parametrize("family", [name for name in FAMILY if name[0].isupper()])
def test_a_family_name_alone_is_kept_as_it_is(family: str) -> None:
    assert authors_from([family]) == (family,)


def test_a_house_with_and_in_its_name_is_one() -> None:
    assert authors_from(["Loud and Quiet"], house=["Loud and Quiet"]) == ("Loud and Quiet",)
    assert authors_from(["Loud and Quiet", "Jo Roe"], house=["Loud and Quiet"]) == ("Jo Roe",)


@pytest.mark.parametrize("tag", SPOKEN)
@pytest.mark.parametrize(
    "names", [["Ana Ruiz"], ["Ana Ruiz", "Luis Gil"], ["Ana Ruiz", "Luis Gil", "Eva Mar"]]
)
def test_whoever_is_known_is_found_however_a_language_joins(tag: str, names: list[str]) -> None:
    keys = [name_key(name) for name in names]

    assert list(known_writers_in(Language(tag).listed(names), keys)) == keys
    assert known_writers_in(Language(tag).listed(["A. Stranger", *names]), keys[-1:]) == (keys[-1],)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("José Ortega y Gasset y Ana Ruiz", ("jose ortega y gasset", "ana ruiz")),
        ("José Ortega", ("jose ortega",)),
        ("أحمد وليد وسارة علي", ("احمد وليد", "سارة علي")),
        ("Ana Ruizye Gil", ()),
        ("Ruiz y Ana", ()),
        ("By ANA  RUIZ & Staff <ana@x.example>", ("ana ruiz",)),
    ],
)
def test_of_the_known_the_longest_name_counts(byline: str, names: tuple[str, ...]) -> None:
    known = {"jose ortega y gasset", "jose ortega", "ana ruiz", "احمد وليد", "سارة علي"}

    assert known_writers_in(byline, known) == names


def test_of_two_spellings_the_one_in_mixed_case_is_kept_once() -> None:
    assert authors_from(["JANE DOE", "John Roe", "Jane Doe", "john roe"]) == ("Jane Doe", "John Roe")


def test_the_name_of_the_house_gives_way_to_a_person_only() -> None:
    assert authors_from(["The Magazine", "Jane Doe"], house=["The Magazine"]) == ("Jane Doe",)
    assert authors_from(["The Magazine"], house=["The Magazine"]) == ("The Magazine",)


@given(
    st.text(max_size=20),
    st.from_regex(r"[a-z.+]{1,10}@[a-z]{1,10}\.(com|example)", fullmatch=True),
    st.sampled_from(["{t} {m}", "{m} ({t})", "{t} <{m}>", "mailto:{m} {t}", "{t}, {m} and {t}", "({m})"]),
)
def test_no_mail_address_survives(text: str, mail: str, shape: str) -> None:
    names = authors_from([shape.format(t=text, m=mail)])

    assert not any("@" in name for name in names)
    assert all(name == " ".join(name.split()) != "" for name in names)

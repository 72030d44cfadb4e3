"""What every provider's description owes to the rooms above, over all that are registered."""

from __future__ import annotations

from contextlib import closing, suppress
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from roundup.config.environment.variables import provider_settings, read_settings
from roundup.core.errors import Refused
from roundup.core.settings import BadSetting
from roundup.providers import PROVIDERS, dns
from tests.contracts.cases import CASES
from tests.contracts.provider_case import Never, ProviderCase
from tests.providers.samples import PEOPLE, batch


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_its_settings_bear_its_name(name: str) -> None:
    ours = (f"ROUNDUP_{name.upper()}_", f"{name.upper()}_")

    assert not [one.name for one in PROVIDERS[name].settings if not one.name.startswith(ours)]


def values_of(case: ProviderCase, data: Path, **more: str) -> dict[str, Any]:
    """Return what is read of an environment that chooses this provider."""
    chosen = {"ROUNDUP_PROVIDER": case.provider.name, "ROUNDUP_DATA": str(data / "data")}
    return read_settings(chosen | dict(case.environment) | more)


def test_each_of_its_settings_is_for_sending_for_its_reports_or_for_mail_that_comes_in(
    case: ProviderCase,
) -> None:
    described = PROVIDERS[case.provider.name]
    needed = [one.needs for one in (described.hook, described.mail_hook) if one]

    assert {each.name for each in described.settings} == {*case.environment, *chain(*needed)}


def test_a_provider_that_is_built_from_its_settings_hands_over(case: ProviderCase, tmp_path: Path) -> None:
    values = values_of(case, tmp_path)
    with closing(PROVIDERS[case.provider.name].build(values)) as built:
        assert built.send(batch()).accepted == 3

    assert case.counts() == dict.fromkeys(PEOPLE, 1)


def test_a_setting_that_it_cannot_do_without_is_asked_for_by_name(case: ProviderCase, tmp_path: Path) -> None:
    described = PROVIDERS[case.provider.name]
    for setting in described.settings:
        if setting.required:
            values = values_of(case, tmp_path, **{setting.name: ""})
            with pytest.raises(BadSetting, match=f"^{setting.name} is ''"):
                provider_settings(values)
            with pytest.raises(Refused, match=setting.name):
                described.build(values)


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_what_cannot_be_built_stops_the_start(name: str, tmp_path: Path) -> None:
    values = read_settings({"ROUNDUP_PROVIDER": name, "ROUNDUP_DATA": str(tmp_path)})
    try:
        with closing(PROVIDERS[name].build(values)) as built:
            assert built.send(batch()).accepted == 3, "what it needs to hand over is `required`"
    except Refused:
        with pytest.raises(BadSetting, match=f"set when ROUNDUP_PROVIDER is {name}"):
            provider_settings(values)


def test_where_it_is_called_is_told_from_its_own_settings_alone(case: ProviderCase, tmp_path: Path) -> None:
    described = PROVIDERS[case.provider.name]
    values = values_of(case, tmp_path)
    own = {each.name: values[each.name] for each in described.settings}

    assert described.outlet(own).startswith(described.name)
    assert bool(described.host(own)) is bool(described.settings), "two of them would count as one outlet"


@pytest.mark.parametrize(
    "address",
    [
        "http://quay.example.org",
        "HTTP://quay.example.org:8080",
        "http://10.0.0.5",
        "http://[fe80::1]",
        "http://127.0.0.1.example.org",
        "http://localhost.example.org",
        "smtp://me:word@quay.example.org",
    ],
)
def test_its_key_is_sent_unencrypted_to_no_other_machine(
    case: ProviderCase, address: str, tmp_path: Path
) -> None:
    described = PROVIDERS[case.provider.name]
    usual = described.host(values_of(case, tmp_path))
    for setting in described.settings if any(each.secret for each in described.settings) else ():
        with suppress(Refused):
            values = values_of(case, tmp_path, **{setting.name: address})
            described.build(values).close()
            assert described.host(values) == usual, f"refuse {setting.name} by `private_host` of `wire.py`"


def test_what_identifies_it_contains_no_secret(case: ProviderCase, tmp_path: Path) -> None:
    described = PROVIDERS[case.provider.name]
    values = values_of(case, tmp_path)
    secrets = [values[each.name] for each in described.settings if each.secret and values[each.name]]

    told = f"{described.outlet(values)} {described.key_name(values)} {described!r}"
    assert described.outlet(values).split()[0] == described.name
    assert not [secret for secret in secrets if str(secret) in told]


def test_its_key_is_told_from_others_by_its_name(case: ProviderCase, tmp_path: Path) -> None:
    described, name = PROVIDERS[case.provider.name], case.key_name
    if isinstance(name, Never):
        assert name.because
        assert described.key_name(values_of(case, tmp_path)) == ""
        return
    [(setting, key)] = [(one, key) for one, key in case.environment.items() if name in key]

    for named in (name, "another"):
        values = values_of(case, tmp_path, **{setting: key.replace(name, named)})
        assert described.key_name(values) == named


def test_it_signs_by_the_selectors_that_it_says(case: ProviderCase) -> None:
    selectors, said = case.dkim_selectors, PROVIDERS[case.provider.name].dkim_selectors
    if isinstance(selectors, Never):
        assert selectors.because
        assert said == ()
    else:
        assert said == (*selectors,)
        assert said


def test_no_two_providers_are_named_alike() -> None:
    every = PROVIDERS.values()

    assert all(one.title and one.help for one in every)
    assert len({one.title for one in every}) == len({one.help for one in every}) == len(every)


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_what_is_missing_in_the_dns_is_said_by_the_name_of_the_record(name: str) -> None:
    described, there = PROVIDERS[name], {("quay.example.org", "NS"): ["ns1.example.org."]}
    found = dns.alignment_of("quay.example.org", described, lambda *asked: there.get(asked, []))
    wanted = [f"{selector}._domainkey.quay.example.org" for selector in described.dkim_selectors]

    assert [problem.split()[0] for problem in found.problems] == ["quay.example.org", *wanted]
    assert all(name in dns.records_to_ask_for("quay.example.org", described) for name in wanted)


def test_a_provider_that_is_not_there_is_refused_by_the_settings_name() -> None:
    with pytest.raises(BadSetting, match=f"ROUNDUP_PROVIDER is 'pigeon', .* one of {', '.join(PROVIDERS)}"):
        read_settings({"ROUNDUP_PROVIDER": "pigeon"})


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_a_provider_is_what_its_description_says(name: str, tmp_path: Path) -> None:
    said = PROVIDERS[name]
    with CASES[name](tmp_path) as case:
        assert (case.provider.name, case.provider.max_batch) == (said.name, said.max_batch)

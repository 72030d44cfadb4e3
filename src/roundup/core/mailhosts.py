"""Says whether a domain is open to everybody or belongs to a house, whose owner can make up addresses."""

from __future__ import annotations

from typing import Final

# Anybody can have an address here, so many sign-ups from one of these domains mean nothing.
_LARGE: Final = frozenset(
    """
    126.com 139.com 163.com alice.it aol.com arcor.de att.net bell.net bellsouth.net bigpond.com bk.ru
    bluewin.ch bol.com.br btinternet.com charter.net chello.at comcast.net cox.net daum.net duck.com
    earthlink.net email.cz eircom.net fastmail.com fastmail.fm foxmail.com free.fr freenet.de gmail.com
    gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hanmail.net hey.com hotmail.co.uk hotmail.com
    hotmail.de hotmail.es hotmail.fr hotmail.it icloud.com ig.com.br inbox.lv inbox.ru interia.pl kpnmail.nl
    laposte.net libero.it list.ru live.co.uk live.com live.de live.fr live.it live.nl mac.com mail.com
    mail.de mail.ru mailbox.org me.com msn.com naver.com neuf.fr o2.pl online.no onet.pl optusnet.com.au
    orange.fr outlook.com outlook.de outlook.es outlook.fr outlook.pt pm.me posteo.de proton.me
    protonmail.com qq.com rambler.ru rediffmail.com rocketmail.com rogers.com sapo.pt sbcglobal.net
    seznam.cz sfr.fr shaw.ca sina.com skynet.be sky.com sympatico.ca t-online.de talktalk.net telefonica.net
    telenet.be telia.com terra.com.br tiscali.it uol.com.br verizon.net virgilio.it virginmedia.com
    vodafone.de wanadoo.fr web.de wp.pl xtra.co.nz yahoo.ca yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com
    yahoo.com.ar yahoo.com.br yahoo.com.mx yahoo.de yahoo.es yahoo.fr yahoo.it yandex.com yandex.ru yeah.net
    ymail.com ziggo.nl zoho.com zonnet.nl
    """.split()  # noqa: SIM905 - one name a word
)
# As in `co.uk` or `org.au`: the label before it names the house.
_SHORT: Final = 3


def house_of(key: str) -> str:
    """Return the house that an address's key belongs to, for limits only; '' for hosts open to everybody.

    `a@x.catchall.example.org` and `b@example.org` belong to one house: the owner of a domain owns everything
    below it.
    """
    domain = key.rpartition("@")[2]
    if domain in _LARGE:
        return ""
    labels = domain.split(".")
    count = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= _SHORT else 2
    return ".".join(labels[-count:])

"""Who is who at the fictitious Pohjanlinja, maker of sensors and software for plants."""

from __future__ import annotations

from dataclasses import dataclass

from oppman_tui.demo.teller import Teller

ME = "Liisa Aalto"
JONAS = "Jonas Bergström"
JURGEN = "Jürgen Weiß"
HEAD = "Marja Ollila"
"""Head of sales, whom approvals are asked of."""


@dataclass(frozen=True, slots=True)
class Customers:
    """Document ids."""

    nordwind: str
    makinen: str
    hansa: str
    angstrom: str
    weissbach: str
    fjordlys: str
    sortrans: str
    korgepinge: str
    bryggen: str
    grunhagen: str
    saimaa: str
    lindqvist: str
    strasser: str
    jarvi: str


def customers(teller: Teller) -> Customers:
    """Marks are in the order of the criteria: access, value, advantage, decision,
    reference, learning, growth."""
    told = teller.customer
    return Customers(
        nordwind=told(-310, "Nordwind AG", "2212.21", "Wind turbine parts, three plants"),
        makinen=told(-420, "Mäkinen Oy", "2221212", "Family-owned, decides fast"),
        hansa=told(-260, "Hansa Cargo GmbH", "1.1.21."),
        angstrom=told(-240, "Ångström Verktyg AB", "2112111"),
        weissbach=told(-300, "Weißbach Maschinenbau GmbH", "1100010", "Price first, always"),
        fjordlys=told(-280, "Fjordlys Energi AS", "2222.22"),
        sortrans=told(-12, "Sør-Trans AS", "......."),
        korgepinge=told(-150, "Kõrgepinge OÜ", "12.1..1"),
        bryggen=told(-170, "Bryggen Mejeri A/S", "0010100"),
        grunhagen=told(-330, "Grünhagen Kliniken gGmbH", "2112.12"),
        saimaa=told(-400, "Saimaan Puu Oyj", "2222121", "Our reference in the wood industry"),
        lindqvist=told(-290, "Lindqvist Livsmedel AB", "1112111"),
        strasser=told(-110, "Straßer Logistik GmbH", "2.12..."),
        jarvi=told(-130, "Järvi Apteekit Oy", "221.112"),
    )

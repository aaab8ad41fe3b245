"""The demo company: a believable wholesale trade, the same every time, in an empty database."""

import core.delivery.asking.beginning  # noqa: F401 - orders ask for their delivery
from core.exchange.demo.seeding import DemoSeeded, seed_demo
from core.exchange.demo.staff import PASSWORD, USERS, DemoUser

__all__ = ["PASSWORD", "USERS", "DemoSeeded", "DemoUser", "seed_demo"]

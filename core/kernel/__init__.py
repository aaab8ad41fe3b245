"""The words every context speaks: money, quantity, ids, clock, states, errors, i18n marks."""

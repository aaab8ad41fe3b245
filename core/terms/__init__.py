"""Terms of trade (Условия продаж): what is agreed with a customer before anything is ordered.

statuses          the words: kinds, statuses, stages, forms of payment, methods of delivery
rules             what an agreement and a contract say, as frozen values
payment_rules     payment stages: amounts and dates, which of two schedules is weaker
conformity_rules  where an order or quotation departs from what is agreed
settings          which agreements are used, how stages are set
models            what is stored
schedules         templates of payment stages
agreements        agreements: made, changed, put in force, closed, sent for approval
contracts         contracts: the same
queries           the terms for a partner on a date
"""

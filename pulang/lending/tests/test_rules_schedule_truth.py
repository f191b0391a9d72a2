"""A hundred thousand random loans agree to the rupiah with a second, slower reckoning.

The second reckoning is written from the formulas of docs/algorithms/lending.md in exact fractions
and shares no line with the first: closed forms where the first folds, lists where it streams.
"""

import random
from calendar import monthrange
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from pulang.lending.rules.schedule import schedule
from pulang.lending.terms import DayCount, Grace, InterestMethod

LOANS = 100_000
SEED = 20260201


def whole(value):
    return floor(value + Fraction(1, 2))


def rates_of(loan, dues, start):
    """Return the interest of one rupiah in each month."""
    yearly = Fraction(loan["annual_rate"], 10_000)
    if loan["day_count"] == DayCount.THIRTY_360:
        return [yearly / 12] * len(dues)
    year = 365 if loan["day_count"] == DayCount.ACTUAL_365 else 360
    befores = [start, *dues[:-1]]
    return [yearly * (due - before).days / year for before, due in zip(befores, dues, strict=True)]


def days_of(first, months):
    days, year, month = [], first.year, first.month
    for _ in range(months):
        days.append(date(year, month, min(first.day, monthrange(year, month)[1])))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return days


def level_of(balance, rates):
    """Return the equal payment whose present value is the balance."""
    if len(set(rates)) == 1:
        rate, count = rates[0], len(rates)
        return balance * rate / (1 - (1 + rate) ** -count) if rate else Fraction(balance, count)
    worth, discount = Fraction(0), Fraction(1)
    for rate in rates:
        discount /= 1 + rate
        worth += discount
    return balance / worth


def share(amount, count):
    """Spread whole rupiah: equal shares half up, none below zero, the last takes the rest."""
    each = whole(Fraction(amount, count))
    shares = [max(0, min(each, amount - each * index)) for index in range(count - 1)]
    return [*shares, amount - sum(shares)]


def reckon(loan):
    """Return (principal, interest, balance) of every month."""
    dues = days_of(loan["first_due"], loan["months"])
    start = loan["starts_on"]
    rates = rates_of(loan, dues, start)
    pause = loan["grace_months"]
    balance, rows, waiting = loan["principal"], [], 0
    for rate in rates[:pause]:
        interest = whole(balance * rate)
        if loan["grace"] == Grace.INTEREST_ONLY:
            rows.append((0, interest))
        elif loan["grace"] == Grace.FULL_CAPITALISE:
            rows.append((-interest, interest))
            balance += interest
        else:
            rows.append((0, 0))
    if loan["grace"] == Grace.FULL_ACCRUE:
        waiting = whole(balance * sum(rates[:pause]))
    rows += PAYING[loan["method"]](balance, rates[pause:], waiting)
    left, answer = loan["principal"], []
    for principal, interest in rows:
        left -= principal
        answer.append((principal, interest, left))
    return answer


def annuity(balance, rates, waiting):
    count, rows = len(rates), []
    level = whole(level_of(balance, rates) + Fraction(waiting, count))
    for rate, extra in zip(rates, share(waiting, count), strict=True):
        interest = whole(balance * rate) + extra
        rows.append((level - interest, interest))
        balance -= level - interest
    last = rows.pop()
    return [*rows, (last[0] + balance, last[1])]


def flat(balance, rates, waiting):
    count = len(rates)
    interest = whole(balance * sum(rates)) + waiting
    level = whole(Fraction(balance + interest, count))
    rows = [(level - each, each) for each in share(interest, count)[:-1]]
    return [
        *rows,
        (balance - sum(one for one, _ in rows), interest - sum(one for _, one in rows)),
    ]


def declining(balance, rates, waiting):
    parts, extras = share(balance, len(rates)), share(waiting, len(rates))
    owed = [balance - sum(parts[:index]) for index in range(len(rates))]
    return [
        (part, whole(left * rate) + extra)
        for part, left, rate, extra in zip(parts, owed, rates, extras, strict=True)
    ]


def single(balance, rates, waiting):
    return [(balance, whole(balance * sum(rates)) + waiting)]


PAYING = {
    InterestMethod.ANNUITY: annuity,
    InterestMethod.FLAT: flat,
    InterestMethod.DECLINING: declining,
    InterestMethod.SINGLE: single,
}


def loans(count, seed):
    """Draw loans of every method, day count and grace; the tenor is mostly that of the product."""
    chance = random.Random(seed)
    methods, graces, counts = list(InterestMethod), list(Grace), list(DayCount)
    for _ in range(count):
        months = chance.randint(1, 12) if chance.random() < 0.94 else chance.randint(13, 60)
        grace = chance.choice(graces) if months > 1 else Grace.NONE
        first = date(2020, 1, 1) + timedelta(chance.randrange(7000))
        year, month = (first.year - 1, 12) if first.month == 1 else (first.year, first.month - 1)
        start = date(year, month, min(first.day, monthrange(year, month)[1]))
        if chance.random() < 0.3:
            start += timedelta(chance.randint(-10, 20))
        yield {
            "principal": chance.randint(100_000, 100_000_000),
            "annual_rate": chance.choice((0, 600, chance.randint(1, 3000))),
            "months": months,
            "method": chance.choice(methods),
            "first_due": first,
            "starts_on": start,
            "grace": grace,
            "grace_months": 0 if grace == Grace.NONE else chance.randint(1, months - 1),
            "day_count": chance.choice(counts),
        }


def test_a_hundred_thousand_loans_agree_with_a_second_reckoning_to_the_rupiah():
    tried = Counter()
    for loan in loans(LOANS, SEED):
        drawn = [(one.principal, one.interest, one.balance) for one in schedule(**loan).instalments]

        assert drawn == reckon(loan), loan
        tried[loan["method"], loan["day_count"], loan["grace"]] += 1

    assert len(tried) == 4 * 3 * 4
    assert min(tried.values()) > 1000

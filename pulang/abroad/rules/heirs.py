"""Which claims of the heirs are to be checked. Whether there is a right is said by an officer."""

from pulang.abroad.terms import ClaimKind


def to_check(*, is_procedural: bool, country: str) -> tuple[ClaimKind, ...]:
    """Return the claims to look into.

    Who left without the official procedure is seldom insured (handbook 4.6), but open wages and
    the employer's insurance are asked for all the same; SOCSO covers work in Malaysia.
    """
    claims = [ClaimKind.WAGES, ClaimKind.INSURANCE]
    if is_procedural:
        claims = [ClaimKind.JKM, ClaimKind.JKK, *claims]
    if country == "MY":
        claims.append(ClaimKind.SOCSO)
    return tuple(claims)

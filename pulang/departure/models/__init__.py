"""Who places, what it costs, who is cleared, who was stopped."""

# agencies, orders, costs, clearances, interceptions
from pulang.departure.models.agencies import (
    Agency,
    AgencyBranch,
    Closure,
    RecruitmentPermit,
    Sanction,
)
from pulang.departure.models.clearances import Clearance
from pulang.departure.models.costs import CostLine, CostRule, CostRuleset
from pulang.departure.models.interceptions import (
    Interception,
    QuickScreen,
    RecruiterReport,
    ShelterStay,
)

# manifests
from pulang.departure.models.manifests import Manifest, ManifestLine
from pulang.departure.models.orders import JobOrder, PlacementAgreement

# passes, keys, scans
from pulang.departure.models.passes import Pass, PassKey, PassKeySecret, PassRevocation, Scan

__all__ = [
    "Agency",
    "AgencyBranch",
    "Clearance",
    "Closure",
    "CostLine",
    "CostRule",
    "CostRuleset",
    "Interception",
    "JobOrder",
    "Manifest",
    "ManifestLine",
    "Pass",
    "PassKey",
    "PassKeySecret",
    "PassRevocation",
    "PlacementAgreement",
    "QuickScreen",
    "RecruiterReport",
    "RecruitmentPermit",
    "Sanction",
    "Scan",
    "ShelterStay",
]

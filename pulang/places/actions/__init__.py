"""Writing: the published lists (as the owner), the checklists and duty rosters of exit points."""

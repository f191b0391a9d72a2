"""Pure rules of linkage: what a column means, who may be whom."""

"""Pure rules of insight: which published figures contradict each other."""

"""Published claims the product starts with; every row names its source."""

"""Work in the background: counting how common each name is."""

from procrastinate.contrib.django import app

from pulang.people.actions import dictionary


@app.periodic(cron="20 2 * * *")
@app.task(queue="people")
def count_names(timestamp: int) -> int:
    """Count every night what was entered by hand; imports count for themselves."""
    return dictionary.count_names()

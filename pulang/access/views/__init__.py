"""Doors: own account, organisations and members, the trail, emergencies, the privacy desk."""

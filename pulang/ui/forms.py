"""How forms are drawn: `{{ form }}` is right everywhere, with labels, help and mistakes."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws whole forms and single fields with our templates."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"

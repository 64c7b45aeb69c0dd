"""How a form field is drawn everywhere."""

from django.forms.renderers import TemplatesSetting


class FieldRenderer(TemplatesSetting):
    """Draws label, help, errors and control with our own template."""

    field_template_name = "components/field.html"

"""Forms in the look of the site: our labels, hints, errors and error summary around Django's fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

if TYPE_CHECKING:
    from django.forms.widgets import Widget
    from django.utils.safestring import SafeString

CLASSES: Final[dict[type[Widget], str]] = {
    forms.CheckboxInput: "govuk-checkboxes__input",
    forms.RadioSelect: "govuk-radios__input",
    forms.Textarea: "govuk-textarea",
    forms.Select: "govuk-select",
    forms.ClearableFileInput: "govuk-file-upload",
}


class FormRenderer(TemplatesSetting):
    """Renders fields by the templates of this folder; widgets stay Django's own."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class PageField(BoundField):
    """A field that carries the classes of its kind of input, and those of its error."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: Widget | None = None
    ) -> dict[str, Any]:
        widget = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        name = next((css for kind, css in CLASSES.items() if isinstance(widget, kind)), "")
        classes = [name or "govuk-input", str(widget.attrs.get("class", ""))]
        if self.errors:
            classes.append(f"{name or 'govuk-input'}--error")
        built["class"] = " ".join(filter(None, classes))
        return built

    @property
    def is_checkbox(self) -> bool:
        """Whether the label stands after the input."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_password(self) -> bool:
        """Whether a button shows what was typed."""
        return isinstance(self.field.widget, forms.PasswordInput)


class PageForm(forms.Form):
    """A form of a page. The browser repeats no rules: our words are better than its bubbles."""

    use_required_attribute = False
    bound_field_class = PageField

    def field_of_error(self, name: str) -> str:
        """The id that a link of the error summary leads to."""
        field = self[name]
        return str(field.id_for_label or field.auto_id)

    def say(self, text: str, code: str) -> None:
        """Add an error that belongs to no field."""
        self.add_error(None, ValidationError(text, code=code))

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Each error with the id of its field, in the order of the page; general ones have none."""
        found = [("", str(text)) for text in self.non_field_errors()]
        for field in self:
            found += [(self.field_of_error(field.name), str(text)) for text in field.errors]
        return found

    def render_fields(self) -> SafeString:
        """All fields one after the other."""
        return self.render()

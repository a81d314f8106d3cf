//! Bodies that are forms: only a catalog that says so has them.

use serde_json::Value;
use webhook_contract::BodyForm;
use webhook_schema::Diagnostics;

use crate::documents::Documents;
use crate::found::Found;
use crate::options::layout;
use crate::rules;

/// Whether the deliveries that an index describes are such as the events come in; otherwise, the first event that comes in
/// another form was reported, since it is the same with all others. Bodies of JSON are events wherever they are sent.
pub(crate) fn are_as_described(
    documents: &Documents,
    events: &[Found],
    index: &Value,
    diagnostics: &mut Diagnostics,
) -> bool {
    let described = layout(index).map_or(BodyForm::Json, |layout| layout.body);
    let other = events.iter().find(|event| event.form != BodyForm::Json && event.form != described);
    let Some(event) = other else { return true };
    let (found, words) = match &event.form {
        BodyForm::JsonInForm(field) => ("a form with JSON in a field", format!("form:{field}")),
        BodyForm::Form | BodyForm::Json => ("a form", "form".to_owned()),
    };
    let message = format!("this body is {found}, and the deliveries of the catalog are not");
    let help = format!(
        "import into a catalog whose index has `\"body\": \"{words}\"` in `contract.envelope`: without one, begin with `init`"
    );
    diagnostics.push(documents.mistake(&rules::BODY, &event.at, message, help));
    false
}

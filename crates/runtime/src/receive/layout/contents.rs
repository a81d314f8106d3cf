//! The JSON that a body has or stands for.

use std::borrow::Cow;
use std::collections::BTreeSet;

use webhook_contract::BodyForm;

use super::ReadError;
use crate::body_text;
use crate::json::path::quoted;
use crate::receive::verify::form;

/// The JSON in a body. That of a form is written anew, or decoded.
///
/// # Errors
///
/// When the body is not what `body` says, is not UTF-8, or is nested too deep.
pub(super) fn contents<'b>(body: &'b [u8], form: &BodyForm) -> Result<Cow<'b, str>, ReadError> {
    match form {
        BodyForm::Json => body_text(body).map(Cow::Borrowed).map_err(ReadError::Body),
        BodyForm::Form => fields(body).map(Cow::Owned),
        BodyForm::JsonInForm(name) => {
            let mut values = form::pairs(body).filter(|(own, _)| own == name.as_bytes());
            let (Some((_, value)), None) = (values.next(), values.next()) else {
                return Err(ReadError::Form(
                    "expected one form field with JSON in it, found none or several",
                ));
            };
            body_text(&value).map(|text| Cow::Owned(text.to_owned())).map_err(ReadError::Body)
        }
    }
}

/// An object with each field of a form as a text.
fn fields(body: &[u8]) -> Result<String, ReadError> {
    let mut seen = BTreeSet::new();
    let mut object = String::from("{");
    for (name, value) in form::pairs(body) {
        let (Ok(name), Ok(value)) = (String::from_utf8(name), String::from_utf8(value)) else {
            return Err(ReadError::Form("a form field is not UTF-8"));
        };
        if !seen.is_empty() {
            object.push(',');
        }
        object += &quoted(&name);
        object.push(':');
        object += &quoted(&value);
        if !seen.insert(name) {
            return Err(ReadError::Form("a form field occurs twice"));
        }
    }
    object.push('}');
    Ok(object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_stand_for_json() {
        let form = |body: &str| contents(body.as_bytes(), &BodyForm::Form).map(Cow::into_owned);
        assert_eq!(form("a=1+%22&b=").as_deref(), Ok(r#"{"a":"1 \"","b":""}"#));
        assert_eq!(form("").as_deref(), Ok("{}"));
        assert_eq!(form("a=1&%61=1"), Err(ReadError::Form("a form field occurs twice")));
        assert_eq!(form("a=%ff"), Err(ReadError::Form("a form field is not UTF-8")));

        let field = BodyForm::JsonInForm("p".into());
        let json = |body: &str| contents(body.as_bytes(), &field).map(Cow::into_owned);
        assert_eq!(json("a=1&p=%7B%7D").as_deref(), Ok("{}"));
        for bad in ["", "a=1", "p=1&p=1", "p=%ff"] {
            json(bad).expect_err(bad);
        }
    }
}

//! Mistakes in documents, by where they are in the text: of files that are not JSON, printers do not find values.

use webhook_schema::{At, Diagnostic, Label, Location, Rule};

use super::Documents;
use crate::yaml::Marks;

impl Documents {
    /// Where something is in the text of a file that is not JSON.
    fn offset(&self, location: &Location, of: impl Fn(&Marks, &str, &str) -> usize) -> Option<usize> {
        let file = self.files.get(&*location.file)?;
        Some(of(file.marks.as_ref()?, &file.text, &location.pointer))
    }

    /// A mistake in a value.
    pub fn mistake(
        &self,
        rule: &'static Rule,
        location: &Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        match self.offset(location, Marks::value) {
            Some(offset) => Diagnostic::at_offset(rule, &*location.file, offset, message, help),
            None => Diagnostic::at_value(rule, location.clone(), message, help),
        }
    }

    /// A mistake in the name of a property.
    pub fn mistake_in_key(
        &self,
        rule: &'static Rule,
        location: &Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        match self.offset(location, Marks::key) {
            Some(offset) => Diagnostic::at_offset(rule, &*location.file, offset, message, help),
            None => Diagnostic::at_key(rule, location.clone(), message, help),
        }
    }

    /// A mistake with a further location.
    pub fn label(&self, mistake: Diagnostic, location: &Location, message: impl Into<String>) -> Diagnostic {
        let at = self.mistake(mistake.rule, location, "", "").at;
        labeled(mistake, at, message)
    }

    /// The same at the name of a property.
    pub fn label_in_key(
        &self,
        mistake: Diagnostic,
        location: &Location,
        message: impl Into<String>,
    ) -> Diagnostic {
        let at = self.mistake_in_key(mistake.rule, location, "", "").at;
        labeled(mistake, at, message)
    }
}

fn labeled(mut mistake: Diagnostic, at: At, message: impl Into<String>) -> Diagnostic {
    mistake.labels.push(Label { tree: None, at, message: message.into() });
    mistake
}

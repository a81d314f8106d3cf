//! The rules that an index may change: those that are about taste, not about meaning.

use serde::Deserialize;
use serde_json::{Map, Value};
use webhook_schema::{Diagnostic, Diagnostics, Rule, typed};

/// What becomes of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It is an error: nothing goes on.
    Deny,
    /// It is a warning: it is printed, and nothing stops.
    Warn,
    /// Nothing is said.
    Allow,
}

macro_rules! lints {
    ($($lint:ident $field:ident = $name:literal $default:ident $said:literal: $summary:literal;)*) => {
        /// A rule that an index may change, in `lints`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Lint {
            $(#[doc = $summary] $lint,)*
        }

        impl Lint {
            /// Every lint.
            pub const ALL: &[Self] = &[$(Self::$lint),*];

            /// The rule, which goes by the lint's name.
            pub const fn rule(self) -> &'static Rule {
                match self {
                    $(Self::$lint => &Rule { id: $name, summary: $summary },)*
                }
            }

            /// What becomes of a finding where the index does not say.
            pub const fn default_level(self) -> Level {
                match self {
                    $(Self::$lint => Level::$default,)*
                }
            }
        }

        /// What becomes of findings of the rules that are about taste, by rule.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct Lints {
            $(
                #[doc = concat!($summary, " Default: `", $said, "`.")]
                #[serde(default, rename = $name)]
                #[cfg_attr(feature = "schemars", schemars(with = "Level"))]
                $field: Option<Level>,
            )*
        }

        impl Lints {
            /// Nothing is said of taste.
            pub(crate) fn silent() -> Self {
                Self { $($field: Some(Level::Allow)),* }
            }

            /// What becomes of a finding.
            pub fn level(&self, lint: Lint) -> Level {
                let said = match lint {
                    $(Lint::$lint => self.$field,)*
                };
                said.unwrap_or(lint.default_level())
            }
        }
    };
}

lints! {
    MissingDescription missing_description = "missing-description" Warn "warn":
        "Every type and every field has a description.";
    MissingEventDescription missing_event_description = "missing-event-description" Warn "warn":
        "Every published event has a description.";
    SchemaId schema_id = "schema-id" Warn "warn":
        "A schema's `$id` is the catalog's base URL with the file's name.";
    MissingDialect missing_dialect = "missing-dialect" Warn "warn":
        "A schema declares the draft that it is written in.";
    Sample sample = "sample" Deny "deny":
        "A `default` or an example in a schema is valid by that schema.";
    UndescribedKey undescribed_key = "undescribed-key" Deny "deny":
        "Every key of an example is described, so that generated code gives it back.";
    SecretInEvent secret_in_event = "secret-in-event" Deny "deny":
        "No event holds a `format: password`, because events are written back as they came; otherwise it is plain text.";
    LongInteger long_integer = "long-integer" Warn "warn":
        "Generated code reads every integer that a schema allows.";
    LongNumber long_number = "long-number" Warn "warn":
        "Generated code keeps all digits of the numbers that a schema names.";
    NoEffect no_effect = "no-effect" Warn "warn":
        "Every keyword of a schema has an effect, and so has every value of a list.";
    MisspelledFormat misspelled_format = "misspelled-format" Warn "warn":
        "No `format` looks like a misspelling of a known one.";
    FileName file_name = "file-name" Warn "warn":
        "An event's files are named after it.";
    UnusedFile unused_file = "unused-file" Warn "warn":
        "Every JSON file belongs to an event, or another file refers to it.";
    ShorterWait shorter_wait = "shorter-wait" Warn "warn":
        "No attempt follows after a shorter wait than the one before.";
    BodyNotSigned body_not_signed = "body-not-signed" Warn "warn":
        "The whole body is signed.";
    NothingSigned nothing_signed = "nothing-signed" Warn "warn":
        "Deliveries are signed: a secret that is sent itself proves nothing of a body.";
    OutsideSignature outside_signature = "outside-signature" Warn "warn":
        "The name, the id and the time of an event are part of what is signed.";
    NoSignedTime no_signed_time = "no-signed-time" Warn "warn":
        "The time of sending is signed, so that a delivery cannot be replayed forever.";
    TimeWithoutTolerance time_without_tolerance = "time-without-tolerance" Warn "warn":
        "The time of sending has a tolerance to both sides.";
    UnsignedTime unsigned_time = "unsigned-time" Warn "warn":
        "The time of sending is part of what is signed.";
    Sha1 sha1 = "sha1" Warn "warn":
        "Deliveries are not signed with SHA-1.";
    UnseparatedValues unseparated_values = "unseparated-values" Warn "warn":
        "Two values of variable length in what is signed have a separator between them that ends the first.";
    SignedUrl signed_url = "signed-url" Warn "warn":
        "The URL, which a proxy may change, is not signed.";
    DigestWithSecret digest_with_secret = "digest-with-secret" Warn "warn":
        "A plain digest does not have the secret in front, because it can be extended.";
    UnescapedFields unescaped_fields = "unescaped-fields" Warn "warn":
        "Fields that are joined to be signed have their separator escaped.";
    SignatureVector signature_vector = "scheme-without-vector" Warn "warn":
        "A vector shows what the signature rule accepts.";
    EventNotEmitted event_not_emitted = "event-not-emitted" Deny "deny":
        "The sources emit every live event.";
    UnknownEventName unknown_event_name = "unknown-event-name" Deny "deny":
        "The sources emit no name that the catalog does not have.";
    DeclaredEventEmitted declared_event_emitted = "declared-event-emitted" Warn "warn":
        "An event that the sources emit is live in the catalog.";
    ComputedEventName computed_event_name = "computed-event-name" Warn "warn":
        "Names of events are written out in the sources, so that they can be checked.";
}

impl Lints {
    /// Adds a finding as what it is by its level.
    pub fn report(
        &self,
        lint: Lint,
        finding: impl FnOnce(&'static Rule) -> Diagnostic,
        diagnostics: &mut Diagnostics,
    ) {
        self.finding(lint, finding).into_iter().for_each(|found| diagnostics.push(found));
    }

    /// A finding as what it is by its level, with the name by which an index may change that; `None` where it is allowed.
    pub fn finding(
        &self,
        lint: Lint,
        finding: impl FnOnce(&'static Rule) -> Diagnostic,
    ) -> Option<Diagnostic> {
        let level = self.level(lint);
        // Compiled for each finding: what is done with it is not.
        (level != Level::Allow).then(|| named(lint, level, finding(lint.rule())))
    }

    /// What an index says, however wrong the rest of it is.
    pub(crate) fn of_index(index: Option<&Value>) -> Self {
        let said = index.and_then(|index| index.get("lints")).and_then(Value::as_object);
        let is_level = |value: &Value| typed::<Level>(value).is_ok();
        let is_lint = |name: &str| Lint::ALL.iter().any(|lint| lint.rule().id == name);
        let said = said.into_iter().flatten().filter(|(name, value)| is_lint(name) && is_level(value));
        let said: Map<String, Value> = said.map(|(name, value)| (name.clone(), value.clone())).collect();
        typed(&Value::Object(said)).unwrap_or_default()
    }
}

/// A finding with the name by which an index may change its level.
fn named(lint: Lint, level: Level, finding: Diagnostic) -> Diagnostic {
    let help = format!("{} (lint `{}`)", finding.help, lint.rule().id);
    let finding = Diagnostic { help, ..finding };
    if level == Level::Warn { finding.warning() } else { finding }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_index_may_change_a_level() {
        let said =
            json!({ "schema-id": "allow", "file-name": "deny", "unused-file": "never", "none": "deny" });
        let lints = Lints::of_index(Some(&json!({ "lints": said })));
        assert_eq!(lints.level(Lint::SchemaId), Level::Allow);
        assert_eq!(lints.level(Lint::FileName), Level::Deny);
        assert_eq!(lints.level(Lint::UnusedFile), Level::Warn);
        for lint in Lint::ALL {
            assert_eq!(Lints::of_index(None).level(*lint), lint.default_level());
        }
    }
}

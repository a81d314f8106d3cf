//! The options for what documents leave open, wherever a catalog is made of them.

use clap::{Args, ValueEnum};

/// What documents leave open.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// What events are named after: `key`, `operation-id`, `channel`, `path`, `title`, or a JSON Pointer to a `const` in
    /// bodies. By default, the `const` of the envelope's name field where all bodies have one, and the key of each otherwise
    #[arg(long, value_name = "WHAT")]
    name_from: Option<String>,
    /// Another name for an event
    #[arg(long, value_name = "NAME=OTHER")]
    rename: Vec<String>,
    /// An event to leave out
    #[arg(long, value_name = "NAME")]
    skip: Vec<String>,
    /// For a new catalog whose events are the bodies as they are: where deliveries have the name of an event, such as
    /// `header:X-Event` or `body:/kind`
    #[arg(long, value_name = "PLACE", conflicts_with_all = ["bodies", "type_field", "data_field", "time_field", "id_field"])]
    name_in: Option<String>,
    /// What becomes of bodies; by default, they are kept if they have the envelope's fields
    #[arg(long, value_enum)]
    bodies: Option<Bodies>,
    /// The field of bodies that has the event's name
    #[arg(long, value_name = "FIELD")]
    type_field: Option<String>,
    /// The field of bodies that has the payload
    #[arg(long, value_name = "FIELD")]
    data_field: Option<String>,
    /// The field of bodies that has the time
    #[arg(long, value_name = "FIELD")]
    time_field: Option<String>,
    /// The field of bodies that identifies the event
    #[arg(long, value_name = "FIELD")]
    id_field: Option<String>,
}

/// What becomes of bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Bodies {
    /// They stay as they are
    Kept,
    /// They become the payload of an envelope
    Wrapped,
}

#[cfg(feature = "import")]
impl Choices {
    /// What a catalog is made by, where there is none yet on top of an index.
    ///
    /// # Errors
    ///
    /// When an option is not what it should be.
    pub(crate) fn options(&self, index: String) -> Result<webhook_import::Options, String> {
        let rename = |renaming: &String| {
            let (name, other) = renaming
                .split_once('=')
                .ok_or_else(|| format!("--rename {renaming}: expected `NAME=OTHER`"))?;
            Ok((name.to_owned(), other.to_owned()))
        };
        Ok(webhook_import::Options {
            naming: self
                .name_from
                .as_deref()
                .map(str::parse)
                .transpose()
                .map_err(|error: String| format!("--name-from: {error}"))?,
            renamed: self.rename.iter().map(rename).collect::<Result<_, String>>()?,
            skipped: self.skip.iter().cloned().collect(),
            bodies: self.bodies.map(|bodies| match bodies {
                Bodies::Kept => webhook_import::Bodies::Kept,
                Bodies::Wrapped => webhook_import::Bodies::Wrapped,
            }),
            fields: [&self.type_field, &self.data_field, &self.time_field, &self.id_field].map(Clone::clone),
            name_in: self
                .name_in
                .as_deref()
                .map(str::parse)
                .transpose()
                .map_err(|error| format!("--name-in: {error}"))?,
            unread: Default::default(),
            misspelled: Default::default(),
            undescribed: Default::default(),
            index,
            is_laid_out: false,
        })
    }

    /// Whether something is asked for that only a plain envelope has.
    pub(crate) fn is_about_plain_envelopes(&self) -> bool {
        let fields = [&self.type_field, &self.data_field, &self.time_field, &self.id_field];
        self.bodies.is_some() || fields.into_iter().any(Option::is_some)
    }

    /// The first choice, as an argument.
    pub(crate) fn first(&self) -> Option<String> {
        let name_in = self.name_in.as_ref().map(|place| format!("--name-in={place}"));
        name_in.or_else(|| self.arguments().into_iter().next())
    }

    /// Whether it is said where deliveries have the name of an event.
    pub(crate) fn has_name_in(&self) -> bool {
        self.name_in.is_some()
    }

    /// The same as arguments, but for what the index of the catalog has by then, so that documents are imported again as they were.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let one =
            |name: &str, value: &Option<String>| value.as_ref().map(|value| format!("--{name}={value}"));
        let bodies = self.bodies.and_then(|bodies| Some(bodies.to_possible_value()?.get_name().to_owned()));
        let all = |name: &str, values: &[String]| -> Vec<String> {
            values.iter().map(|value| format!("--{name}={value}")).collect()
        };
        let mut arguments: Vec<String> = one("name-from", &self.name_from).into_iter().collect();
        arguments.extend(all("rename", &self.rename));
        arguments.extend(all("skip", &self.skip));
        arguments.extend(one("bodies", &bodies));
        for (name, field) in [
            ("type-field", &self.type_field),
            ("data-field", &self.data_field),
            ("time-field", &self.time_field),
            ("id-field", &self.id_field),
        ] {
            arguments.extend(one(name, field));
        }
        arguments
    }
}

//! The formats of strings, as far as the drafts define them.

mod names;
mod pointers;
mod times;

use std::net::{Ipv4Addr, Ipv6Addr};

use self::names::{is_email, is_hostname, is_idn_email, is_idn_hostname, is_unreserved_hostname};
use self::pointers::{is_json_pointer, is_relative_json_pointer, is_uri_template, is_uuid};
pub use self::times::is_date;
use self::times::{is_date_time, is_duration, is_time};
use super::pattern::{Pattern, PatternError};
use crate::model::Dialect;
use crate::uri::{Letters, is_absolute, is_reference};

/// Whether a string is in a format.
pub(super) type Format = fn(&str) -> bool;

/// The format of a name in a draft; `None` for one that a draft does not have, which says nothing.
pub(super) fn of(name: &str, dialect: Dialect) -> Option<Format> {
    use Dialect::{Draft4, Draft6, Draft7, Draft201909};
    let (since, format): (Dialect, Format) = match name {
        "date-time" => (Draft4, is_date_time),
        "date" => (Draft4, is_date),
        "time" => (Draft4, is_time),
        "duration" => (Draft201909, is_duration),
        "email" => (Draft4, is_email),
        "idn-email" => (Draft4, is_idn_email),
        "hostname" if dialect <= Draft6 => (Draft4, is_hostname),
        "hostname" => (Draft7, is_unreserved_hostname),
        "idn-hostname" => (Draft4, is_idn_hostname),
        "ipv4" => (Draft4, |text| text.parse::<Ipv4Addr>().is_ok()),
        "ipv6" => (Draft4, |text| text.parse::<Ipv6Addr>().is_ok()),
        "uri" => (Draft4, |text| is_absolute(text, Letters::Ascii)),
        "uri-reference" => (Draft6, |text| is_reference(text, Letters::Ascii)),
        "uri-template" => (Draft6, is_uri_template),
        "iri" => (Draft7, |text| is_absolute(text, Letters::All)),
        "iri-reference" => (Draft7, |text| is_reference(text, Letters::All)),
        "uuid" => (Draft201909, is_uuid),
        "json-pointer" => (Draft6, is_json_pointer),
        "relative-json-pointer" => (Draft7, is_relative_json_pointer),
        // One that cannot be checked is one all the same.
        "regex" => (Draft4, |text| Pattern::new(text).err() != Some(PatternError::Invalid)),
        _ => return None,
    };
    (dialect >= since).then_some(format)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FORMATS;

    #[test]
    fn every_format_is_checked() {
        for name in FORMATS {
            let format = of(name, Dialect::Draft202012).expect(name);
            let texts = ["", "a b", "(", "{", "%", "a@b@c", "1/2"];
            assert!(!texts.iter().all(|text| format(text)), "{name}");
        }
        assert!(of("password", Dialect::Draft202012).is_none());
        assert!(of("uuid", Dialect::Draft7).is_none());
    }
}

//! What is written in the escapes of forms and queries.

use std::borrow::Cow;

use super::decode::hex_pair;

/// Names and values of a form or a query, decoded, in their order.
pub(crate) fn pairs(text: &[u8]) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    let pairs = text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| {
        let end = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        (decoded(&pair[..end]), decoded(pair.get(end + 1..).unwrap_or_default()))
    })
}

/// Name and value of each field, sorted by the bytes of the name and then of the value; what comes twice counts once.
pub(super) fn sorted(body: &[u8]) -> Vec<u8> {
    let mut fields: Vec<_> = pairs(body).collect();
    fields.sort_unstable();
    fields.dedup();
    fields.into_iter().flat_map(|(name, value)| [name, value]).flatten().collect()
}

/// A URL's query, without the fragment.
pub(crate) fn query(url: &str) -> &str {
    let url = url.split_once('#').map_or(url, |(url, _)| url);
    url.split_once('?').map_or("", |(_, query)| query)
}

/// A URL as it is, and as it is with or without the default port: senders do not agree on it.
pub(super) fn ports(url: &str) -> [Option<Cow<'_, str>>; 2] {
    let other = || {
        let (scheme, rest) = url.split_once("://")?;
        let default = match scheme {
            "https" => ":443",
            "http" => ":80",
            _ => return None,
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let has_port = host.rsplit_once(':').is_some_and(|(_, port)| !port.contains(']'));
        match authority.strip_suffix(default) {
            Some(bare) => Some(format!("{scheme}://{bare}{path}")),
            None if has_port => None,
            None => Some(format!("{scheme}://{authority}{default}{path}")),
        }
    };
    [Some(Cow::Borrowed(url)), other().map(Cow::Owned)]
}

/// A text in the escapes of a form or a query.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(byte.into()),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

fn decoded(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        let escaped = after.split_first_chunk().filter(|_| *first == b'%');
        let (byte, beyond) = match escaped.and_then(|(digits, beyond)| Some((hex_pair(*digits)?, beyond))) {
            Some(read) => read,
            None if *first == b'+' => (b' ', after),
            // A percent sign that is not an escape stands for itself.
            None => (*first, after),
        };
        decoded.push(byte);
        rest = beyond;
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_sorted_by_the_bytes_of_their_names() {
        assert_eq!(sorted(b"b=2&a=%41+%zz&B=&&a=1&b=2"), b"Ba1aA %zzb2");
        assert_eq!(sorted(b""), b"");
        assert_eq!(sorted(b"a"), b"a");
    }

    #[test]
    fn url_with_and_without_the_default_port() {
        for (url, other) in [
            ("https://a.example/x?y=1:2", Some("https://a.example:443/x?y=1:2")),
            ("https://a.example:443/x", Some("https://a.example/x")),
            ("http://a.example", Some("http://a.example:80")),
            ("https://a.example:8443/x", None),
            ("https://[::1]/x", Some("https://[::1]:443/x")),
            ("/x", None),
        ] {
            assert_eq!(ports(url)[1].as_deref(), other, "{url}");
        }
    }
}

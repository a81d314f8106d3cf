//! Addresses of keys, and the hosts that may have them.

/// The longest address, in bytes.
const LONGEST: usize = 2048;

/// What a request says of its key.
pub(super) struct Address {
    pub url: String,
    /// Which key of those that are there.
    pub id: Option<String>,
}

/// Hosts that may have keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Hosts(Vec<Box<str>>);

impl Hosts {
    pub fn allow(&mut self, host: &str) {
        self.0.push(host.to_ascii_lowercase().into());
    }

    /// Allows the host of an address, if that can be an address of keys.
    pub fn allow_that_of(&mut self, url: &str) -> bool {
        match host(url) {
            Some(host) => self.allow(host),
            None => return false,
        }
        self.allow_address(url)
    }

    /// Whether an address is on one of the hosts. What stands between `https://` and the path is the name of the host and
    /// nothing else: a port, a name of a user, or whatever readers of URLs do not agree about is not the name of any host.
    pub fn allow_address(&self, url: &str) -> bool {
        let is_plain = url.len() <= LONGEST
            && url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\#\"<>^`{|}".contains(&byte));
        is_plain && host(url).is_some_and(|host| self.0.iter().any(|own| own.eq_ignore_ascii_case(host)))
    }
}

/// What is between `https://` and the path.
fn host(url: &str) -> Option<&str> {
    let (host, _) = url.strip_prefix("https://")?.split_once('/')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    (!host.is_empty() && host.bytes().all(is_name)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_name_of_a_host_is_allowed() {
        let mut hosts = Hosts::default();
        hosts.allow("api.example.com");
        for good in
            ["https://api.example.com/keys", "https://API.example.com/", "https://api.example.com/a?b=c:d@e"]
        {
            assert!(hosts.allow_address(good), "{good}");
        }
        for bad in [
            "http://api.example.com/keys",
            "HTTPS://api.example.com/keys",
            "https://api.example.com",
            "https://api.example.com.evil.test/keys",
            "https://evil.test/api.example.com/",
            "https://api.example.com@evil.test/",
            "https://evil.test\\@api.example.com/",
            "https://evil.test#@api.example.com/",
            "https://evil.test?@api.example.com/",
            "https://api.example.com:444/keys",
            "https://api.example.com./keys",
            "https://example.com/keys",
            "https://x.api.example.com/keys",
            "https:///api.example.com/",
            "https://api.example.com/ke ys",
            "https://api.example.com/\r\nHost: evil.test",
            " https://api.example.com/",
            "//api.example.com/",
            "",
        ] {
            assert!(!hosts.allow_address(bad), "{bad}");
        }
        assert!(!hosts.allow_address(&format!("https://api.example.com/{}", "a".repeat(LONGEST))));
    }

    #[test]
    fn a_host_is_allowed_with_an_address_of_it() {
        let mut hosts = Hosts::default();
        assert!(hosts.allow_that_of("https://api.example.com/keys.json"));
        assert!(hosts.allow_address("https://api.example.com/other.json"));
        for bad in ["http://api.example.com/keys", "keys.json", "https://a@b.example.com/", "https:///"] {
            assert!(!hosts.allow_that_of(bad), "{bad}");
        }
    }
}

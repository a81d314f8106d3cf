//! Which URLs are accepted for an endpoint, and for the API itself. Nothing is connected to.

use reqwest::Url;

use crate::Invalid;

/// Checks an endpoint's URL.
///
/// # Errors
///
/// When it is not an HTTPS URL.
pub(crate) fn endpoint(text: &str) -> Result<Url, Invalid> {
    let url = Url::parse(text).map_err(|_| Invalid::MalformedUrl)?;
    match url.scheme() {
        "https" => Ok(url),
        _ => Err(Invalid::EndpointNotHttps),
    }
}

/// Where requests go.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl {
    /// Without a trailing slash.
    pub text: String,
    /// Whether it leads to this machine.
    pub is_loopback: bool,
}

impl BaseUrl {
    /// Checks the API's base URL.
    ///
    /// # Errors
    ///
    /// When it is not a URL, when no path can be appended to it, or when the token would be sent over a network
    /// unencrypted.
    pub fn new(text: &str) -> Result<BaseUrl, Invalid> {
        let url = Url::parse(text).map_err(|_| Invalid::MalformedUrl)?;
        let is_loopback = is_loopback(&url);
        match url.scheme() {
            "https" => {}
            "http" if is_loopback => {}
            _ => return Err(Invalid::BaseUrlNotHttps),
        }
        let has_credentials = !url.username().is_empty() || url.password().is_some();
        if url.query().is_some() || url.fragment().is_some() || has_credentials {
            return Err(Invalid::BaseUrlHasMore);
        }
        Ok(BaseUrl { text: url.as_str().trim_end_matches('/').to_owned(), is_loopback })
    }
}

fn is_loopback(url: &Url) -> bool {
    // An IPv6 address is in brackets there.
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_https() {
        for text in ["https://example.com/hooks", "HTTPS://example.com", "https://127.0.0.1:1/a?b=c"] {
            assert!(endpoint(text).is_ok(), "{text}");
        }
        for text in ["http://example.com", "http://localhost", "ftp://example.com", "file:///etc", "data:,x"]
        {
            assert_eq!(endpoint(text), Err(Invalid::EndpointNotHttps), "{text}");
        }
        for text in
            ["", "example.com/hooks", "//example.com", "https://", "https:// example.com", "https://[::1"]
        {
            assert_eq!(endpoint(text), Err(Invalid::MalformedUrl), "{text}");
        }
    }

    #[test]
    fn the_token_stays_on_this_machine_or_is_encrypted() {
        for (text, is_loopback) in [
            ("https://api.example.com/v1", false),
            ("https://api.example.com/v1//", false),
            ("http://localhost:4010/v1", true),
            ("http://127.8.9.1", true),
            ("http://2130706433", true),
            ("http://[::1]:80/", true),
        ] {
            let url = BaseUrl::new(text).expect(text);
            assert_eq!(url.is_loopback, is_loopback, "{text}");
            assert!(!url.text.ends_with('/'), "{text}");
        }
        for text in [
            "http://api.example.com/v1",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://10.0.0.1",
            "http://0.0.0.0",
            "http://[::2]",
            "ws://localhost",
            "unix:/run/api",
        ] {
            assert_eq!(BaseUrl::new(text).err(), Some(Invalid::BaseUrlNotHttps), "{text}");
        }
        for text in
            ["https://a.example/?b", "https://a.example/#b", "https://u@a.example", "https://:p@a.example"]
        {
            assert_eq!(BaseUrl::new(text).err(), Some(Invalid::BaseUrlHasMore), "{text}");
        }
    }
}

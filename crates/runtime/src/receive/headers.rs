//! The headers of a request, in any server's type.

/// The headers of a request.
///
/// Implemented for slices, arrays and vectors of pairs, and with the feature `http` for `http::HeaderMap`.
pub trait Headers {
    /// The values of a header, in the order in which they were sent. `name` is not case-sensitive.
    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]>;
}

impl<N: AsRef<str>, V: AsRef<[u8]>> Headers for [(N, V)] {
    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let is_of_that_name = move |(own, _): &&(N, V)| is_same_name(own.as_ref(), name);
        self.iter().filter(is_of_that_name).map(|(_, value)| value.as_ref())
    }
}

/// Whether two names differ in case at most.
#[inline]
fn is_same_name(own: &str, name: &str) -> bool {
    // Names of one length begin alike more often than they end alike, and most are in the same case.
    let end = |name: &str| name.as_bytes().last().map(u8::to_ascii_lowercase);
    own.len() == name.len() && end(own) == end(name) && (own == name || is_same_in_another_case(own, name))
}

/// Apart, so that what most names need is small enough to be inlined.
#[inline(never)]
fn is_same_in_another_case(own: &str, name: &str) -> bool {
    own.eq_ignore_ascii_case(name)
}

impl<N: AsRef<str>, V: AsRef<[u8]>, const COUNT: usize> Headers for [(N, V); COUNT] {
    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.as_slice().values(name)
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>> Headers for Vec<(N, V)> {
    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.as_slice().values(name)
    }
}

#[cfg(feature = "http")]
impl Headers for http::HeaderMap {
    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.get_all(name).iter().map(http::HeaderValue::as_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_in_case_at_most() {
        let headers =
            [("X-Time", "1"), ("x-time", "2"), ("X-TIME", "3"), ("Y-Time", "4"), ("X-Timf", "5"), ("", "6")];
        let values: Vec<_> = headers.values("X-Time").collect();
        assert_eq!(values, [b"1", b"2", b"3"]);
    }
}

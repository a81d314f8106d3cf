//! The headers of a request, in whatever type a server has them.

/// The headers of a request.
///
/// Implemented for slices, arrays and vectors of pairs, and with the feature `http` for `http::HeaderMap`.
pub trait Headers {
    /// The values of a header, in the order in which they came. Upper and lower case of `name` do not matter.
    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]>;
}

impl<N: AsRef<str>, V: AsRef<[u8]>> Headers for [(N, V)] {
    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.iter().filter_map(move |(own, value)| {
            let own = own.as_ref();
            // Most names are written as they are asked for, which is told sooner.
            (own == name || own.eq_ignore_ascii_case(name)).then(|| value.as_ref())
        })
    }
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

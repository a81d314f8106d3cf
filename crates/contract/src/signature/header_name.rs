//! Names of headers.

use super::unreadable::Unreadable;
use crate::text::Text;

/// A name that a header may have: a token of RFC 9110.
#[inline]
pub(crate) fn header_name(name: &str) -> Result<Text, Unreadable> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    match !name.is_empty() && name.bytes().all(is_token) {
        true => Ok(Text::Owned(name.to_owned())),
        false => Err(Unreadable(format!(
            "`{name}` is not a valid HTTP header name: use letters, digits and hyphens, as in `X-Webhook-Id`"
        ))),
    }
}

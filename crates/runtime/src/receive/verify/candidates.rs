//! The signatures in the values of a request: split, picked by their labels, decoded.

use hmac::digest::Digest as _;
use sha2::Sha256;
use webhook_contract::{Algorithm, Encoding, SignatureRule, Text};

use super::decode;
use super::places::MOST_NUMBERED;
use crate::VerifyError;

/// The largest number of signatures of the scheme in one request.
pub const MAX_CANDIDATES: usize = 16;

/// How values are read.
#[derive(Clone, Debug)]
pub(super) struct Form {
    items: Option<Text>,
    pair: Option<Text>,
    take: Box<[Text]>,
    /// What stands before a signature that is the only item of a value.
    lone: Option<Box<[u8]>>,
    algorithm: Algorithm,
    encoding: Encoding,
    most: usize,
}

/// A signature, decoded.
pub(super) enum Signature {
    /// As long as those of SHA-256, which most are.
    Usual([u8; 32]),
    Other(Box<[u8]>),
}

/// The signatures that were found.
#[derive(Default)]
pub(super) struct Signatures {
    first: Option<Signature>,
    others: Vec<Signature>,
    /// How many items could not be read.
    pub unreadable: usize,
}

impl Form {
    pub fn of(rule: &SignatureRule) -> Self {
        let encoding = rule.encoding.unwrap_or(Encoding::Hex);
        let numbered = rule
            .locations
            .iter()
            .any(|place| matches!(place, webhook_contract::Location::NumberedHeader { .. }));
        // Only where no signature can have a separator in it.
        let is_lone = rule.algorithm.signs() && rule.take.len() == 1 && encoding == Encoding::Hex;
        let is_apart =
            rule.items.as_ref().is_none_or(|items| !items.contains(|c: char| c.is_ascii_hexdigit()));
        Form {
            items: rule.items.clone(),
            pair: rule.pair.clone(),
            take: rule.take.iter().cloned().collect(),
            lone: (is_lone && is_apart)
                .then(|| rule.label())
                .flatten()
                .map(|label| label.into_bytes().into()),
            algorithm: rule.algorithm,
            encoding,
            most: if numbered { MOST_NUMBERED } else { MAX_CANDIDATES },
        }
    }

    /// Adds the signatures of one value. Items with other labels and items that cannot be read are skipped: whatever else a
    /// sender or an intermediary adds, a valid signature counts.
    ///
    /// # Errors
    ///
    /// When there are too many.
    #[inline]
    pub fn read(&self, value: &[u8], signatures: &mut Signatures) -> Result<(), VerifyError> {
        // Nearly every value has nothing else in it, and there is no need to look for separators.
        if let Some(lone) = &self.lone
            && let Some(text) = value.strip_prefix(&**lone)
            && let Some(signature) = self.decode(text)
        {
            return signatures.add(signature, self.most);
        }
        self.read_items(value, signatures)
    }

    #[inline(never)]
    fn read_items(&self, value: &[u8], signatures: &mut Signatures) -> Result<(), VerifyError> {
        // An item without a label has that of the item before, as in `v0=…,…`.
        let mut is_taken = false;
        for item in self.items(value) {
            let text = match &self.pair {
                None => item,
                Some(pair) => match find(item, pair.as_bytes()) {
                    None if is_taken => item,
                    None | Some(0) => {
                        signatures.unreadable += 1;
                        continue;
                    }
                    Some(end) => {
                        is_taken = self.takes(&item[..end]);
                        if !is_taken {
                            continue;
                        }
                        &item[end + pair.len()..]
                    }
                },
            };
            match self.decode(text) {
                Some(signature) => signatures.add(signature, self.most)?,
                None => signatures.unreadable += 1,
            }
        }
        Ok(())
    }

    fn takes(&self, label: &[u8]) -> bool {
        self.take.iter().any(|taken| *label == *taken.as_bytes())
    }

    /// The items of a value, without the white space around them.
    fn items<'v>(&'v self, value: &'v [u8]) -> impl Iterator<Item = &'v [u8]> {
        let separator = self.items.as_deref();
        let mut rest = Some(value);
        std::iter::from_fn(move || {
            let value = rest?;
            let end = separator.and_then(|separator| find(value, separator.as_bytes()));
            rest = end.map(|end| &value[end + separator.map_or(0, str::len)..]);
            Some(value[..end.unwrap_or(value.len())].trim_ascii())
        })
    }

    /// The values of the items of one value that have a label.
    pub fn labelled<'v>(&'v self, value: &'v [u8], label: &'v str) -> impl Iterator<Item = &'v [u8]> {
        let pair = self.pair.as_deref().unwrap_or_default();
        self.items(value).filter_map(move |item| {
            let end = find(item, pair.as_bytes())?;
            (item[..end] == *label.as_bytes()).then(|| &item[end + pair.len()..])
        })
    }

    #[inline]
    fn decode(&self, text: &[u8]) -> Option<Signature> {
        let length = match self.algorithm {
            Algorithm::Equality => return Some(itself(text)),
            Algorithm::Basic => return basic(text),
            algorithm => algorithm.signature_bytes(),
        };
        let bytes = match (self.encoding, length) {
            (Encoding::Hex, Some(32)) => return decode::hex_of_32_bytes(text).map(Signature::Usual),
            (Encoding::Hex, _) => decode::hex(text),
            (Encoding::Base64, _) => decode::base64(text),
            (Encoding::Base64Url, _) => decode::base64_for_urls(text),
        }?;
        let fits = length.map_or(!bytes.is_empty(), |length| bytes.len() == length);
        fits.then(|| Signature::of(&bytes))
    }

    /// The text of a signature, in its item.
    pub fn write(&self, signature: &[u8]) -> String {
        self.item(&self.encode(signature))
    }

    /// What proves a request, in its item.
    pub fn item(&self, text: &str) -> String {
        match self.take.first() {
            Some(label) => self.labelled_item(label, text),
            None => text.to_owned(),
        }
    }

    /// A signature as it is written, without a label.
    pub fn encode(&self, signature: &[u8]) -> String {
        match self.encoding {
            Encoding::Hex => decode::to_hex(signature),
            Encoding::Base64 => decode::to_base64(signature),
            Encoding::Base64Url => decode::to_base64_for_urls(signature),
        }
    }

    /// An item with a label.
    pub fn labelled_item(&self, label: &str, text: &str) -> String {
        format!("{label}{}{text}", self.pair.as_deref().unwrap_or_default())
    }

    /// What is between two items, where a value may have several.
    pub fn separator(&self) -> Option<&str> {
        self.items.as_deref()
    }
}

/// What is compared where a request has the secret itself: its hash, so that neither time nor anything else tells its
/// length.
pub(super) fn itself(secret: &[u8]) -> Signature {
    Signature::of(&Sha256::digest(secret))
}

/// The `user:password` of basic authentication.
fn basic(text: &[u8]) -> Option<Signature> {
    let (scheme, credentials) = text.split_at_checked(6)?;
    let is_basic = scheme.eq_ignore_ascii_case(b"basic ");
    is_basic.then(|| decode::base64(credentials.trim_ascii()))?.map(|credentials| itself(&credentials))
}

impl Signature {
    #[inline]
    pub fn of(bytes: &[u8]) -> Self {
        match bytes.try_into() {
            Ok(usual) => Signature::Usual(usual),
            Err(_) => Signature::Other(bytes.into()),
        }
    }

    #[inline]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Signature::Usual(bytes) => bytes,
            Signature::Other(bytes) => bytes,
        }
    }
}

impl Signatures {
    #[inline]
    fn add(&mut self, signature: Signature, most: usize) -> Result<(), VerifyError> {
        match self.first {
            None => self.first = Some(signature),
            Some(_) if self.others.len() + 1 == most => return Err(VerifyError::TooManySignatures),
            Some(_) => self.others.push(signature),
        }
        Ok(())
    }

    /// All of them, in their order.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.first.iter().chain(&self.others).map(Signature::bytes)
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.first.is_none()
    }
}

/// Where a separator begins.
fn find(text: &[u8], separator: &[u8]) -> Option<usize> {
    match separator {
        [byte] => text.iter().position(|own| own == byte),
        _ => text.windows(separator.len().max(1)).position(|window| window == separator),
    }
}

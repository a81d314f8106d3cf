//! The mistakes that are known, as a table: what each is called, what it is, and what to do about it.

/// A mistake that makes signatures fail.
#[derive(Debug, PartialEq, Eq)]
pub struct Cause {
    /// Its name, which does not change.
    pub id: &'static str,
    /// What is the matter, a sentence; `{}` stands for what is found in the request at hand.
    pub what: &'static str,
    /// What to do about it where both sides can be changed.
    pub remedy: &'static str,
    /// What to do about it where the sender is a provider, which nobody here can change; `None` where that is the same.
    pub provider_remedy: Option<&'static str>,
}

impl Cause {
    const fn new(id: &'static str, what: &'static str, remedy: &'static str) -> Self {
        Self { id, what, remedy, provider_remedy: None }
    }

    const fn of_provider(self, remedy: &'static str) -> Self {
        Self { provider_remedy: Some(remedy), ..self }
    }
}

/// What to do where nothing fits and the URL is signed.
pub(crate) const URL_OR_SECRET: &str = "Most likely it is another URL or another secret. The URL has to be the one that the sender called, to the byte: with its query, with scheme, host and port as in the provider's settings, with the beginning of the path that a proxy may remove, and with its escapes; give it to `--url`. Of the secret, compare the beginning with what the provider shows. If both are right, something else that is signed was changed on its way: compare the length of the body with what the sender signed.";

/// What to do where nothing fits and values are signed, but not the body as a whole.
pub(crate) const VALUES_OR_SECRET: &str = "Most likely it is another secret: compare its beginning with what the provider shows, and give others that it may be. If it is the right one, one of the values that are signed was changed on its way: compare them with what the sender signed.";

/// What to do where a public key cannot be one.
pub(crate) const PUBLIC_KEY: &str = "Take it from the provider's settings again, as a whole: the public key, and not an id, a secret or a token.";

/// A mistake that was found in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The mistake.
    pub cause: &'static Cause,
    /// What its sentence has in place of `{}`.
    pub detail: String,
    /// What to do about it in the request at hand.
    pub remedy: &'static str,
}

impl Finding {
    pub(crate) fn of(cause: &'static Cause) -> Self {
        Self::with(cause, "")
    }

    pub(crate) fn with(cause: &'static Cause, detail: impl Into<String>) -> Self {
        Self { cause, detail: detail.into(), remedy: cause.remedy }
    }

    /// Doubts the contract, and not what made the request, where the two differ.
    pub(crate) fn doubt_contract(&mut self) {
        if self.remedy == NOT_THE_PROVIDER {
            self.remedy = NOT_THE_CONTRACT;
        }
    }

    /// What is the matter. A detail may hold what the sender wrote: print it as such.
    pub fn sentence(&self) -> String {
        self.cause.what.replacen("{}", &self.detail, 1)
    }
}

macro_rules! causes {
    ($($name:ident: $id:literal, $what:literal, $remedy:literal $(, $of_provider:expr)?;)+) => {
        $(
            #[doc = $what]
            pub const $name: &Cause = &Cause::new($id, $what, $remedy)$(.of_provider($of_provider))?;
        )+
        /// Every mistake that is known.
        pub const CAUSES: &[&Cause] = &[$($name),+];
    };
}

/// Where the provider would not sign or write like this.
const NOT_THE_PROVIDER: &str = "The provider does not do this by the pack, so that something else made the request or changed it: a test, a script or a proxy. Have that do as the provider does, or try a delivery that the provider sent. If it is one, it is of another scheme: `hookwright packs` lists those of the provider.";
/// The same where the contract is not one that is known to be right.
const NOT_THE_CONTRACT: &str = "If the request is from the provider, the contract is most likely wrong here: hold it against the provider's documentation. Otherwise, something else made the request or changed it, such as a test, a script or a proxy: have that do as the contract says.";
/// Where something is not there that the provider sends.
const NOT_PASSED_ON: &str = "The provider sends it, by the pack: have every proxy and the log that the request is from pass it on, and see in the provider's settings whether signing is on for this endpoint. A request that a test or a script made needs it too.";

causes! {
    // The secret.
    OTHER_SECRET: "other-secret", "The sender uses another secret: {}.",
        "Give the receiver that secret, or have the sender use this one. After a rotation, accept both until the retries of before have ended.",
        "Give the receiver that secret: it is the one that the provider has for this endpoint. After a rotation, accept both until the retries of before have ended.";
    SECRET_SPACE_HERE: "secret-space-here", "The secret given here has {} around it, and the sender's does not.",
        "Remove it: write the secret to its file without a line feed (`printf %s`), or trim it when it is read.";
    SECRET_SPACE_SENDER: "secret-space-sender", "The sender signs with {} after the secret.",
        "Have the sender trim the secret when it reads it: it comes from a file or a variable with a line feed at its end.",
        NOT_THE_PROVIDER;
    SECRET_QUOTED: "secret-quoted", "The secret given here is still in quotes.",
        "Remove the quotes: not every reader of an environment file does.";
    SECRET_BOM: "secret-bom", "The secret given here starts with a byte order mark.",
        "Save the file that it is read from as UTF-8 without the mark.";
    SECRET_ASSIGNMENT: "secret-assignment", "The secret given here is a whole line, `NAME=secret`.",
        "Give what is after the `=`.";
    KEY_HEX_DECODED: "key-hex-decoded", "The sender decodes the secret from hexadecimal and signs with those bytes; by the contract, the key is {}.",
        "Have the sender make the key of the secret as the contract says.",
        NOT_THE_PROVIDER;
    KEY_BASE64_DECODED: "key-base64-decoded", "The sender decodes the secret from base64 and signs with those bytes; by the contract, the key is {}.",
        "Have the sender make the key of the secret as the contract says.",
        NOT_THE_PROVIDER;
    KEY_AS_TEXT: "key-as-text", "The sender signs with the secret as it is written; by the contract, the key is {}.",
        "Have the sender make the key of the secret as the contract says.",
        NOT_THE_PROVIDER;
    KEY_WITHOUT_PREFIX: "key-without-prefix", "The sender signs with the secret without its prefix, up to the first underscore.",
        "Have the sender use the whole secret: by the contract, the prefix is part of the key.",
        NOT_THE_PROVIDER;
    SECRET_CASE: "secret-case", "The sender signs with the secret in {}.",
        "Use the secret on both sides exactly as it was handed out: upper and lower case are different keys.";

    SECRET_FORM: "secret-form", "The secret given here cannot be one: {}.",
        "Take it from the provider's settings again, as a whole: the secret of the endpoint itself, and not its id or an API key.";
    SECRET_DIFFERS: "secret-differs", "The request has another secret than the one given here.",
        "Nothing is signed, so that only the secret counts: compare both, and give others that it may be.";

    // The body.
    BODY_MISSING: "body-missing", "The body is empty.",
        "Read the body once, as bytes, before anything else: middleware that parses it, or reads it first, leaves nothing for the verification.";
    NEWLINE_ADDED: "newline-added", "The signature is of the body without the {} at its end.",
        "Send and verify exactly the bytes that were signed: `curl -d @file` and `--data-binary`, editors and templates differ in the line feed at the end.";
    NEWLINE_REMOVED: "newline-removed", "The signature is of the body with {} at its end.",
        "Send and verify exactly the bytes that were signed: something between signing and here trims the body (`curl -d @file` removes line feeds).";
    BODY_CRLF: "body-crlf", "The signature is of the body with other line ends: {}.",
        "Do not let anything convert line ends: send the body in binary mode, and mark recorded bodies `-text` in .gitattributes.";
    BODY_BOM: "body-bom", "The byte order mark at the start of the body was {} after signing.",
        "Sign and send UTF-8 without a byte order mark.";
    BODY_RESERIALIZED: "body-reserialized", "The JSON was serialized again after signing: the signature is of {}.",
        "Verify the raw bytes of the request, before a framework parses them; sign the very bytes that are sent, not the object that they are made of.";
    BODY_KEY_ORDER: "body-key-order", "The keys were put in another order after signing: the signature is of keys in alphabetical order.",
        "Verify the raw bytes of the request; serialize once, sign that, and send that.";
    BODY_ESCAPES: "body-escapes", "Characters were escaped in another way after signing: the signature is of {}.",
        "Verify the raw bytes of the request; serialize once, sign that, and send that. Serializers differ in what they escape.";
    BODY_NUMBERS: "body-numbers", "Numbers were written in another way after signing: the signature is of {}.",
        "Verify the raw bytes of the request; a parser that reads numbers as floats does not give back their text.";
    BODY_ENCODING: "body-encoding", "The body was converted between Latin-1 and UTF-8 after signing.",
        "Treat the body as bytes everywhere: something decodes it as Latin-1 (ISO 8859-1), which is the default of some servers and proxies.";
    BODY_BASE64: "body-base64", "The body came as base64, and the signature is of what that says.",
        "Decode the body before verifying: gateways for serverless functions pass it in base64 (`isBase64Encoded`).";
    BODY_STRING: "body-string", "The body is a JSON string, and the signature is of its text: it was serialized twice.",
        "Serialize once: send the text that was signed, not a JSON string of it.";
    BODY_EMPTY_SIGNED: "body-empty-signed", "The signature is of an empty body.",
        "Have the sender sign the bytes that it sends: its stream was read before it was signed, or it signs before the body is set.",
        NOT_THE_PROVIDER;
    BODY_UNREADABLE: "body-unreadable", "What is signed is in the body, and cannot be taken out of it.",
        "Pass the body on as it came: it has to be JSON, in which every name on the way to a signed value occurs once.";
    EARLIER_BODY: "earlier-body", "The signature is of the body of another request: {}.",
        "Compute the signature for each request from its own body: one that is kept in a variable, a cache or a loop is of the request before.";

    // The time and the message.
    TIME_UNIT: "time-unit", "The timestamp is in {}.",
        "Have the sender write it in the contract's unit, and sign what it writes: JavaScript (`Date.now()`) and Java count milliseconds, most other languages seconds.",
        NOT_THE_PROVIDER;
    TIME_FORMAT: "time-format", "The timestamp is not in {}.",
        "Have the sender write it as the contract has it: Unix time in decimal digits without a sign, a fraction or a leading zero, and RFC 3339 with date, time and offset.",
        NOT_THE_PROVIDER;
    TIME_OF_EARLIER: "time-of-earlier", "The signature is of the timestamp of another request: {}.",
        "Sign each attempt again, with the timestamp that its header has.";
    MESSAGE_WITHOUT_TIME: "message-without-time", "The body alone was signed, without the timestamp; by the contract, the message is `{}`.",
        "Have the sender sign what the contract says: the timestamp is part of it, so that a request cannot be sent again later.",
        NOT_THE_PROVIDER;
    MESSAGE_BODY_ALONE: "message-body-alone", "The body alone was signed; by the contract, the message is `{}`.",
        "Have the sender sign what the contract says: what is signed with the body cannot be changed on its way.",
        NOT_THE_PROVIDER;
    MESSAGE_WITHOUT_SEPARATOR: "message-without-separator", "What is signed has nothing between its parts; by the contract, the message is `{}`.",
        "Have the sender put together the message as the contract says.",
        NOT_THE_PROVIDER;
    MESSAGE_WITH_ID: "message-with-id", "What is signed starts with the id, as Standard Webhooks has it; by the contract, the message is `{}`.",
        "Have the sender put together the message as the contract says, or use a receiver for Standard Webhooks.",
        NOT_THE_PROVIDER;
    URL_MISSING: "url-missing", "The URL is signed, and it is not known here.",
        "Give the URL that the sender called to `--url`; a receiver is configured with its public URL.";
    URL_CHANGED: "url-changed", "The URL was changed after signing: it was signed {}.",
        "Verify the URL exactly as the provider has it in its settings: behind a proxy, configure it as the receiver's public URL.";
    STALE: "timestamp-too-old", "By this machine's clock, the request is old: {}.",
        "A request from a log or a record is judged as of when it came: give that time to `verify --at`. If it came just now, compare both clocks (`date -u`, NTP); if they agree, it waited on its way, or an old request was sent again: have it signed again.",
        "A request from a log or a record is judged as of when it came: give that time to `verify --at`. If it came just now, compare this machine's clock (`date -u`, NTP); if that is right, the request waited on its way, or an old one was sent again: have the provider send it again.";
    FUTURE: "timestamp-in-future", "By this machine's clock, the request is from the future: {}.",
        "Compare both clocks (`date -u`, NTP): the sender's is ahead, or this one is behind. If another time was given to `verify --at`, correct that.",
        "Compare this machine's clock (`date -u`, NTP): it is behind. If another time was given to `verify --at`, correct that.";
    TIME_ZONE: "time-zone", "The timestamp is off by {}, to the minute: if the request was just sent, local time was taken for UTC.",
        "Have the sender take the time from a clock that counts from 1970 in UTC, not from a local date. If the request is from a log, give the time at which it came to `verify --at`.",
        "If the request is from a log, give the time at which it came to `verify --at`. If it came just now, compare this machine's clock (`date -u`): one that is set to local time is off by as much.";

    // The headers.
    HEADER_MISSING: "header-missing", "There is no header {}, and none that could be it under another name.",
        "Have the sender send it, and every proxy on the way pass it on.",
        NOT_PASSED_ON;
    SIGNATURE_ELSEWHERE: "signature-elsewhere", "The signature may be under another name: {}.",
        "If that is the signature, pass headers on under their own names; or the contract names other headers than the sender.",
        "If that is the signature, the request is of another scheme, whose headers have these names: `hookwright packs` lists those that are known. Otherwise, have every proxy and the log that the request is from pass headers on under their own names.";
    VALUE_MISSING: "value-missing", "The request has nothing at `{}`.",
        "Have the sender send it, and everything on the way pass it on.",
        NOT_PASSED_ON;
    HEADER_RENAMED: "header-renamed", "A header came under another name: {}.",
        "Have the proxy or the framework pass headers on under their own names, or look them up under the name that they have here.";
    HEADER_FOLDED: "header-folded", "The value of `{}` was changed on its way: line ends, white space or quotes were put into it.",
        "Have the proxy pass the value on unchanged; a header that is folded over several lines has been obsolete since 2014.";
    HEADER_REPEATED: "header-repeated", "`{}` came with several values that differ, and only one of them was signed.",
        "Find out which proxy or library adds the other, and have each header sent once.";
    HEADER_DUPLICATED: "header-duplicated", "`{}` came with several values that differ.",
        "Find out which proxy or library adds the other, and have each header sent once.";
    TOO_MANY_SIGNATURES: "too-many-signatures", "There are more signatures than a receiver reads: {}.",
        "Have the sender sign with the secrets that are in use, and no others: one, or two during a rotation.",
        NOT_THE_PROVIDER;
    SCHEME: "scheme", "The signature is right, and written in another way: {}.",
        "Have the sender write the signature as the contract says.",
        NOT_THE_PROVIDER;
    DIGEST_ENCODING: "digest-encoding", "The signature is right, and written in {}; the contract has another encoding.",
        "Have the sender write the digest in the contract's encoding.",
        NOT_THE_PROVIDER;
    SIGNATURE_SHAPE: "signature-shape", "The signature cannot be read: {}.",
        "Have the sender write the signature as the contract says; look for something that cuts it off.",
        "Look for something that cuts it off or changes it: a log that shortens lines, a proxy, or a copy that lacks a part. The provider writes it as the pack says; a test or a script has to do the same.";
    ID_SWAPPED: "id-swapped", "The id in the header is not the one in the body: {}.",
        "Have the sender take both from the same event. The header is not signed, and a receiver goes by the body.";
    TOO_LARGE: "body-too-large", "The body is larger than the contract allows: {}.",
        "Have the sender send less, or have the provider raise the limit in the contract.";

    NO_RULE: "no-rule", "Nothing can be verified by this contract: {}.",
        "Correct the signature rule: `lint` says what is wrong with that of a catalog.";
    EVENT_DIFFERS: "event-differs", "Some events of the request fit, and others do not: {}.",
        "Look at those events: what is signed of them, or their signatures, were changed or left out on the way. A receiver takes all events of a request or none.";
    FURTHER_DIFFERS: "further-signature-differs", "One signature fits, and another that must hold too does not: {}.",
        "What the other one is of was changed after it was made. If that is the body: verify the raw bytes of the request, before a framework parses them, and compare their number with what was sent. If it is the URL: verify it exactly as the sender called it.";
    OTHER_RULE: "other-rule", "The signature fits, and the request is refused all the same: {}.",
        "Change what that says; another secret or another body would not help.";
    UNKNOWN: "unknown", "None of the known mistakes explains it: {}.",
        "Most likely it is another secret: compare its beginning with what the provider shows, and give others that it may be. If it is the right one, what is signed was changed on its way: compare the length of the body with what the sender signed.";
}

//! The rules that a catalog has to keep to before anything can be generated from it, as diagnostics name them.

webhook_schema::rules! {
    KEYWORD = "keyword": "A schema uses keywords that types and documentation can be made of.";
    ASSUMPTION = "assumption": "An assumption that a schema rests on is listed in the index.";
    DESCRIPTION = "description": "Every type and every field is described.";
    PAYLOAD = "payload": "An event's payload is an object with declared properties.";
    AROUND_PAYLOAD = "around-payload": "An event's schema adds nothing to the envelope but its name and payload.";
    ENVELOPE_FIELD = "envelope-field": "The envelope's fields are ones that a delivery can be read by.";
    VALUE = "value": "A schema describes values of one type.";
    OBJECT = "object": "The fields of an object are described once, and the required ones are described.";
    UNION = "union": "The objects of a union have a property that tells them apart.";
    SECRET = "secret": "Only an answer of the API holds secrets.";
    RUST_NAME = "rust-name": "Every type, field and variant has a Rust name of its own.";
    INTERNAL = "internal": "typify can make types of what it is given.";
}

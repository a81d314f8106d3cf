//! The rules that a catalog has to keep to before anything can be generated from it, as diagnostics name them.

webhook_schema::rules! {
    KEYWORD = "keyword": "What is written like a keyword is one.";
    ASSUMPTION = "assumption": "An assumption that a schema rests on is listed in the index.";
    PAYLOAD = "payload": "An event's payload is described, and an answer of the API is an object with declared properties.";
    AROUND_PAYLOAD = "around-payload": "An event's schema adds no fields to the envelope, and includes no other schema next to it.";
    ENVELOPE_FIELD = "envelope-field": "The envelope's fields are ones that a delivery can be read by.";
    VALUE = "value": "A schema describes values that there can be.";
    UNTYPED = "untyped": "A schema that no type can be made of is read as it comes.";
    OBJECT = "object": "The keys that an object requires are written as those that it describes.";
    READING = "reading": "Generated code reads every example, and gives it back.";
    SECRET = "secret": "Only an answer of the API holds secrets.";
    RUST_NAME = "rust-name": "Every type, field and variant has a Rust name of its own.";
    INTERNAL = "internal": "The generator makes types of whatever it finds no mistake in.";
}

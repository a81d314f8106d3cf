//! The rules that a catalog has to keep to, as diagnostics name them.

webhook_schema::rules! {
    INDEX_SHAPE = "index-shape": "An index has the properties that its schema describes.";
    EVENT_NAME = "event-name": "Every event has a name of its own, of the form that the contract describes.";
    FAMILY = "family": "Every family has a name of its own and at least one event, and every event has a family.";
    RUST_NAMES = "rust-names": "A name in Rust is one, and for a place that there is.";
    RUST = "rust": "What the index says of the crates in Rust fits together.";
    DATE = "date": "A date is a day of the calendar, and not later than the catalog's version.";
    EVENT_ENTRY = "event-entry": "What an event's entry says is consistent with the other entries.";
    DEPRECATION = "deprecation": "Only what is deprecated has a sunset and a replacement, and the replacement is in the catalog.";
    ACCEPTED = "accepted-change": "Every accepted change is one that there is, listed once, and until a version that is to come.";
    CONTRACT = "contract": "The contract is consistent with itself and with the envelope.";
    SIGNATURE_VECTOR = "signature-vector": "The signature rule accepts and refuses what its vectors say.";
    EVENT_FILES = "event-files": "Every event has its schema and its example next to the index.";
    EVENT_SCHEMA = "event-schema": "An event's schema includes the envelope and fixes the event's name.";
    EXAMPLE = "example": "An example is valid against its schema.";
    REQUIRED = "required-property": "A property that is required is described.";
    DIALECT = "schema-dialect": "A schema is valid in the draft of JSON Schema that it declares.";
    REFERENCE = "reference": "A reference leads to a schema of the catalog.";
    REFERENCE_CYCLE = "reference-cycle": "The schemas of one value can be followed to an end.";
    API_PATH = "api-path": "Every operation has a path of its own, with parameters that are described.";
    API_STATUS = "api-status": "Every status of an operation is listed once.";
    API_LIMIT = "api-limit": "The API's schemas agree with the contract.";
    API_EVENT_NAMES = "api-event-names": "The API's schemas refer to the list of event names instead of repeating it.";
    API_FILES = "api-files": "Every body of the API has its schema and its example.";
    INTERNAL = "internal": "The loader can use its own schemas.";
}

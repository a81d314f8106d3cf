//! The rules that a document has to keep to before a catalog can be made of it, as diagnostics name them.

webhook_schema::rules! {
    YAML = "yaml-syntax": "A YAML file says what JSON can say, once.";
    KIND = "document-kind": "A document is OpenAPI 3.0 or 3.1, AsyncAPI 2 or 3, or a JSON Schema.";
    SHAPE = "document-shape": "A document has the parts that its format asks for.";
    BODY = "document-body": "An event has a body of JSON with a schema.";
    SENT = "sent-message": "The operations of an AsyncAPI document say which messages its application sends.";
    NAME = "imported-name": "Every event has a name and a file of its own.";
    REFERENCE = "document-reference": "A reference leads to a schema in the files that were given.";
    IMPORTED_EXAMPLE = "imported-example": "An event has an example that its schema accepts.";
    SAMPLE = "imported-sample": "A `default` or an example in a schema is valid by that schema.";
    REPEATED = "repeated-item": "A list names each thing once.";
    IDLE = "idle-keyword": "A keyword is about values that its schema allows.";
    MISSPELLED = "misspelled-keyword": "What a schema says is said with keywords of its draft.";
    CONTRADICTION = "contradicting-keyword": "What a schema requires is not ruled out by another that holds as well.";
    MALFORMED = "malformed-keyword": "A keyword has a value of the kind that its draft asks for.";
    UNDECIDED = "undecided-choice": "A choice is decided by what its branches say.";
    PATTERN = "unsupported-pattern": "A pattern is a regular expression that JSON Schema has.";
    SECRET = "imported-secret": "No event holds a `format: password`: it is plain text there.";
    ENVELOPE = "imported-envelope": "Bodies that are to be kept have the envelope's fields.";
}

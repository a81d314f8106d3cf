//! What is known of calls by the name of what is called, in every language: most hand their arguments on to somebody, and
//! so emit; these do not.

/// What a call does with its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// They go wherever the result goes: conversions and wrappers.
    Passes,
    /// It subscribes, compares, looks up, prints or fails: nothing is emitted.
    Consumes,
    /// The first of several is a key.
    Keyed,
    /// It is taken to send them.
    Sends,
}

const PASSES: &[&str] = &[
    // Rust
    "Arc", "Borrowed", "Box", "Cow", "Err", "Ok", "Owned", "Rc", "Some", "and_then", "as_bytes", "as_deref", "as_ref",
    "as_str", "borrow", "boxed", "chain", "clone", "cloned", "collect", "copied", "expect", "from", "from_static",
    "into", "into_boxed_str", "into_bytes", "into_iter", "into_owned", "iter", "json", "map", "map_or", "map_or_else",
    "ok_or", "ok_or_else", "or_default", "or_else", "parse", "rev", "then", "then_some", "to_bytes", "to_owned",
    "to_string", "to_value", "to_vec", "unwrap", "unwrap_or", "unwrap_or_default", "unwrap_or_else",
    // JavaScript and TypeScript
    "Buffer", "String", "assign", "freeze", "resolve", "stringify", "structuredClone", "toJSON", "toString", "trim",
    "valueOf",
    // Python
    "dict", "dumps", "encode", "str",
];

const CONSUMES: &[&str] = &[
    // Subscribes, or says what is handled.
    "add_event_handler", "add_handler", "add_listener", "addEventListener", "addHandler", "addListener", "connect_to",
    "handle", "handler", "listen", "listenTo", "off", "on", "onEvent", "on_event", "once", "prependListener", "receive",
    "register", "register_handler", "registerHandler", "removeEventListener", "removeListener", "route", "subscribe",
    "subscribe_to", "subscribeTo", "unsubscribe", "waitFor", "wait_for", "when",
    // Compares and looks up.
    "Map", "RegExp", "Regex", "Set", "WeakMap", "compare", "contains", "contains_key", "count", "endsWith",
    "ends_with", "endswith", "eq", "eq_ignore_ascii_case", "equals", "filter", "find", "findIndex", "frozenset", "get",
    "get_mut", "getattr", "has", "hasOwn", "hasOwnProperty", "includes", "indexOf", "is", "isinstance", "lastIndexOf",
    "len", "localeCompare", "match", "matches", "ne", "position", "remove", "replace", "search", "set", "some",
    "split", "startsWith", "starts_with", "startswith", "strip_prefix", "strip_suffix", "test", "trim_start_matches",
    // Prints and measures.
    "console", "counter", "debug", "eprint", "eprintln", "error", "event_enabled", "exception", "histogram", "info",
    "info_span", "instrument", "log", "print", "println", "span", "time", "timeEnd", "trace", "warn", "warning",
    // Fails and asserts.
    "Error", "assert", "assert_eq", "assert_ne", "bail", "debug_assert", "debug_assert_eq", "describe", "ensure",
    "expectError", "it", "panic", "raises", "todo", "unimplemented", "unreachable",
];

const KEYED: &[&str] = &[
    "add_header", "append", "entry", "field", "header", "insert", "put", "set", "setHeader", "set_header", "setdefault",
];

/// What a call of that name does with so many arguments.
pub(crate) fn meaning(callee: &str, arguments: usize) -> Meaning {
    if arguments > 1 && KEYED.contains(&callee) {
        Meaning::Keyed
    } else if PASSES.contains(&callee) {
        Meaning::Passes
    } else if CONSUMES.contains(&callee) || callee.ends_with("Error") || callee.ends_with("Exception") {
        Meaning::Consumes
    } else {
        Meaning::Sends
    }
}

//! Says why the signature of a webhook request does not verify, by trying what people get wrong: with each mistake undone, it
//! looks whether the signature fits.
//!
//! [`CAUSES`] is the table of the mistakes that are known, each with a sentence and a remedy. [`diagnose`] tries them, and
//! up to three of them at once, as far as a second of work goes. Everything goes by the values of a contract or a pack; neither a
//! secret nor an expected signature is in anything that is returned.
//!
//! ```
//! use webhook_diagnose::causes::NEWLINE_REMOVED;
//! assert_eq!(NEWLINE_REMOVED.id, "newline-removed");
//! assert!(webhook_diagnose::CAUSES.iter().any(|cause| cause.id == "key-hex-decoded"));
//! ```

mod case;
pub mod causes;
mod diagnosis;
mod partial;
mod reason;
mod request;
mod search;
mod terms;
mod tries;
mod unexplained;

pub use case::Case;
pub use causes::{CAUSES, Cause, Finding};
pub use diagnosis::{Diagnosis, diagnose};
pub use request::{NamedRequest, NamedSecret, Request};
pub use terms::Terms;

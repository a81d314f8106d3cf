//! Rules as data: what each kind of change means, why, and what to do instead.

use crate::verdict::Verdict;

/// A kind of change.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it goes by, in lower case with hyphens.
    pub id: &'static str,
    /// What changed, in a sentence.
    pub summary: &'static str,
    /// What it means as a rule. A finding may be milder or harsher where the schema says more.
    pub verdict: Verdict,
    /// Why it means that, in a sentence or two.
    pub why: &'static str,
    /// What to do, in sentences that stand alone: they are shown as the help of a finding.
    pub instead: &'static str,
    /// Where others decided on the same question.
    pub link: Option<&'static str>,
    /// A change that the rule finds.
    pub bad: Example,
    /// A change that it does not find.
    pub good: Example,
}

/// A change, as JSON: what is there before and after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// What the two texts are.
    pub subject: Subject,
    /// The older one.
    pub before: &'static str,
    /// The newer one.
    pub after: &'static str,
}

/// What the texts of an example are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The schema of a payload.
    Payload,
    /// Members of an event's entry in the index. A `null` stands for a member that is not there.
    Event,
    /// Members of the contract.
    Contract,
    /// Members of the index.
    Index,
    /// The schema of a request to the endpoint API.
    Request,
    /// Members of the endpoint API's index.
    Api,
}

/// Declares rules: the name in code, the id, the verdict for the wire, for those who validate and for the generated crates;
/// then what the fields of [`Rule`] hold.
macro_rules! table {
    ($(
        $name:ident = $id:literal ($wire:ident, $strict:ident, $rust:ident) $summary:literal
        why $why:literal
        instead $instead:literal
        $(link $link:literal)?
        bad $bad:ident $bad_before:literal => $bad_after:literal
        good $good:ident $good_before:literal => $good_after:literal
    )*) => {
        $(pub(crate) static $name: $crate::rule::Rule = $crate::rule::Rule {
            id: $id,
            summary: $summary,
            verdict: $crate::verdict::Verdict {
                wire: $crate::verdict::Compatibility::$wire,
                strict: $crate::verdict::Compatibility::$strict,
                rust: $crate::verdict::Bump::$rust,
            },
            why: $why,
            instead: $instead,
            link: [$(Some($link),)? None][0],
            bad: $crate::rule::Example {
                subject: $crate::rule::Subject::$bad,
                before: $bad_before,
                after: $bad_after,
            },
            good: $crate::rule::Example {
                subject: $crate::rule::Subject::$good,
                before: $good_before,
                after: $good_after,
            },
        };)*
        pub(super) static ALL: &[&$crate::rule::Rule] = &[$(&$name),*];
    };
}
pub(crate) use table;

//! Names of what has none of its own, made of the way to it, and how a long one is cut.

use webhook_catalog::spelling::{
    LONGEST, camel, first_that_fits, initials, initials_of, push_word, shortened, without_brackets,
    word_starts,
};

/// The longest name of a way that says all of it, whatever it says twice.
const LONG: usize = 30;

/// The name of a shape that has none of its own: of the one that it is in, then of the keys that lead from there to it.
///
/// ```text
/// PullRequest, base, repo      PullRequestBaseRepo
/// ```
///
/// A long name leaves out what says least: words that the first key says again, that an item is one of a list that is no item
/// itself, and the underscore that a key begins with.
///
/// ```text
/// PullRequestReviewThreadResolved, thread, comments, item, side      PullRequestReviewResolvedThreadCommentsSide
/// ```
///
/// If it is still too long, only as many of the last words are named as fit, and of those between only the first letters. What it
/// starts from is the last to be cut, since it tells most: it keeps its first word and as many of its last ones as fit.
#[derive(Clone, Debug)]
pub struct Way {
    root: String,
    keys: Vec<String>,
}

impl Way {
    /// The way to what has a name.
    pub fn new(root: impl Into<String>) -> Self {
        Self { root: root.into(), keys: Vec::new() }
    }

    /// Whether it leads nowhere but to what it starts from.
    pub fn is_root(&self) -> bool {
        self.keys.is_empty()
    }

    /// The name of what it starts from.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// The last key on it, in camel case.
    pub fn last(&self) -> Option<&str> {
        self.keys.last().map(String::as_str)
    }

    /// Whether it goes by another one.
    pub fn starts_with(&self, other: &Self) -> bool {
        self.root == other.root && self.keys.starts_with(&other.keys)
    }

    /// One key further.
    pub fn to(&self, key: &str) -> Self {
        let mut way = self.clone();
        way.keys.push(camel(&without_brackets(key)));
        way
    }

    /// The name.
    pub fn ident(&self) -> String {
        if self.keys.is_empty() {
            return self.root.clone();
        }
        if self.length() <= LONG { self.fitting() } else { self.brief().fitting() }
    }

    fn length(&self) -> usize {
        self.root.len() + self.keys.iter().map(String::len).sum::<usize>()
    }

    /// The way without what says least.
    fn brief(&self) -> Self {
        let is_item =
            |at: Option<usize>| at.and_then(|at| self.keys.get(at)).is_some_and(|key| key == "Item");
        let last = self.keys.len().saturating_sub(1);
        // Lists in lists differ in nothing else.
        let is_said = |at: usize| {
            at == last || !is_item(Some(at)) || is_item(at.checked_sub(1)) || is_item(Some(at + 1))
        };
        let said = self.keys.iter().enumerate().filter(|(at, _)| is_said(*at));
        let keys: Vec<String> = said.map(|(_, key)| without_underscore(key).to_owned()).collect();
        let root = keys.first().and_then(|first| without(&self.root, first));
        Self { root: root.unwrap_or_else(|| self.root.clone()), keys }
    }

    /// The name, of which only so much is spelled as fits.
    fn fitting(&self) -> String {
        let Some((last, before)) = self.keys.split_last() else { return self.root.clone() };
        // Lengths are counted before anything is joined: a way may have thousands of keys, and a key be as long as a file.
        let mut length = self.length();
        // As many keys as fit, then as many words of the last one.
        for (from, key) in self.keys.iter().enumerate() {
            if length <= LONGEST {
                let name = self.joined(&self.root, from, &self.keys[from..]);
                if name.len() <= LONGEST {
                    return name;
                }
            }
            length = length - key.len() + initials_of(key);
        }
        let around = self.joined(&self.root, before.len(), &[]);
        let words = word_starts(last);
        let room = LONGEST.saturating_sub(around.len());
        let from = first_that_fits(last, 0, &words, room).or(words.last().copied()).unwrap_or(0);
        let last = [initials(&last[..from]) + &last[from..]];
        let name = self.joined(&self.root, before.len(), &last);
        // What is too long all the same starts from something that is.
        let beyond = name.len().saturating_sub(LONGEST);
        if beyond == 0 {
            return name;
        }
        let root = shortened(&self.root, self.root.len().saturating_sub(beyond));
        self.joined(&root, before.len(), &last)
    }

    /// What it starts from, the first letters of some keys, and others as they are given.
    fn joined(&self, root: &str, initial: usize, last: &[String]) -> String {
        let mut name = root.to_owned();
        self.keys[..initial].iter().for_each(|key| push_word(&mut name, &initials(key)));
        last.iter().for_each(|key| push_word(&mut name, key));
        name
    }
}

/// A name in camel case without the words of a key, or their plural, which follows in it. Those at its end stay: the key would
/// be gone with them.
fn without(name: &str, key: &str) -> Option<String> {
    let (before, after) =
        name.split_once(key).filter(|_| key.starts_with(|it: char| it.is_ascii_uppercase()))?;
    let after = after.strip_prefix('s').unwrap_or(after);
    after.starts_with(|next: char| next.is_ascii_uppercase()).then(|| format!("{before}{after}"))
}

/// A key without the underscore that it begins with, as in `_links`.
fn without_underscore(key: &str) -> &str {
    let rest = key.strip_prefix("Underscore").unwrap_or_default();
    if rest.starts_with(|next: char| next.is_ascii_uppercase()) { rest } else { key }
}

/// A name in camel case that is made of a whole sentence, as the value of an enum may be one: its last words, and the first
/// letters of the others.
pub fn abbreviated(name: String) -> String {
    if name.len() <= LONGEST { name } else { Way { root: String::new(), keys: vec![name] }.ident() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_keeps_its_end() {
        let name =
            camel("The request was refused because the caller is not allowed to see what it asked for");
        assert_eq!(abbreviated(name), "TrWasRefusedBecauseTheCallerIsNotAllowedToSeeWhatItAskedFor");
        assert_eq!(abbreviated("InfoOnly".to_owned()), "InfoOnly");
    }

    #[test]
    fn a_long_name_says_nothing_twice() {
        let ident =
            |root: &str, keys: &[&str]| keys.iter().fold(Way::new(root), |way, key| way.to(key)).ident();
        for (root, keys, name) in [
            ("OrderItemCreated", &["item", "size"][..], "OrderItemCreatedItemSize"),
            (
                "PullRequestReviewThreadResolved",
                &["thread", "comments", "item", "side"],
                "PullRequestReviewResolvedThreadCommentsSide",
            ),
            ("IssuesTransferred", &["issue", "performed_via_app"], "TransferredIssuePerformedViaApp"),
            ("JobInProgress", &["job", "steps_of_the_job", "item"], "InProgressJobStepsOfTheJobItem"),
            (
                "ParcelDelivered",
                &["waypoints", "item", "item", "side"],
                "ParcelDeliveredWaypointsItemItemSide",
            ),
            (
                "DeploymentProtectionRule",
                &["_links", "_", "_1st"],
                "DeploymentProtectionRuleLinksUnderscoreUnderscore1st",
            ),
            // What a name ends with is what it names.
            ("WebhooksIssueWithParent", &["parent", "via"], "WebhooksIssueWithParentParentVia"),
            ("WebhooksIssueWithParents", &["parent", "via"], "WebhooksIssueWithParentsParentVia"),
            // Half a word is none.
            ("RequestsPerTeamworkOfPeople", &["team", "via"], "RequestsPerTeamworkOfPeopleTeamVia"),
        ] {
            assert_eq!(ident(root, keys), name);
        }
    }

    #[test]
    fn a_long_way_keeps_its_ends() {
        let way = Way::new("ReviewCommentByTheTeamCreated").to("pull_request").to("base");
        assert_eq!(way.ident(), "ReviewCommentByTheTeamCreatedPullRequestBase");
        let way = way.to("repository").to("license");
        assert_eq!(way.ident(), "ReviewCommentByTheTeamCreatedPrBaseRepositoryLicense");
        assert_eq!(Way::new("Root").ident(), "Root");
        assert_eq!(Way::new("Root").to("1").to("2").ident(), "Root1_2");
        let way =
            Way::new("ReviewCommentByTheTeamCreated").to("pull_request").to("squash_merge_commit_message");
        assert_eq!(way.ident(), "ReviewCommentByTheTeamCreatedPrSquashMergeCommitMessage");
        let way = way.to("squash_merge_commit_message_of_today");
        assert_eq!(way.ident(), "ReviewCommentByTheTeamCreatedPrSmcmSmCommitMessageOfToday");
    }

    #[test]
    fn a_long_start_keeps_its_ends() {
        let start = "AcmeDevkitBuildAcmeBuildersBrowserEsbuildSchema";
        for (keys, name) in [
            (&[][..], start),
            (&["styles"], "AcmeDevkitBuildAcmeBuildersBrowserEsbuildSchemaStyles"),
            (&["optimization", "styles"], "AcmeDevkitBuildAcmeBuildersBrowserEsbuildSchemaOStyles"),
            (&["missing_translation"], "AcmeDevkitBuildAcmeBuildersBrowserEsbuildSchemaMTranslation"),
            (&["i18n", "missing_translation"], "AcmeDBuildAcmeBuildersBrowserEsbuildSchemaI18MTranslation"),
        ] {
            assert_eq!(keys.iter().fold(Way::new(start), |way, key| way.to(key)).ident(), name);
        }
        let versioned = Way::new("AcmeTestExecutionRecipeCollectionCreatedEvent4_1_0");
        let name = versioned.to("meta").to("security").to("integrity_protection").ident();
        assert_eq!(name, "AcmeTExecutionRecipeCollectionCreatedEvent4_1_0MSIProtection");
    }

    #[test]
    fn no_name_is_longer() {
        let word = |letters: usize| format!("Word{}", "s".repeat(letters));
        for words in [1, 4, 8] {
            for letters in [1, 4, 8] {
                let root: String = (0..words).map(|_| word(letters)).collect();
                for keys in [1, 4, 8] {
                    let way = (0..keys).fold(Way::new(&root), |way, _| way.to(&word(letters)));
                    let name = way.ident();
                    assert!(name.len() <= LONGEST, "{root} and {keys} keys: {name}");
                }
            }
        }
    }
}

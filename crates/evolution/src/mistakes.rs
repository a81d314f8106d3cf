//! The rules that an index and its history have to keep to where they speak of changes.

webhook_schema::rules! {
    ACCEPTED = "accepted-change": "Every accepted change is one that there is, listed once, and until a version that is to come.";
    LEVEL = "change-level": "A level is for a rule that there is.";
    HISTORY = "history": "The file of an earlier version is as it was when that version was the current one.";
}

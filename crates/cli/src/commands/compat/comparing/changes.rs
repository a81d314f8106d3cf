//! Both catalogs, what changed between them, and what becomes of that.

use std::collections::BTreeMap;
use std::sync::Arc;

use webhook_catalog::{Catalog, Older};
use webhook_evolution::{Comparison, FailOn, Item, Judgment, Place, Report, Side};
use webhook_schema::source::Text;
use webhook_schema::{Diagnostics, Location, Severity, Tree};

use super::against::{Against, Paths};
use crate::Status;
use crate::commands::today::today;

/// The catalog as it is now.
pub struct Newer {
    pub catalog: Catalog,
    /// The public items of what is generated from it, where it has no mistake that keeps a type from being made.
    items: Option<Vec<Item>>,
}

impl Newer {
    /// Loads it as far as it goes. Mistakes go to the sink, as those that generating finds.
    pub fn load(tree: &Tree, diagnostics: &mut Diagnostics) -> Option<Self> {
        let catalog = webhook_catalog::load(tree, diagnostics)?;
        let items = webhook_codegen::surface(&catalog, diagnostics);
        // What has a mistake has no items, and they are not gone.
        let items = items.filter(|_| diagnostics.has_no_error());
        Some(Self { catalog, items })
    }
}

/// What changed.
pub struct Changes<'n> {
    pub against: Against,
    pub newer: &'n Catalog,
    pub older: Older,
    /// What is wrong with the older catalog by today's rules.
    pub reasons: Diagnostics,
    /// Whether the public items of both could be compared.
    pub has_items: bool,
    pub comparison: Comparison,
    pub judgment: Judgment,
}

impl<'n> Changes<'n> {
    /// Compares.
    ///
    /// # Errors
    ///
    /// When there is no older catalog to speak of: why, with its locations.
    pub fn find(against: Against, newer: &'n Newer, fail_on: FailOn) -> Result<Self, String> {
        let mut reasons = Diagnostics::new();
        let Some(older) = webhook_catalog::load_older(&against.tree, &newer.catalog, &mut reasons) else {
            return Err(format!("{} cannot be compared with:\n{}", against.name, reasons.to_text()));
        };
        let mut comparison = webhook_evolution::compare(&older.catalog, &newer.catalog, Some(&today()));
        webhook_evolution::add_reasons(&mut comparison, &older.catalog, &reasons);
        // What is wrong with it by today's rules is no reason not to look at what can be lowered.
        let items = webhook_codegen::surface(&older.catalog, &mut reasons.clone());
        if let (Some(older), Some(newer)) = (&items, &newer.items) {
            webhook_evolution::add_items(&mut comparison, older, newer);
        }
        let judgment = webhook_evolution::judge(&comparison, &older.catalog, &newer.catalog, fail_on);
        let newer = &newer.catalog;
        Ok(Self { against, newer, older, reasons, has_items: items.is_some(), comparison, judgment })
    }

    /// How the command ends.
    pub fn status(&self) -> Status {
        let is_mistaken = self.judgment.mistakes.iter().any(|mistake| mistake.severity == Severity::Error);
        // A mistake in what the index says of changes comes first: once it is corrected, they may be judged otherwise.
        match (is_mistaken, self.judgment.is_refused()) {
            (true, _) => Status::Mistakes,
            (false, true) => Status::Breaking,
            (false, false) => Status::Fine,
        }
    }

    /// A version of the catalog.
    pub fn catalog(&self, side: Side) -> &Catalog {
        match side {
            Side::Before => &self.older.catalog,
            Side::After => self.newer,
        }
    }

    /// The names that files of a version go by.
    pub fn paths(&self, side: Side) -> Paths {
        match side {
            Side::Before => self.against.paths.clone(),
            Side::After => Paths::of_root(),
        }
    }

    /// Finds the files, lines and columns of locations.
    pub fn places(&self) -> impl FnMut(Side, &Location) -> Place {
        let mut texts: BTreeMap<(Side, Arc<str>), Option<Text<'_>>> = BTreeMap::new();
        move |side, location| {
            let text = texts.entry((side, Arc::clone(&location.file))).or_insert_with(|| {
                self.catalog(side).document(&location.file).map(|document| Text::new(&document.text))
            });
            let position = text.as_ref().map(|text| text.position(text.value(&location.pointer)));
            Place {
                file: self.paths(side).relative(&location.file),
                pointer: location.pointer.to_string(),
                line: position.as_ref().map(|position| position.line),
                column: position.as_ref().map(|position| position.column),
            }
        }
    }

    /// All of it for programs.
    pub fn report(&self) -> Report {
        let catalogs = (&self.older.catalog, self.newer);
        Report::new(self.against.name.as_str(), catalogs, &self.comparison, &self.judgment, self.places())
    }
}

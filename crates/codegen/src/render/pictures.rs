//! The pictures of the reference, each for a desk and for a phone.
//!
//! On a page of the repository, the wide one is an image; the book has both as a part of the page, so that the theme's colors
//! reach them.

pub mod families;
pub mod receiver;
pub mod retry;

use crate::files::Sink;
use crate::ir::Ir;
use crate::render::{CATALOG, markdown_marker};
use crate::svg::{Drawing, WIDTHS, Width};

/// Where they are, seen from the index.
const DIRECTORY: &str = "pictures";

/// A picture: its file's name, and what it is called.
#[derive(Clone, Copy)]
pub struct Picture {
    name: &'static str,
    /// Nothing where the catalog does not say what it shows.
    draw: fn(&Ir<'_>, Width) -> Option<Drawn>,
}

/// A drawing, with what makes a document of it.
struct Drawn {
    drawing: Drawing,
    height: i32,
    title: String,
    description: String,
}

/// When a delivery is attempted, and what each answer leads to.
pub const RETRY: Picture = Picture { name: "retry", draw: retry::draw };
/// What becomes of a delivery at a receiver.
pub const RECEIVER: Picture = Picture { name: "receiver", draw: receiver::draw };
/// The families with their events.
pub const FAMILIES: Picture = Picture { name: "families", draw: families::draw };

impl Picture {
    /// The picture as a page next to the index has it.
    pub fn image(self, alternative: &str) -> String {
        format!("![{alternative}]({DIRECTORY}/{}.svg)", self.name)
    }
}

/// Writes them.
pub fn render(ir: &Ir<'_>, files: &mut Sink<'_>) {
    for Picture { name, draw } in [RETRY, RECEIVER, FAMILIES] {
        for (width, suffix) in WIDTHS {
            let Some(Drawn { drawing, height, title, description }) = draw(ir, width) else { continue };
            let id = format!("picture-{name}{}", suffix.replace('.', "-"));
            let svg = drawing.finish(height, &id, &title, &description);
            let marker = markdown_marker(&format!("{CATALOG}/index.json"));
            files.add(
                format!("docs/src/reference/{DIRECTORY}/{name}{suffix}.svg"),
                format!("{marker}\n{svg}"),
            );
        }
    }
}

//! What a page of the book has in the place of what stands for it in the repository: pictures as a part of the page, so that
//! the theme reaches them, and plots of the tables that ask for one.
//!
//! A comment before a table asks for its plot:
//!
//! ```text
//! <!-- plot before | after: CPU seconds -->
//!
//! | | before | after | ratio |
//! ```
//!
//! It names the columns to draw, where these are not all but the first, and what they are. Nothing is written twice: the figures
//! are those of the table.

use std::fs;
use std::ops::Range;
use std::path::Path;

use webhook_codegen::svg::WIDTHS;

use super::links::resolved;
use super::markdown::{Link, links};
use super::plot::{self, Plot};
use crate::commands::written::named;

/// The wide one is shown where there is room for it.
const STYLE: &str = "\
<style>
.pictures { container-type: inline-size; margin: 1.5em 0; }
.pictures .narrow { display: none; }
@container (max-width: 699px) { .pictures .wide { display: none; } .pictures .narrow { display: block; } }
</style>";

/// A page with its pictures and plots drawn; `page` is where it is in the repository.
///
/// # Errors
///
/// Why a plot cannot be drawn, or which picture cannot be read.
pub fn drawn(root: &Path, page: &str, text: &str) -> Result<String, String> {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for link in links(text) {
        let Some(path) = picture(page, text, &link) else { continue };
        let stem = path.strip_suffix(".svg").unwrap_or(&path);
        let both = WIDTHS.map(|(_, suffix)| format!("{stem}{suffix}.svg"));
        // A picture that somebody drew is an image as any other.
        if !both.iter().all(|path| root.join(path).is_file()) {
            continue;
        }
        let read = |path: &String| {
            fs::read_to_string(root.join(path)).map_err(|error| named(&root.join(path), &error).to_string())
        };
        edits.push((link.all, figure([&read(&both[0])?, &read(&both[1])?])));
    }
    for (number, Plot { mark, table }) in plot::plots(page, text)?.into_iter().enumerate() {
        let id = format!("plot-{}", number + 1);
        let [wide, narrow] =
            WIDTHS.map(|(width, suffix)| table.draw(width, &format!("{id}{}", suffix.replace('.', "-"))));
        edits.push((mark, figure([&wide, &narrow]) + "\n\n"));
    }
    edits.sort_by_key(|(range, _)| range.start);
    let (mut drawn, mut at) = (String::new(), 0);
    for (range, new) in edits {
        drawn += &text[at..range.start];
        drawn += &new;
        at = range.end;
    }
    Ok(drawn + &text[at..])
}

/// Where the picture of an image is in the repository, if the image is all of its line.
fn picture(page: &str, text: &str, link: &Link) -> Option<String> {
    let image = &text[link.all.clone()];
    let before = text[..link.all.start].rsplit('\n').next().unwrap_or_default();
    let after = text[link.all.end..].split('\n').next().unwrap_or_default();
    let is_alone = before.is_empty() && after.trim().is_empty();
    let is_picture = image.starts_with("![") && link.target.ends_with(".svg");
    (is_alone && is_picture).then(|| resolved(page, &link.target)).flatten()
}

/// Both drawings as a block of HTML, in which there is no empty line.
fn figure([wide, narrow]: [&str; 2]) -> String {
    let svg = |text: &str| text[text.find("<svg").unwrap_or_default()..].trim_end().to_owned();
    format!(
        "<figure class=\"pictures\">\n{STYLE}\n<div class=\"wide\">\n{}\n</div>\n<div class=\"narrow\">\n{}\n</div>\n</figure>",
        svg(wide),
        svg(narrow)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::book::building::assemble::write;

    #[test]
    fn pictures_are_a_part_of_the_page() {
        let root = tempfile::tempdir().expect("a directory");
        let root = root.path();
        for (path, text) in [
            ("docs/src/reference/pictures/a.svg", "<!-- g -->\n<svg>wide</svg>\n"),
            ("docs/src/reference/pictures/a.narrow.svg", "<!-- g -->\n<svg>narrow</svg>\n"),
            ("docs/src/b.svg", "<svg/>"),
        ] {
            write(&root.join(path), text.as_bytes()).expect("written");
        }
        let page = "docs/src/x.md";
        let text = "One.\n\n![A](reference/pictures/a.svg)\n\n![B](b.svg)\n\nIn ![A](reference/pictures/a.svg) a line.\n";
        let drawn = drawn(root, page, text).expect("drawn");
        let (before, after) = drawn.split_once("<figure").expect("a figure");
        assert_eq!(before, "One.\n\n");
        let (figure, after) = after.split_once("</figure>").expect("it ends");
        assert!(figure.contains("<div class=\"wide\">\n<svg>wide</svg>\n</div>"), "{figure}");
        assert!(figure.contains("<svg>narrow</svg>") && !figure.contains("\n\n"), "{figure}");
        assert_eq!(after, "\n\n![B](b.svg)\n\nIn ![A](reference/pictures/a.svg) a line.\n");
    }

    #[test]
    fn a_table_that_asks_for_it_is_drawn() {
        let text = "Text.\n\n<!-- plot: Seconds -->\n| | `a` |\n|---|---|\n| x | 1.5 |\n";
        let drawn = drawn(Path::new("."), "docs/src/x.md", text).expect("drawn");
        assert!(drawn.contains(">Seconds</title>") && drawn.contains(">1.5</text>"), "{drawn}");
        assert!(drawn.ends_with("</figure>\n\n| | `a` |\n|---|---|\n| x | 1.5 |\n"), "{drawn}");
    }
}

//! Drawings as SVG, for pages that are read in light and in dark, on a phone and on a desk.
//!
//! Colors are `currentColor` and the variables of mdBook's themes, with colors of their own where a drawing stands alone.
//! Coordinates are whole pixels, so that the same input gives the same bytes on every machine.

mod text;

use text::clean;
pub use text::{Style, escaped, measure, wrapped};

/// The widths in which a picture is drawn: for a desk, and for a phone of 390 px.
pub const WIDTHS: [(Width, &str); 2] = [(Width(700), ""), (Width(340), ".narrow")];

/// How wide a drawing is, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Width(pub i32);

/// Where a text is relative to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// What a shape stands for; the style sheet says what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The frame of a group.
    Frame,
    /// A frame around what is an end.
    Outcome,
    /// What the picture is about.
    Mark,
    /// The same, less strongly.
    Faint,
    /// The outline of a mark.
    Hollow,
    /// A line that leads somewhere.
    Way,
    /// A line to read values by.
    Grid,
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Self::Frame => "frame",
            Self::Outcome => "outcome",
            Self::Mark => "mark",
            Self::Faint => "faint",
            Self::Hollow => "hollow",
            Self::Way => "way",
            Self::Grid => "grid",
        }
    }
}

/// A drawing in the making.
#[derive(Debug)]
pub struct Drawing {
    width: i32,
    body: String,
}

impl Drawing {
    /// An empty one.
    pub fn new(Width(width): Width) -> Self {
        Self { width, body: String::new() }
    }

    /// How wide it is.
    pub fn width(&self) -> i32 {
        self.width
    }

    /// A rectangle.
    pub fn rect(&mut self, look: Look, [x, y, width, height]: [i32; 4]) {
        let rounded = if height > 16 { 5 } else { 2 };
        self.body += &format!(
            "<rect class=\"{}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{rounded}\"/>\n",
            look.class()
        );
    }

    /// A disk, or a circle.
    pub fn circle(&mut self, look: Look, [x, y]: [i32; 2], radius: i32) {
        self.body += &format!("<circle class=\"{}\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>\n", look.class());
    }

    /// A line through points.
    pub fn line(&mut self, look: Look, points: &[[i32; 2]]) {
        self.body += &format!("<path class=\"{}\" d=\"{}\"/>\n", look.class(), path(points));
    }

    /// A line through points, with a head at its end: to the right or down, as it came.
    pub fn arrow(&mut self, points: &[[i32; 2]]) {
        let &[.., before, [x, y]] = points else { return };
        let head = if before[0] == x {
            [[x - 4, y - 5], [x, y], [x + 4, y - 5]]
        } else {
            [[x - 5, y - 4], [x, y], [x - 5, y + 4]]
        };
        self.body += &format!("<path class=\"way\" d=\"{}{}\"/>\n", path(points), path(&head));
    }

    /// A text on one line, at its base line. It has to fit; see [`measure`].
    pub fn text(&mut self, style: Style, anchor: Anchor, [x, y]: [i32; 2], text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        self.body += &format!(
            "<text class=\"{}\" x=\"{x}\" y=\"{y}\"{anchor}>{}</text>\n",
            style.class(),
            escaped(&clean(text))
        );
    }

    /// A text in a column, on as many lines as it takes but at most `most`: what is longer is cut. Gives back how high it is.
    pub fn paragraph(&mut self, style: Style, [x, y, width]: [i32; 3], most: usize, text: &str) -> i32 {
        let lines = wrapped(style, text, width, most);
        for (line, number) in lines.iter().zip(1..) {
            let base = y + number * style.line() - style.line() / 4 - 1;
            self.text(style, Anchor::Start, [x, base], line);
        }
        i32::try_from(lines.len()).unwrap_or_default() * style.line()
    }

    /// The whole as a document of its own. `name` is unique on a page; `title` and `description` are for those who do not
    /// see it.
    pub fn finish(self, height: i32, name: &str, title: &str, description: &str) -> String {
        let Self { width, body } = self;
        let (title, description) = (escaped(&clean(title)), escaped(&clean(description)));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"picture\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"{name}-title {name}-about\">\n\
             <title id=\"{name}-title\">{title}</title>\n<desc id=\"{name}-about\">{description}</desc>\n\
             <style>\n{STYLE}</style>\n{body}</svg>\n"
        )
    }
}

/// Every selector begins with the drawing's class: within a page, a style sheet holds for all of it.
const STYLE: &str = "\
.picture { --picture-mark: var(--links, #1d5fa8); color: var(--fg, #1f2328); max-width: 100%; height: auto; }
@media (prefers-color-scheme: dark) {
  .picture { --picture-mark: var(--links, #6db9e8); color: var(--fg, #d5d8e0); }
}
.picture text { fill: currentColor; font: 14px system-ui, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", sans-serif; }
.picture .small { font-size: 12px; }
.picture .strong { font-weight: 600; }
.picture .code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, \"DejaVu Sans Mono\", monospace; font-size: 12px; }
.picture .gone { text-decoration: line-through; }
.picture .frame { fill: currentColor; fill-opacity: 0.04; stroke: currentColor; stroke-opacity: 0.35; }
.picture .outcome { fill: none; stroke: currentColor; stroke-opacity: 0.5; stroke-dasharray: 4 3; }
.picture .mark { fill: var(--picture-mark); stroke: none; }
.picture .faint { fill: var(--picture-mark); fill-opacity: 0.45; stroke: none; }
.picture .hollow { fill: none; stroke: var(--picture-mark); stroke-width: 1.5; }
.picture .way { fill: none; stroke: currentColor; stroke-opacity: 0.7; stroke-width: 1.25; }
.picture .grid { fill: none; stroke: currentColor; stroke-opacity: 0.18; }
";

fn path(points: &[[i32; 2]]) -> String {
    let commands = std::iter::once('M').chain(std::iter::repeat('L'));
    points.iter().zip(commands).map(|([x, y], command)| format!("{command}{x} {y}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_written_the_document_is_xml_without_an_empty_line() {
        let mut drawing = Drawing::new(Width(340));
        let height =
            drawing.paragraph(Style::Body, [0, 0, 340], 2, "a <b> & \"c\"\n\n\u{0}\u{ffff}\u{202e}d");
        assert_eq!(height, Style::Body.line());
        let svg = drawing.finish(height, "x", "<t>\n\n\"u\"", "&");
        assert!(svg.contains(">a &lt;b&gt; &amp; &quot;c&quot; \\u{0}\\u{202e}d</text>"), "{svg}");
        assert!(svg.contains("<title id=\"x-title\">&lt;t&gt; &quot;u&quot;</title>"), "{svg}");
        // An empty line would end a block of HTML in Markdown.
        assert!(!svg.contains("\n\n"), "{svg}");
    }
}

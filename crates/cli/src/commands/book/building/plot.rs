//! Tables that ask for a plot, and what is drawn of them: a bar per figure.

mod draw;

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::markdown::options;

/// The most columns of a plot: as many as can be told apart without color.
const MOST: usize = 3;

/// A plot of a page.
#[derive(Debug)]
pub struct Plot {
    /// The comment that asks for it, with the end of its line.
    pub mark: Range<usize>,
    /// What to draw.
    pub table: Table,
}

/// The figures of a table.
#[derive(Debug, PartialEq)]
pub struct Table {
    /// What they are.
    pub title: String,
    /// The names of the columns that are drawn.
    pub columns: Vec<String>,
    /// The name of each row, and its figures.
    pub rows: Vec<(String, Vec<Option<Figure>>)>,
}

/// A figure, as it is written and as a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// As the table has it.
    pub text: String,
    /// What that is.
    pub number: f64,
}

/// A table as the page has it, with the cells as plain text.
struct Written {
    start: usize,
    head: Vec<String>,
    rows: Vec<(usize, Vec<String>)>,
}

/// The plots that a page asks for, in their order.
///
/// # Errors
///
/// When one cannot be drawn: `file:line:column`, what was expected and what was found.
pub fn plots(page: &str, text: &str) -> Result<Vec<Plot>, String> {
    let tables = tables(text);
    let mut plots = Vec::new();
    for (mark, asked) in marks(text) {
        let wrong = |at: usize, message: String| Err(format!("{}: {message}", place(page, text, at)));
        let table = tables.iter().find(|table| table.start >= mark.end);
        let table = table.filter(|table| text[mark.end..table.start].trim().is_empty());
        let Some(table) = table else {
            return wrong(
                mark.start,
                "expected a table below what asks for a plot: move the comment above the table".to_owned(),
            );
        };
        let Some((columns, title)) = asked.split_once(':').filter(|(_, title)| !title.trim().is_empty())
        else {
            let help = "expected `<!-- plot: what is measured -->` or `<!-- plot column | column: what is measured -->`";
            return wrong(mark.start, format!("{help}, found no `:` with a text after it"));
        };
        let named: Vec<&str> = columns.split('|').map(str::trim).filter(|name| !name.is_empty()).collect();
        let mut chosen: Vec<usize> = Vec::new();
        for name in &named {
            let Some(column) = table.head.iter().skip(1).position(|head| head == name) else {
                let heads =
                    table.head.iter().skip(1).map(|head| format!("`{head}`")).collect::<Vec<_>>().join(", ");
                return wrong(mark.start, format!("expected one of the columns {heads}, found `{name}`"));
            };
            chosen.push(column + 1);
        }
        if named.is_empty() {
            chosen = (1..table.head.len()).collect();
        }
        if !(1..=MOST).contains(&chosen.len()) {
            let count = chosen.len();
            return wrong(
                mark.start,
                format!("expected 1 to {MOST} columns to draw, found {count}: name those to draw"),
            );
        }
        let mut rows = Vec::new();
        for (at, cells) in &table.rows {
            let mut figures = Vec::new();
            for column in &chosen {
                let cell = cells.get(*column).map_or("", String::as_str);
                figures.push(match figure(cell) {
                    Ok(figure) => figure,
                    Err(()) => {
                        return wrong(*at, format!("expected a number to draw, or nothing, found `{cell}`"));
                    }
                });
            }
            rows.push((cells.first().cloned().unwrap_or_default(), figures));
        }
        let columns = chosen.iter().map(|column| table.head[*column].clone()).collect();
        plots.push(Plot { mark, table: Table { title: title.trim().to_owned(), columns, rows } });
    }
    Ok(plots)
}

/// The comments that ask for a plot: where each is, and what it says.
fn marks(text: &str) -> Vec<(Range<usize>, &str)> {
    let comments = Parser::new_ext(text, options()).into_offset_iter().filter_map(|(event, range)| {
        let Event::Html(_) = event else { return None };
        let line = text[range.clone()].trim();
        let asked = line.strip_prefix("<!-- plot")?.strip_suffix("-->")?;
        asked.starts_with([' ', ':']).then_some((range, asked))
    });
    comments.collect()
}

fn tables(text: &str) -> Vec<Written> {
    let mut tables: Vec<Written> = Vec::new();
    let (mut cells, mut cell) = (Vec::new(), String::new());
    let mut is_in_cell = false;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Table(_)) => {
                tables.push(Written { start: range.start, head: Vec::new(), rows: Vec::new() });
            }
            Event::Start(Tag::TableCell) => is_in_cell = true,
            Event::End(TagEnd::TableCell) => {
                is_in_cell = false;
                cells.push(std::mem::take(&mut cell).trim().to_owned());
            }
            Event::End(TagEnd::TableHead) => {
                tables.last_mut().expect("it is open").head = std::mem::take(&mut cells);
            }
            Event::End(TagEnd::TableRow) => {
                tables.last_mut().expect("it is open").rows.push((range.start, std::mem::take(&mut cells)));
            }
            Event::Text(part) | Event::Code(part) if is_in_cell => cell += &part,
            _ => {}
        }
    }
    tables
}

/// A cell as a number with commas between thousands; `None` where it is empty.
fn figure(cell: &str) -> Result<Option<Figure>, ()> {
    if cell.is_empty() {
        return Ok(None);
    }
    let plain = cell.replace(',', "");
    let is_plain = plain.chars().all(|character| character.is_ascii_digit() || character == '.');
    let number = plain.parse::<f64>().ok().filter(|number| is_plain && number.is_finite());
    number.map(|number| Some(Figure { text: cell.to_owned(), number })).ok_or(())
}

fn place(page: &str, text: &str, at: usize) -> String {
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{page}:{line}:{column}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_with_the_columns_that_are_asked_for() {
        let text = "# T\n\n<!-- plot a | `c`: Seconds: all -->\n\n| x | a | b | `c` |\n|---|---|---|---|\n| *one* `r` | 1,080 | n/a | |\n| two | 0.5 | | 2 |\n";
        assert!(plots("p.md", text).is_err(), "the name of a column has no marks");
        let plots = plots("p.md", &text.replacen("`c`:", "c:", 1)).expect("read");
        let figure = |text: &str, number| Some(Figure { text: text.to_owned(), number });
        let expected = Table {
            title: "Seconds: all".to_owned(),
            columns: vec!["a".to_owned(), "c".to_owned()],
            rows: vec![
                ("one r".to_owned(), vec![figure("1,080", 1080.0), None]),
                ("two".to_owned(), vec![figure("0.5", 0.5), figure("2", 2.0)]),
            ],
        };
        assert_eq!(plots[0].table, expected);
        assert_eq!(plots.len(), 1);
    }

    #[test]
    fn what_cannot_be_drawn_is_told_with_its_place() {
        let table = "| x | a | b | c | d |\n|---|---|---|---|---|\n| r | 1 | 2 | y | -1 |\n";
        for (mark, said) in [
            ("<!-- plot a -->", "p.md:2:1: expected `<!-- plot: what is measured -->`"),
            ("<!-- plot: t -->", "p.md:2:1: expected 1 to 3 columns to draw, found 4"),
            ("<!-- plot z: t -->", "p.md:2:1: expected one of the columns `a`, `b`, `c`, `d`, found `z`"),
            ("<!-- plot a | c: t -->", "p.md:5:1: expected a number to draw, or nothing, found `y`"),
            ("<!-- plot d: t -->", "p.md:5:1: expected a number to draw, or nothing, found `-1`"),
            ("<!-- plot a: t -->\ntext\n", "p.md:2:1: expected a table below"),
        ] {
            let error = plots("p.md", &format!("\n{mark}\n{table}")).expect_err(mark);
            assert!(error.starts_with(said), "{mark}: {error}");
        }
        for none in ["<!-- plotted: t -->", "`<!-- plot: t -->`", "```\n<!-- plot: t -->\n```"] {
            assert!(plots("p.md", &format!("{none}\n\n{table}")).expect(none).is_empty(), "{none}");
        }
    }
}

//! Names in Rust that were made up: what has each, and where that is.

use webhook_schema::Location;
use webhook_schema::source::Text;

/// The first few names with what has them, a line each, in files of the tree.
pub fn made_up(named: Vec<(Location, String)>, files: &[(String, String)]) -> String {
    const MOST: usize = 10;
    let more = named.len().saturating_sub(MOST);
    let line = |(Location { file, pointer }, name): &(Location, String)| {
        let text = files.iter().find(|(own, _)| **own == **file).map(|(_, text)| Text::new(text));
        let at = text.map_or_else(String::new, |text| {
            let position = text.position(text.key(pointer));
            format!(":{}:{}", position.line, position.column)
        });
        format!("\n    - schemas/{file}{at}: `{name}`")
    };
    let mut lines: String = named.iter().take(MOST).map(line).collect();
    if more > 0 {
        lines += &format!("\n    - and {more} more");
    }
    lines
}

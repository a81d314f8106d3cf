//! Long lines of a diff, cut down to the part that somebody wants to see.

/// Characters of a line that are shown, without its sign.
const WIDTH: usize = 160;
/// Characters before a difference that are shown with it.
const LEAD: usize = 40;

/// The lines of a unified diff, cut where they are long; `…` marks what is left out.
///
/// A line is shown from its start; one that is changed far from there, around the place where it begins to differ from
/// the line that it takes the place of.
pub fn cut<L: AsRef<str>>(lines: &[L]) -> Vec<String> {
    lines
        .iter()
        .zip(differences(lines))
        .map(|(line, difference)| cut_line(line.as_ref(), difference))
        .collect()
}

/// For each line the number of characters after its sign that it has in common with its counterpart; 0 where it has none.
fn differences<L: AsRef<str>>(lines: &[L]) -> Vec<usize> {
    let run =
        |from: usize, sign| lines[from..].iter().take_while(|line| line.as_ref().starts_with(sign)).count();
    let mut differences = vec![0; lines.len()];
    let mut at = 0;
    while at < lines.len() {
        let removed = run(at, '-');
        let added = run(at + removed, '+');
        for old in at..at + removed.min(added) {
            let new = old + removed;
            let pairs = lines[old].as_ref().chars().zip(lines[new].as_ref().chars());
            let common = pairs.skip(1).take_while(|(old, new)| old == new).count();
            (differences[old], differences[new]) = (common, common);
        }
        at += (removed + added).max(1);
    }
    differences
}

fn cut_line(line: &str, difference: usize) -> String {
    let mut characters = line.chars();
    let sign = characters.next();
    let start = if difference + LEAD < WIDTH { 0 } else { difference - LEAD };
    let mut rest = characters.skip(start);
    let shown: String = rest.by_ref().take(WIDTH).collect();
    let before = if start > 0 { "…" } else { "" };
    let after = if rest.next().is_some() { "…" } else { "" };
    format!("{}{before}{shown}{after}", sign.map(String::from).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_usual_length_stay() {
        let longest = format!(" {}", "é".repeat(WIDTH));
        let lines = ["--- a (on disk)", "+++ a (generated)", "@@ -1,2 +1,2 @@", &longest, "-old", "+new", ""];
        assert_eq!(cut(&lines), lines);
    }

    #[test]
    fn context_is_cut_at_its_end() {
        assert_eq!(cut(&[format!(" {}", "é".repeat(WIDTH + 1))]), [format!(" {}…", "é".repeat(WIDTH))]);
    }

    #[test]
    fn changed_lines_show_where_they_differ() {
        let line = |sign, word| format!("{sign}{}{word}{}", "a".repeat(5000), "b".repeat(5000));
        let shown = |sign, word: &str| {
            format!("{sign}…{}{word}{}…", "a".repeat(LEAD), "b".repeat(WIDTH - LEAD - word.len()))
        };
        let short = |sign| format!("{sign}short");
        assert_eq!(
            cut(&[line('-', "OLD"), short('-'), line('+', "NEWER"), short('+'), line('+', "")]),
            [
                shown('-', "OLD"),
                short('-'),
                shown('+', "NEWER"),
                short('+'),
                format!("+{}…", "a".repeat(WIDTH)),
            ]
        );
    }

    #[test]
    fn what_is_missing_at_an_end_is_shown() {
        let (old, new) = (format!("-{}", "a".repeat(300)), format!("+{}b", "a".repeat(300)));
        let lead = "a".repeat(LEAD);
        assert_eq!(cut(&[old, new]), [format!("-…{lead}"), format!("+…{lead}b")]);
    }

    #[test]
    fn wherever_lines_differ_the_difference_is_shown() {
        for place in 0..1000 {
            let line = |sign, word| format!("{sign}{}{word}{}", "a".repeat(place), "a".repeat(999 - place));
            let [old, new] = &cut(&[line('-', "X"), line('+', "Y")])[..] else {
                panic!("there are two lines")
            };
            assert!(old.contains('X') && new.contains('Y'), "{place}: {old} {new}");
        }
    }
}

//! One text against the machine of a regular expression.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use super::parse::Edge;
use super::program::{Program, State};

/// A text that is held against a machine.
pub(super) struct Matching<'p> {
    program: &'p Program,
    text: &'p [char],
    /// For each state that looks ahead or behind, at which places it finds something. It is found out for all places at
    /// once, when it is first asked for.
    looks: HashMap<usize, Vec<bool>>,
}

impl<'p> Matching<'p> {
    pub(super) fn new(program: &'p Program, text: &'p [char]) -> Self {
        Self { program, text, looks: HashMap::new() }
    }

    /// Whether it matches anywhere.
    pub(super) fn is_match(&mut self) -> bool {
        self.run(0..self.program.states.len(), false, &mut |_| true)
    }

    /// Runs the machine of some states over the text, to its end or back to its beginning; a match may begin anywhere.
    /// Calls `found` where one ends, which says whether that is enough; returns that.
    fn run(&mut self, states: Range<usize>, is_backward: bool, found: &mut dyn FnMut(usize) -> bool) -> bool {
        let Program { states: all, sets } = self.program;
        let mut now: Vec<usize> = Vec::new();
        let mut seen = vec![usize::MAX; states.len()];
        let mut counts: HashMap<usize, Count> = HashMap::new();
        for step in 0..=self.text.len() {
            let at = if is_backward { self.text.len() - step } else { step };
            let next = if is_backward { at.checked_sub(1) } else { Some(at) };
            let next = next.and_then(|next| self.text.get(next));
            let has_next = |set: usize| next.is_some_and(|character| sets[set].has(*character));
            let mut open = std::mem::take(&mut now);
            open.push(states.start);
            while let Some(state) = open.pop() {
                if std::mem::replace(&mut seen[state - states.start], step) == step {
                    continue;
                }
                match all[state] {
                    State::One(set) => now.extend(has_next(set).then_some(state + 1)),
                    State::Enter => {
                        if let State::Count { set, most, .. } = all[state + 1]
                            && has_next(set)
                        {
                            counts.entry(state + 1).or_default().begin(step, most);
                            now.push(state + 1);
                        }
                    }
                    State::Count { set, least, most } => {
                        let count = counts.entry(state).or_default();
                        let Some(longest) = count.longest(step, most) else { continue };
                        open.extend((longest >= least).then_some(state + 1));
                        if has_next(set) {
                            now.push(state);
                        } else {
                            counts.remove(&state);
                        }
                    }
                    State::Split(one, other) => open.extend([one, other]),
                    State::Jump(to) => open.push(to),
                    State::Edge(edge) => open.extend(is_edge(edge, self.text, at).then_some(state + 1)),
                    State::Look { end, is_behind, is_negative } => {
                        let is_found = self.look(state + 1..end, is_behind, at);
                        open.extend((is_found != is_negative).then_some(end));
                    }
                    State::Match if found(at) => return true,
                    State::Match => {}
                }
            }
        }
        false
    }

    /// Whether a match of some states begins at a place, or ends there.
    fn look(&mut self, states: Range<usize>, is_behind: bool, at: usize) -> bool {
        let first = states.start;
        if let Some(places) = self.looks.get(&first) {
            return places[at];
        }
        let mut places = vec![false; self.text.len() + 1];
        self.run(states, !is_behind, &mut |at| {
            places[at] = true;
            false
        });
        let is_found = places[at];
        self.looks.insert(first, places);
        is_found
    }
}

/// Where characters of a set begin to be counted that have not ended so far, from the first on.
#[derive(Default)]
struct Count(VecDeque<Range<usize>>);

impl Count {
    fn begin(&mut self, step: usize, most: Option<usize>) {
        match self.0.back_mut() {
            // Without a largest number, the longest is all that matters.
            Some(_) if most.is_none() => {}
            Some(last) if last.end == step => last.end += 1,
            _ => self.0.push_back(step..step + 1),
        }
    }

    /// The largest number of characters that is not too large.
    fn longest(&mut self, step: usize, most: Option<usize>) -> Option<usize> {
        let earliest = most.map_or(0, |most| step.saturating_sub(most));
        while self.0.front().is_some_and(|first| first.end <= earliest) {
            self.0.pop_front();
        }
        let first = self.0.front_mut()?;
        first.start = first.start.max(earliest);
        Some(step - first.start)
    }
}

fn is_edge(edge: Edge, text: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| text[before]);
    let after = text.get(at).copied();
    let ends_line = |character: Option<char>| {
        character.is_none_or(|character| matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}'))
    };
    let is_boundary = |in_any_case: bool| {
        let is_word = |character: Option<char>| {
            character.is_some_and(|character| match character {
                '_' => true,
                // They are `s` and `k` in another case.
                '\u{17f}' | '\u{212a}' => in_any_case,
                other => other.is_ascii_alphanumeric(),
            })
        };
        is_word(before) != is_word(after)
    };
    match edge {
        Edge::Start => before.is_none(),
        Edge::End => after.is_none(),
        Edge::LineStart => ends_line(before),
        Edge::LineEnd => ends_line(after),
        Edge::Word { in_any_case } => is_boundary(in_any_case),
        Edge::NotWord { in_any_case } => !is_boundary(in_any_case),
    }
}

#[cfg(test)]
mod tests {
    use regress::Regex;

    use super::super::Pattern;

    #[test]
    fn what_it_matches() {
        for (pattern, yes, no) in [
            ("(?i:a)b", "Ab", "AB"),
            ("^(?i:a(?-i:b))$", "Ab", "AB"),
            ("^(?i:\\b[^a]k)$", "b\u{212a}", "Ak"),
            ("(?m:^b$)", "a\nb", "ab"),
            ("^(?s:.)$", "\n", ""),
            ("^[\\]a]+$", "a]", "b"),
            ("^(?:a{2,3}b){2}$", "aabaaab", "aabab"),
            ("^[ab]{2}a{0,2}$", "baaa", "baaaa"),
            ("^(?:a{3}|b)*$", "aaabaaaaaa", "aaaabaa"),
            ("b", "abc", "xyz"),
            ("^.$", "😀", "😀😀"),
            (r"^\d$", "1", "١"),
            (r"^(?=.*\d)(?!.*x).{3}$", "ab1", "ax1"),
            (r"(?<=\$)\d", "$1", "1"),
            ("^a$", "a", "a\n"),
            (r"^\S$", "a", "\u{feff}"),
        ] {
            let pattern = Pattern::new(pattern).expect(pattern);
            assert!(pattern.is_match(yes) && !pattern.is_match(no), "{pattern:?}");
        }
    }

    /// Each would take longer than anyone waits, if it went with more than the length of the text.
    #[test]
    fn there_is_an_end_to_every_match() {
        let text = format!("{}!", "a".repeat(5_000));
        let ahead = format!("{}x{}", "(?=.*".repeat(6), ")".repeat(6));
        let behind = format!("{}x{}", "(?<=".repeat(6), ".*)".repeat(6));
        let tried = ["^(a+)+$", "^(a|aa)*$", "(.*)*(.*)*(.*)*x$", "^(?=(a+)+$)", "^(?i:(A+)+)$"];
        for pattern in tried.into_iter().chain([&*ahead, &behind]) {
            assert!(!Pattern::new(pattern).expect(pattern).is_match(&text), "{pattern}");
        }
        // Nor is a pattern read again for each of its braces.
        for part in ["{", "}", "\\u", "\\p{a"] {
            let _ = Pattern::new(&part.repeat(99_999 / part.len()));
        }
    }

    /// With an engine that tries one way after another.
    #[test]
    fn engines_agree() {
        let parts = [
            "a",
            "b",
            ".",
            "[^a]",
            "\\w",
            "^",
            "$",
            "\\b",
            "\\B",
            "(a|b)",
            "(?:ab)*",
            "a+?",
            "b{2}",
            "(a|){1,2}",
            "(?=b)",
            "(?!a)",
            "(?<=a)",
            "(?<!b)",
            "(?=.*b$)",
            "(?<=^.)",
            "(?:a*)*",
            "a{2,3}",
            ".{2,}",
            "(?=a{1,2}(?!b))",
            "(?i:K|\\b[^A])",
            "(?ms:^.$)",
            "|",
            "é",
            "\\u{1F600}",
            "\\ud83d\\ude00",
        ];
        let texts = [
            "",
            "a",
            "b",
            "ab",
            "ba",
            "aab",
            "abb",
            "bbb",
            "a b",
            " ",
            "é",
            "😀",
            "a😀b",
            "\n",
            "ab ab",
            "aé",
            "aaaab",
            "\u{212a}a",
        ];
        let patterns = parts.iter().flat_map(|one| parts.map(|two| format!("{one}{two}")));
        let patterns: Vec<String> = patterns.collect();
        let longer = patterns.iter().step_by(7).flat_map(|two| parts.map(|three| format!("{two}{three}")));
        for pattern in patterns.iter().cloned().chain(longer) {
            let Ok(regex) = Regex::with_flags(&pattern, "u") else { continue };
            let own = Pattern::new(&pattern).expect(&pattern);
            for text in texts {
                assert_eq!(own.is_match(text), regex.find(text).is_some(), "{pattern} {text:?}");
            }
        }
    }
}

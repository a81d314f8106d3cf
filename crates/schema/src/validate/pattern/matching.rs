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

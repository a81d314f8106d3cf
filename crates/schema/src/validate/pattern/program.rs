//! Regular expressions as machines that are in many states at once: a match takes a time that goes with the length of the
//! text, whatever the expression.

use std::collections::BTreeMap;

use regress::Regex;

use super::parse::{Edge, Part};

/// States of the largest machine.
const MOST_STATES: usize = 20_000;

/// A machine, and those of what it looks ahead or behind at.
#[derive(Clone, Debug)]
pub(super) struct Program {
    states: Vec<State>,
    sets: Vec<Set>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// Goes on after a character of a set.
    One(usize),
    Split(usize, usize),
    Jump(usize),
    Edge(Edge),
    /// Goes on at `end` where a match of the machine that comes next begins or ends here, or where none does.
    Look {
        end: usize,
        is_behind: bool,
        is_negative: bool,
    },
    Match,
}

/// Characters, by what they are written as.
#[derive(Clone, Debug)]
enum Set {
    Only(char),
    Of {
        regex: Regex,
        /// Those of ASCII, a bit for each.
        ascii: u128,
    },
}

impl Set {
    fn new(text: &str) -> Option<Self> {
        let mut characters = text.chars();
        if let (Some(only), None) = (characters.next(), characters.next())
            && only != '.'
        {
            return Some(Self::Only(only));
        }
        let regex = Regex::with_flags(&format!("^{text}$"), "u").ok()?;
        let has = |code: &u8| regex.find(char::from(*code).encode_utf8(&mut [0; 4])).is_some();
        let ascii = (0..128).filter(has).fold(0, |ascii, code| ascii | 1 << code);
        Some(Self::Of { regex, ascii })
    }

    fn has(&self, character: char) -> bool {
        match self {
            Self::Only(only) => *only == character,
            Self::Of { ascii, .. } if character.is_ascii() => ascii >> u32::from(character) & 1 == 1,
            Self::Of { regex, .. } => regex.find(character.encode_utf8(&mut [0; 4])).is_some(),
        }
    }
}

impl Program {
    /// The machine of a regular expression; `None` where it is too large.
    pub(super) fn new(part: &Part) -> Option<Self> {
        let mut builder = Builder { states: Vec::new(), sets: Vec::new(), known: BTreeMap::new() };
        builder.part(part)?;
        builder.push(State::Match)?;
        Some(Self { states: builder.states, sets: builder.sets })
    }

    /// Whether it matches anywhere in a text.
    pub(super) fn is_match(&self, text: &str) -> bool {
        let characters: Vec<char> = text.chars().collect();
        self.run(0, &characters, 0, true, &mut |_| true)
    }

    /// Runs the machine that begins at a state over a text, from a place on, where a match begins; or else any place after
    /// that may be where one begins. Calls `found` where one ends, which says whether that is enough; returns that.
    fn run(
        &self,
        first: usize,
        text: &[char],
        from: usize,
        begins_anywhere: bool,
        found: &mut dyn FnMut(usize) -> bool,
    ) -> bool {
        // What is behind is found out for all places at once, when it is first asked for.
        let mut behind: BTreeMap<usize, Vec<bool>> = BTreeMap::new();
        let mut now: Vec<usize> = Vec::new();
        let mut seen = vec![usize::MAX; self.states.len()];
        for at in from..=text.len() {
            let mut open = std::mem::take(&mut now);
            open.extend((at == from || begins_anywhere).then_some(first));
            if open.is_empty() {
                return false;
            }
            while let Some(state) = open.pop() {
                if std::mem::replace(&mut seen[state], at) == at {
                    continue;
                }
                match self.states[state] {
                    State::One(set) => {
                        let is_next = text.get(at).is_some_and(|character| self.sets[set].has(*character));
                        now.extend(is_next.then_some(state + 1));
                    }
                    State::Split(one, other) => open.extend([one, other]),
                    State::Jump(to) => open.push(to),
                    State::Edge(edge) => open.extend(is_edge(edge, text, at).then_some(state + 1)),
                    State::Look { end, is_behind, is_negative } => {
                        let is_found = if is_behind {
                            behind.entry(state).or_insert_with(|| self.ends(state + 1, text))[at]
                        } else {
                            self.ahead(state + 1, text, at)
                        };
                        open.extend((is_found != is_negative).then_some(end));
                    }
                    State::Match if found(at) => return true,
                    State::Match => {}
                }
            }
        }
        false
    }

    /// Whether a match begins at a place.
    fn ahead(&self, first: usize, text: &[char], at: usize) -> bool {
        self.run(first, text, at, false, &mut |_| true)
    }

    /// Where matches end.
    fn ends(&self, first: usize, text: &[char]) -> Vec<bool> {
        let mut ends = vec![false; text.len() + 1];
        self.run(first, text, 0, true, &mut |at| {
            ends[at] = true;
            false
        });
        ends
    }
}

fn is_edge(edge: Edge, text: &[char], at: usize) -> bool {
    let is_word = |at: usize| text.get(at).is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_');
    let is_boundary = || (at > 0 && is_word(at - 1)) != is_word(at);
    match edge {
        Edge::Start => at == 0,
        Edge::End => at == text.len(),
        Edge::Word => is_boundary(),
        Edge::NotWord => !is_boundary(),
    }
}

struct Builder {
    states: Vec<State>,
    sets: Vec<Set>,
    known: BTreeMap<String, usize>,
}

impl Builder {
    /// Adds a state; `None` where there are too many.
    fn push(&mut self, state: State) -> Option<usize> {
        self.states.push(state);
        (self.states.len() <= MOST_STATES).then_some(self.states.len() - 1)
    }

    /// Adds the states of a part, after which the machine goes on with the next one.
    fn part(&mut self, part: &Part) -> Option<()> {
        match part {
            Part::One(text) => {
                let set = match self.known.get(text) {
                    Some(set) => *set,
                    None => {
                        self.sets.push(Set::new(text)?);
                        self.known.insert(text.clone(), self.sets.len() - 1);
                        self.sets.len() - 1
                    }
                };
                self.push(State::One(set))?;
            }
            Part::Edge(edge) => drop(self.push(State::Edge(*edge))?),
            Part::All(parts) => {
                for part in parts {
                    self.part(part)?;
                }
            }
            Part::Any(parts) => {
                let mut jumps = Vec::new();
                for (number, part) in parts.iter().enumerate() {
                    let is_last = number + 1 == parts.len();
                    let split = if is_last { None } else { Some(self.push(State::Jump(0))?) };
                    self.part(part)?;
                    if let Some(split) = split {
                        jumps.push(self.push(State::Jump(0))?);
                        self.states[split] = State::Split(split + 1, self.states.len());
                    }
                }
                for jump in jumps {
                    self.states[jump] = State::Jump(self.states.len());
                }
            }
            Part::Repeated { part, least, most } => {
                for _ in 0..*least {
                    let before = self.states.len();
                    self.part(part)?;
                    // Nothing, any number of times, is nothing.
                    if self.states.len() == before {
                        break;
                    }
                }
                match most {
                    None => {
                        let split = self.push(State::Jump(0))?;
                        self.part(part)?;
                        self.push(State::Jump(split))?;
                        self.states[split] = State::Split(split + 1, self.states.len());
                    }
                    Some(most) => {
                        let mut splits = Vec::new();
                        for _ in *least..*most {
                            splits.push(self.push(State::Jump(0))?);
                            self.part(part)?;
                        }
                        for split in splits {
                            self.states[split] = State::Split(split + 1, self.states.len());
                        }
                    }
                }
            }
            Part::Look { part, is_behind, is_negative } => {
                let look = self.push(State::Jump(0))?;
                self.part(part)?;
                self.push(State::Match)?;
                let end = self.states.len();
                self.states[look] = State::Look { end, is_behind: *is_behind, is_negative: *is_negative };
            }
        }
        Some(())
    }
}

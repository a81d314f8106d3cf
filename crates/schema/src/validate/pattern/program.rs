//! Regular expressions as machines that are in many states at once: a match takes a time that goes with the length of the
//! text, whatever the expression.

use std::collections::HashMap;

use regress::Regex;

use super::parse::{Edge, Part};

/// States of the largest machine.
pub(super) const MOST_STATES: usize = 100_000;

/// A machine, and those of what it looks ahead or behind at.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub states: Vec<State>,
    pub sets: Vec<Set>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum State {
    /// Goes on after a character of a set.
    One(usize),
    /// Begins to count at the next state.
    Enter,
    /// Goes on after `least` to `most` characters of a set, at least one.
    Count {
        set: usize,
        least: usize,
        /// `None` for any number.
        most: Option<usize>,
    },
    Split(usize, usize),
    Jump(usize),
    Edge(Edge),
    /// Goes on at `end` where a match of the machine that comes next, up to `end`, ends or begins here, or where none does.
    Look {
        end: usize,
        is_behind: bool,
        is_negative: bool,
    },
    Match,
}

/// Characters, by what they are written as.
#[derive(Clone, Debug)]
pub(super) enum Set {
    Only(char),
    Of {
        text: String,
        regex: Regex,
        /// Those of ASCII, a bit for each.
        ascii: u128,
    },
}

impl Set {
    pub(super) fn new(text: &str) -> Option<Self> {
        let mut characters = text.chars();
        if let (Some(only), None) = (characters.next(), characters.next())
            && only != '.'
        {
            return Some(Self::Only(only));
        }
        let regex = Regex::with_flags(&format!("^{text}$"), "u").ok()?;
        let has = |code: &u8| regex.find(char::from(*code).encode_utf8(&mut [0; 4])).is_some();
        let ascii = (0..128).filter(has).fold(0, |ascii, code| ascii | 1 << code);
        Some(Self::Of { text: text.to_owned(), regex, ascii })
    }

    pub(super) fn has(&self, character: char) -> bool {
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
        let mut builder =
            Builder { states: Vec::new(), sets: Vec::new(), known: HashMap::new(), is_backward: false };
        builder.part(part)?;
        builder.push(State::Match)?;
        Some(Self { states: builder.states, sets: builder.sets })
    }
}

struct Builder {
    states: Vec<State>,
    sets: Vec<Set>,
    known: HashMap<String, usize>,
    /// Whether the machine reads the text from its end to its beginning.
    is_backward: bool,
}

impl Builder {
    /// Adds a state; `None` where there are too many.
    fn push(&mut self, state: State) -> Option<usize> {
        self.states.push(state);
        (self.states.len() <= MOST_STATES).then_some(self.states.len() - 1)
    }

    fn set(&mut self, text: &str) -> Option<usize> {
        if let Some(set) = self.known.get(text) {
            return Some(*set);
        }
        self.sets.push(Set::new(text)?);
        self.known.insert(text.to_owned(), self.sets.len() - 1);
        Some(self.sets.len() - 1)
    }

    /// Adds the states of a part, after which the machine goes on with the next one.
    fn part(&mut self, part: &Part) -> Option<()> {
        match part {
            Part::One(text) => {
                let set = self.set(text)?;
                self.push(State::One(set))?;
            }
            Part::Edge(edge) => drop(self.push(State::Edge(*edge))?),
            Part::All(parts) if self.is_backward => {
                parts.iter().rev().try_for_each(|part| self.part(part))?;
            }
            Part::All(parts) => parts.iter().try_for_each(|part| self.part(part))?,
            Part::Any(parts) => self.any(parts)?,
            Part::Repeated { part, least, most } => self.repeated(part, *least, *most)?,
            Part::Look { part, is_behind, is_negative } => {
                let look = self.push(State::Jump(0))?;
                // Where a match begins is where one ends that is read backward.
                let is_backward = std::mem::replace(&mut self.is_backward, !is_behind);
                self.part(part)?;
                self.is_backward = is_backward;
                self.push(State::Match)?;
                let end = self.states.len();
                self.states[look] = State::Look { end, is_behind: *is_behind, is_negative: *is_negative };
            }
        }
        Some(())
    }

    fn any(&mut self, parts: &[Part]) -> Option<()> {
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
        Some(())
    }

    fn repeated(&mut self, part: &Part, least: usize, most: Option<usize>) -> Option<()> {
        if let Part::One(text) = part
            && (least > 1 || most.is_some_and(|most| most > 1))
        {
            let set = self.set(text)?;
            let split = if least == 0 { Some(self.push(State::Jump(0))?) } else { None };
            self.push(State::Enter)?;
            self.push(State::Count { set, least: least.max(1), most })?;
            if let Some(split) = split {
                self.states[split] = State::Split(split + 1, self.states.len());
            }
            return Some(());
        }
        for _ in 0..least {
            let before = self.states.len();
            self.part(part)?;
            // Nothing, any number of times, is nothing.
            if self.states.len() == before {
                break;
            }
        }
        let Some(most) = most else {
            let split = self.push(State::Jump(0))?;
            self.part(part)?;
            self.push(State::Jump(split))?;
            self.states[split] = State::Split(split + 1, self.states.len());
            return Some(());
        };
        let mut splits = Vec::new();
        for _ in least..most {
            splits.push(self.push(State::Jump(0))?);
            self.part(part)?;
        }
        for split in splits {
            self.states[split] = State::Split(split + 1, self.states.len());
        }
        Some(())
    }
}

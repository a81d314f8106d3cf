//! From the text of a regular expression to what it is made of. That it is one has been found out before.

/// A part of a regular expression.
#[derive(Debug)]
pub(super) enum Part {
    /// One character out of a set, by what it is written as.
    One(String),
    Edge(Edge),
    All(Vec<Part>),
    Any(Vec<Part>),
    Repeated {
        part: Box<Part>,
        least: usize,
        /// `None` for any number.
        most: Option<usize>,
    },
    Look {
        part: Box<Part>,
        is_behind: bool,
        is_negative: bool,
    },
}

/// Where the text, or a word, begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    Start,
    End,
    LineStart,
    LineEnd,
    Word { in_any_case: bool },
    NotWord { in_any_case: bool },
}

/// The parts of a regular expression; `None` where it refers to what a group matched.
pub(super) fn parse(text: &str) -> Option<Part> {
    let characters: Vec<char> = text.chars().collect();
    let mut parser = Parser { rest: &characters, flags: Flags::default() };
    let part = parser.alternatives()?;
    parser.rest.is_empty().then_some(part)
}

struct Parser<'t> {
    rest: &'t [char],
    flags: Flags,
}

/// What `(?ims:…)` says of the characters in it.
#[derive(Clone, Copy, Default)]
struct Flags {
    in_any_case: bool,
    by_line: bool,
    dot_is_all: bool,
}

impl Parser<'_> {
    fn take(&mut self, text: &str) -> bool {
        let length = text.chars().count();
        let is_next = self.rest.len() >= length && text.chars().zip(self.rest).all(|(a, b)| a == *b);
        if is_next {
            self.rest = &self.rest[length..];
        }
        is_next
    }

    fn alternatives(&mut self) -> Option<Part> {
        let mut all = vec![self.sequence()?];
        while self.take("|") {
            all.push(self.sequence()?);
        }
        Some(if all.len() == 1 { all.remove(0) } else { Part::Any(all) })
    }

    fn sequence(&mut self) -> Option<Part> {
        let mut parts = Vec::new();
        while !matches!(self.rest, [] | ['|' | ')', ..]) {
            let part = self.atom()?;
            parts.push(self.quantified(part)?);
        }
        Some(if parts.len() == 1 { parts.remove(0) } else { Part::All(parts) })
    }

    fn atom(&mut self) -> Option<Part> {
        let Flags { in_any_case, by_line, .. } = self.flags;
        for (text, edge) in [
            ("^", if by_line { Edge::LineStart } else { Edge::Start }),
            ("$", if by_line { Edge::LineEnd } else { Edge::End }),
            ("\\b", Edge::Word { in_any_case }),
            ("\\B", Edge::NotWord { in_any_case }),
        ] {
            if self.take(text) {
                return Some(Part::Edge(edge));
            }
        }
        for (text, is_behind, is_negative) in
            [("(?=", false, false), ("(?!", false, true), ("(?<=", true, false), ("(?<!", true, true)]
        {
            if self.take(text) {
                let part = Box::new(self.group()?);
                return Some(Part::Look { part, is_behind, is_negative });
            }
        }
        if self.take("(?<") {
            let end = self.rest.iter().position(|character| *character == '>')?;
            self.rest = &self.rest[end + 1..];
            return self.group();
        }
        if self.take("(?:") {
            return self.group();
        }
        if self.take("(?") {
            return self.flagged();
        }
        if self.take("(") {
            return self.group();
        }
        let (one, rest) = self.rest.split_at_checked(self.length_of_one()?)?;
        self.rest = rest;
        Some(Part::One(self.flags.around(&one.iter().collect::<String>())))
    }

    /// Flags, and the group that they are for.
    fn flagged(&mut self) -> Option<Part> {
        let around = self.flags;
        let mut is_on = true;
        loop {
            let (flag, rest) = self.rest.split_first()?;
            self.rest = rest;
            match flag {
                'i' => self.flags.in_any_case = is_on,
                'm' => self.flags.by_line = is_on,
                's' => self.flags.dot_is_all = is_on,
                '-' => is_on = false,
                _ => break,
            }
        }
        let part = self.group();
        self.flags = around;
        part
    }

    /// What is in a group, and the end of it.
    fn group(&mut self) -> Option<Part> {
        let part = self.alternatives()?;
        self.take(")").then_some(part)
    }

    /// How many characters stand for one.
    fn length_of_one(&self) -> Option<usize> {
        let after = |end: char| Some(self.rest.iter().position(|character| *character == end)? + 1);
        match self.rest {
            ['[', ..] => {
                let mut at = 1;
                while *self.rest.get(at)? != ']' {
                    at += if self.rest[at] == '\\' { 2 } else { 1 };
                }
                Some(at + 1)
            }
            ['\\', 'k' | '1'..='9', ..] => None,
            ['\\', 'p' | 'P' | 'u', '{', ..] => after('}'),
            // Two halves of one character.
            ['\\', 'u', 'D' | 'd', '8' | '9' | 'A' | 'B' | 'a' | 'b', _, _, '\\', 'u', 'D' | 'd', ..] => {
                Some(12)
            }
            ['\\', 'u', ..] => Some(6),
            ['\\', 'x', ..] => Some(4),
            ['\\', 'c', ..] => Some(3),
            ['\\', ..] => Some(2),
            _ => Some(1),
        }
    }

    fn quantified(&mut self, part: Part) -> Option<Part> {
        let (least, most) = match self.rest {
            ['*', ..] => (0, None),
            ['+', ..] => (1, None),
            ['?', ..] => (0, Some(1)),
            ['{', ..] => {
                let end = self.rest.iter().position(|character| *character == '}')?;
                let count: String = self.rest[1..end].iter().collect();
                self.rest = &self.rest[end..];
                // What is too large for a number is longer than any text.
                let number = |digits: &str| digits.parse().unwrap_or(usize::MAX);
                match count.split_once(',') {
                    None => (number(&count), Some(number(&count))),
                    Some((least, "")) => (number(least), None),
                    Some((least, most)) => (number(least), Some(number(most))),
                }
            }
            _ => return Some(part),
        };
        self.rest = &self.rest[1..];
        // Whether as few as possible are taken makes no difference to whether there is a match.
        self.take("?");
        Some(Part::Repeated { part: Box::new(part), least, most })
    }
}

impl Flags {
    /// One character out of a set, with the flags that it is under.
    fn around(self, one: &str) -> String {
        match (self.in_any_case, self.dot_is_all) {
            (false, false) => one.to_owned(),
            (true, false) => format!("(?i:{one})"),
            (false, true) => format!("(?s:{one})"),
            (true, true) => format!("(?is:{one})"),
        }
    }
}

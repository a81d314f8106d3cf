//! What holds whatever the text is: machines of several regular expressions read one text together, character by character,
//! until nothing new comes of it.

use std::collections::{BTreeSet, HashSet};

use super::parse::Edge;
use super::program::{Program, Set, State};
use super::texts::escaped;

/// How many situations are looked at.
const MOST: usize = 5_000;

/// In how many states a machine may be at once.
const MOST_AT_ONCE: usize = 300;

/// Characters outside of ASCII that `\s` and `.` tell from those next to them.
const APART: [char; 11] = [
    '\u{a0}', '\u{1680}', '\u{2000}', '\u{200a}', '\u{2028}', '\u{2029}', '\u{202f}', '\u{205f}', '\u{3000}',
    '\u{feff}', '\u{80}',
];

/// A machine after some characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Run {
    /// Whether it has matched already, so that what follows makes no difference.
    has_matched: bool,
    /// The states that it is in, each with how many characters were counted there.
    open: BTreeSet<(usize, usize)>,
}

/// What all machines make of a text so far.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Situation {
    is_start: bool,
    runs: Vec<Run>,
}

/// Whether a claim about which machines match holds for every text, as far as that can be found out.
pub(super) fn always(programs: &[&Program], claim: impl Fn(&[bool]) -> bool) -> bool {
    let Some(characters) = characters(programs) else { return false };
    let first = Situation { is_start: true, runs: vec![Run::default(); programs.len()] };
    let mut seen = HashSet::from([first.clone()]);
    let mut todo = vec![first];
    while let Some(Situation { is_start, runs }) = todo.pop() {
        let each = || programs.iter().zip(&runs);
        let at_end = each().map(|(program, run)| run.has_matched || run.reached(program, is_start, true).1);
        if !claim(&at_end.collect::<Vec<bool>>()) {
            return false;
        }
        let within: Vec<(Vec<(usize, usize)>, bool)> = each()
            .map(|(program, run)| match run.has_matched {
                true => (Vec::new(), true),
                false => run.reached(program, is_start, false),
            })
            .collect();
        for character in &characters {
            let next =
                programs.iter().zip(&within).map(|(program, (reached, has_matched))| match has_matched {
                    true => Run { has_matched: true, ..Run::default() },
                    false => Run { has_matched: false, open: after(program, reached, *character) },
                });
            let next = Situation { is_start: false, runs: next.collect() };
            if next.runs.iter().any(|run| run.open.len() > MOST_AT_ONCE) || seen.len() > MOST {
                return false;
            }
            if seen.insert(next.clone()) {
                todo.push(next);
            }
        }
    }
    true
}

impl Run {
    /// The states that read the next character, and whether the machine has matched by then.
    fn reached(&self, program: &Program, is_start: bool, is_end: bool) -> (Vec<(usize, usize)>, bool) {
        let mut open: Vec<(usize, usize)> = self.open.iter().copied().chain([(0, 0)]).collect();
        let (mut seen, mut reading, mut has_matched) = (HashSet::new(), Vec::new(), false);
        while let Some((state, count)) = open.pop() {
            if !seen.insert((state, count)) {
                continue;
            }
            match program.states[state] {
                State::One(_) | State::Enter => reading.push((state, count)),
                State::Count { least, .. } => {
                    open.extend((count >= least).then_some((state + 1, 0)));
                    reading.push((state, count));
                }
                State::Split(one, other) => open.extend([(one, 0), (other, 0)]),
                State::Jump(to) => open.push((to, 0)),
                State::Edge(edge) => {
                    let is_there = if edge == Edge::Start { is_start } else { is_end };
                    open.extend(is_there.then_some((state + 1, 0)));
                }
                // There are none in what is looked at.
                State::Look { .. } => {}
                State::Match => has_matched = true,
            }
        }
        (reading, has_matched)
    }
}

/// The states after a character.
fn after(program: &Program, reading: &[(usize, usize)], character: char) -> BTreeSet<(usize, usize)> {
    let has = |set: usize| program.sets[set].has(character);
    let next = reading.iter().filter_map(|(state, count)| match program.states[*state] {
        State::One(set) => has(set).then_some((state + 1, 0)),
        State::Enter => match program.states[state + 1] {
            State::Count { set, most, .. } => (has(set) && most != Some(0)).then_some((state + 1, 1)),
            _ => None,
        },
        State::Count { set, least, most } => match most {
            Some(most) => (has(set) && *count < most).then_some((*state, count + 1)),
            // Beyond the least, it makes no difference how many there are.
            None => has(set).then_some((*state, (count + 1).min(least))),
        },
        _ => None,
    });
    next.collect()
}

/// A character of each kind that the machines tell apart; `None` where that cannot be found out.
fn characters(programs: &[&Program]) -> Option<Vec<char>> {
    let is_plain = |state: &State| match state {
        State::Edge(edge) => matches!(edge, Edge::Start | Edge::End),
        State::Look { .. } => false,
        _ => true,
    };
    if !programs.iter().all(|program| program.states.iter().all(is_plain)) {
        return None;
    }
    let sets = || programs.iter().flat_map(|program| &program.sets);
    let mut known: BTreeSet<char> = (0..128_u8).map(char::from).chain(APART).collect();
    for set in sets() {
        known.extend(mentioned(set)?);
    }
    // From one that is mentioned to the next, a set has all characters or none.
    let next =
        |character: char| (u32::from(character) + 1..).find_map(char::from_u32).filter(|c| *c > character);
    let after: Vec<char> = known.iter().filter(|c| **c < char::MAX).filter_map(|c| next(*c)).collect();
    known.extend(after);
    let mut kinds = HashSet::new();
    let is_new =
        |character: &char| kinds.insert(sets().map(|set| set.has(*character)).collect::<Vec<bool>>());
    Some(known.into_iter().filter(is_new).collect())
}

/// The characters that a set is written with; `None` where it goes by what Unicode says of characters.
fn mentioned(set: &Set) -> Option<Vec<char>> {
    match set {
        Set::Only(only) => Some(vec![*only]),
        Set::Of { text, .. } => {
            let is_surrogate = |escape: &str| {
                let digits = escape.strip_prefix(['u', 'U']).unwrap_or_default();
                matches!(digits.as_bytes(), [b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F', ..])
            };
            let by_unicode = ["\\p", "\\P", "(?i"].iter().any(|mark| text.contains(mark));
            let is_unknown = by_unicode || text.split('\\').skip(1).any(is_surrogate);
            (!is_unknown).then(|| text.chars().chain(escaped(text)).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Pattern;

    #[test]
    fn what_holds_for_every_text() {
        let implies = |matched: &[bool]| !matched[0] || matched[1];
        for (one, other) in [
            ("^x-a", "^x-"),
            ("^x-", "^(x-)"),
            ("^(x|y)-", "^[xy]-"),
            ("^[a-z]{2,5}$", "^[a-z]+$"),
            ("^[a-z]{2,}$", "^[a-z]{1,}$"),
            ("^\\d{3}$", "^[0-9]+$"),
            ("^é[à-ü]$", "^[^a-z]"),
            ("a", ""),
            ("^$", "^[^a]*$"),
            ("^[\\s\\S]*$", ".*"),
            ("^a|b$", "a|b"),
            ("^(?:ab)+$", "^a.*b$"),
        ] {
            assert!(Pattern::always(&[one, other], implies), "{one} {other}");
        }
        for (one, other) in [
            ("^x-", "^x-a"),
            ("x-", "^x-"),
            ("^[a-z]{2,6}$", "^[a-z]{2,5}$"),
            ("^[a-z]{1,}$", "^[a-z]{2,}$"),
            // A line may end in between.
            ("", "^.*$"),
            ("^[a-z]", "^[a-z]+$"),
            ("^[\\u00e9-\\u00fc]$", "^[é-û]$"),
            ("^\\s$", "^[ -\\u3000]$"),
            // Nothing is proven of these.
            ("^(?=a)", "^"),
            ("^\\p{Lu}$", "^\\p{Lu}$"),
            ("^(?i:k)$", "^[kK]$"),
            ("^\\ba", "^a"),
            ("(", ""),
        ] {
            assert!(!Pattern::always(&[one, other], implies), "{one} {other}");
        }
        let is_any = |matched: &[bool]| matched.contains(&true);
        assert!(Pattern::always(&["^a", "^[^a]", "^$"], is_any));
        assert!(!Pattern::always(&["^a", "^[^a]"], is_any));
        assert!(Pattern::always(&["^a", "^b"], |matched| matched != [true, true]));
        assert!(Pattern::always(&[], |_| true));
        // Too much to look at.
        assert!(!Pattern::always(&["(a|b){400}[ab]{300}", "a"], implies));
    }

    /// Random expressions, held against each other and against all short texts.
    #[test]
    fn what_holds_for_every_text_holds_for_these() {
        let parts = [
            "a",
            "b",
            "[ab]",
            "[^a]",
            ".",
            "^",
            "$",
            "a*",
            "(?:ab)+",
            "b{2}",
            "[ab]{1,2}",
            "(?:a|)",
            "c?",
            "|",
        ];
        let mut seed = 1_u64;
        let mut pick = |count: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % count
        };
        let texts: Vec<String> = (0..=4_u32)
            .flat_map(|length| (0..4_usize.pow(length)).map(move |number| (length, number)))
            .map(|(length, number)| {
                (0..length).map(|at| ['a', 'b', 'c', '\n'][number / 4_usize.pow(at) % 4]).collect()
            })
            .collect();
        let (mut proven, mut refuted) = (0, 0);
        for _ in 0..400 {
            let mut expression = || (0..=pick(4)).map(|_| parts[pick(parts.len())]).collect::<String>();
            let (one, other) = (expression(), expression());
            let implies = |matched: &[bool]| !matched[0] || matched[1];
            let is_proven = Pattern::always(&[&one, &other], implies);
            let (first, second) = (Pattern::new(&one).unwrap(), Pattern::new(&other).unwrap());
            let known = texts.iter().find(|text| first.is_match(text) && !second.is_match(text));
            assert!(!is_proven || known.is_none(), "{one} {other}: {known:?}");
            // What no short text refutes holds for all, nearly always.
            proven += usize::from(is_proven);
            refuted += usize::from(known.is_some());
        }
        assert!(proven > 50 && refuted > 50 && proven + refuted > 380, "{proven} {refuted}");
    }
}

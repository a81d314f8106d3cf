//! What conditions mean, whichever way they are written: two versions of them as formulas over the same claims, tried with each
//! of these true and false.

use webhook_schema::model::{Keyword, Schema};

use super::{Comparer, One};
use crate::facts::address;
use crate::facts::claims::Claim;
use crate::facts::kinds::Kinds;
use crate::facts::objects::Object;

/// How many claims there may be that are not taken apart.
const MOST: usize = 15;

/// What is said of values of a kind in both versions.
pub(super) struct Meaning<'m, 'c> {
    comparer: &'m Comparer<'c>,
    atoms: Vec<Atom<'c>>,
    /// Which combinations of true and false are left, a bit for each atom.
    before: Vec<usize>,
    after: Vec<usize>,
}

/// A claim that is not taken apart.
#[derive(Clone, Copy)]
enum Atom<'c> {
    Has(&'c str),
    /// A schema of the older or of the newer version, for the value or for what is at a key.
    Valid {
        key: Option<&'c str>,
        is_after: bool,
        schema: &'c Schema,
    },
}

enum Formula {
    Atom(usize),
    All(Vec<Self>),
    Any(Vec<Self>),
    One(Vec<Self>),
    Not(Box<Self>),
}

impl<'m, 'c> Meaning<'m, 'c> {
    /// What conditions of both versions mean, next to the keys that each version requires or rules out. `None` where that cannot
    /// be found out.
    pub(super) fn new(
        comparer: &'m Comparer<'c>,
        (before, after): (&One<'c>, &One<'c>),
        (older, newer): (&[Claim<'c>], &[Claim<'c>]),
        kind: Kinds,
    ) -> Option<Self> {
        let mut meaning = Self { comparer, atoms: Vec::new(), before: Vec::new(), after: Vec::new() };
        let mut older: Vec<Formula> = older.iter().map(|claim| meaning.read(false, claim)).collect();
        let mut newer: Vec<Formula> = newer.iter().map(|claim| meaning.read(true, claim)).collect();
        if meaning.atoms.len() > MOST || !meaning.atoms.iter().all(|atom| atom.is_certain([before, after])) {
            return None;
        }
        if kind == Kinds::OBJECT {
            let (before, after) = (Object::of(before), Object::of(after));
            older.extend(meaning.facts(&before));
            newer.extend(meaning.facts(&after));
        }
        let left = |all: &[Formula]| {
            let is_left = |truth: &usize| all.iter().all(|formula| formula.is_true(*truth));
            (0..1 << meaning.atoms.len()).filter(is_left).collect()
        };
        (meaning.before, meaning.after) = (left(&older), left(&newer));
        Some(meaning)
    }

    /// Whether a claim of the older version holds in the newer one, too.
    pub(super) fn is_kept(&mut self, claim: &Claim<'c>) -> bool {
        let formula = self.known(false, claim);
        formula.is_some_and(|formula| self.after.iter().all(|truth| formula.is_true(*truth)))
    }

    /// Whether a claim of the newer version held in the older one, too.
    pub(super) fn was_kept(&mut self, claim: &Claim<'c>) -> bool {
        let formula = self.known(true, claim);
        formula.is_some_and(|formula| self.before.iter().all(|truth| formula.is_true(*truth)))
    }

    /// A claim, where it is one of those that were tried.
    fn known(&mut self, is_after: bool, claim: &Claim<'c>) -> Option<Formula> {
        let count = self.atoms.len();
        let formula = self.read(is_after, claim);
        let is_known = self.atoms.len() == count;
        self.atoms.truncate(count);
        is_known.then_some(formula)
    }

    /// What is known of the keys that conditions are about.
    fn facts(&self, object: &Object<'c>) -> Vec<Formula> {
        let of_key = |(number, atom): (usize, &Atom<'c>)| {
            let Atom::Has(key) = atom else { return None };
            let property = object.properties.get(key);
            if property.is_some_and(|property| property.required.is_some()) {
                return Some(Formula::Atom(number));
            }
            let is_ruled_out = property.is_none() && object.certainly_rules_out(key);
            is_ruled_out.then(|| Formula::Not(Box::new(Formula::Atom(number))))
        };
        self.atoms.iter().enumerate().filter_map(of_key).collect()
    }

    fn read(&mut self, is_after: bool, claim: &Claim<'c>) -> Formula {
        let mut all = |claims: &[Claim<'c>]| claims.iter().map(|claim| self.read(is_after, claim)).collect();
        match claim {
            Claim::Has(key) => Formula::Atom(self.number(Atom::Has(key))),
            Claim::Valid(schema) => Formula::Atom(self.number(Atom::Valid { key: None, is_after, schema })),
            Claim::At(key, schema) => {
                Formula::Atom(self.number(Atom::Valid { key: Some(key), is_after, schema }))
            }
            Claim::All(claims) => Formula::All(all(claims)),
            Claim::Any(claims) => Formula::Any(all(claims)),
            Claim::One(claims) => Formula::One(all(claims)),
            Claim::Not(claim) => Formula::Not(Box::new(self.read(is_after, claim))),
        }
    }

    fn number(&mut self, atom: Atom<'c>) -> usize {
        let known = self.atoms.iter().position(|known| self.comparer.are_one(*known, atom));
        known.unwrap_or_else(|| {
            self.atoms.push(atom);
            self.atoms.len() - 1
        })
    }
}

impl Atom<'_> {
    /// Whether it says the same of a value wherever it stands: what evaluates properties or items does not where something goes by
    /// which are evaluated.
    fn is_certain(&self, ones: [&One<'_>; 2]) -> bool {
        let unevaluated = [Keyword::UnevaluatedProperties, Keyword::UnevaluatedItems];
        matches!(self, Self::Has(_))
            || !ones
                .iter()
                .flat_map(|one| &one.members)
                .any(|member| unevaluated.into_iter().any(|keyword| member.schema.has(keyword)))
    }
}

impl<'c> Comparer<'c> {
    fn are_one(&self, one: Atom<'c>, other: Atom<'c>) -> bool {
        match (one, other) {
            (Atom::Has(one), Atom::Has(other)) => one == other,
            (
                Atom::Valid { key, is_after: a, schema: one },
                Atom::Valid { key: other_key, is_after: b, schema: other },
            ) => key == other_key && (address(one) == address(other) || self.same_in((a, one), (b, other))),
            _ => false,
        }
    }
}

impl Formula {
    fn is_true(&self, truth: usize) -> bool {
        match self {
            Self::Atom(number) => truth >> number & 1 == 1,
            Self::All(all) => all.iter().all(|formula| formula.is_true(truth)),
            Self::Any(all) => all.iter().any(|formula| formula.is_true(truth)),
            Self::One(all) => all.iter().filter(|formula| formula.is_true(truth)).count() == 1,
            Self::Not(formula) => !formula.is_true(truth),
        }
    }
}

//! Where choices come from: a seed, or the bytes of a fuzzer.

use fastrand::Rng;

/// Makes choices. The same seed, or the same bytes, give the same ones.
pub struct Dice<'b> {
    rng: Rng,
    /// What is left of a fuzzer's bytes; `None` where a seed decides.
    bytes: Option<&'b [u8]>,
}

impl Dice<'static> {
    /// Choices by a seed.
    pub fn seeded(seed: u64) -> Self {
        Dice { rng: Rng::with_seed(seed), bytes: None }
    }
}

impl<'b> Dice<'b> {
    /// Choices by bytes, one for each; when they are used up, the first of all that there is to choose from.
    pub fn of_bytes(bytes: &'b [u8]) -> Self {
        Dice { rng: Rng::with_seed(0), bytes: Some(bytes) }
    }

    /// A number below a limit; 0 where there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        let Some(bytes) = &mut self.bytes else { return self.rng.usize(..limit.max(1)) };
        let Some((first, rest)) = bytes.split_first() else { return 0 };
        *bytes = rest;
        usize::from(*first) % limit.max(1)
    }

    /// Whether one in `times` happened.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// One of several.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub fn pick<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }

    /// Some of several, at most `most`, each once and in random order.
    pub fn some<T: Clone>(&mut self, all: &[T], most: usize) -> Vec<T> {
        let mut left: Vec<T> = all.to_vec();
        let count = self.below(most + 1).min(left.len());
        (0..count).map(|_| left.swap_remove(self.below(left.len()))).collect()
    }

    /// The source of texts and numbers, which a fuzzer does not steer.
    pub(crate) fn rng(&mut self) -> &mut Rng {
        &mut self.rng
    }
}

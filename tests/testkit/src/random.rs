//! Randomness: seeded where a run must repeat, fresh where nothing may be guessed or reused.

/// The seed of everything in this process that is left to chance: `TESTKIT_SEED` if it is set (to repeat a run),
/// else 1.
#[must_use]
pub fn seed() -> u64 {
    let set = std::env::var("TESTKIT_SEED").ok();
    set.and_then(|text| text.trim().parse().ok()).unwrap_or(1)
}

/// A fresh word of letters and digits, never the same twice.
#[must_use]
pub fn random_alphanumeric(length: usize) -> String {
    let mut dice = fastrand::Rng::new();
    (0..length).map(|_| dice.alphanumeric()).collect()
}

//! How long everything takes.

use std::time::Duration;

/// The two sizes of a run.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Starts with a warm cache.
    pub starts: usize,
    /// How long new instances are looked for.
    pub instances: Duration,
    /// How often the contenders take turns at each kind of load.
    pub rounds: usize,
    /// One turn.
    pub turn: Duration,
    /// Submissions sent one after the other, each to its end.
    pub journeys: usize,
    /// Submissions sent by 32 at once, to their end.
    pub sagas: usize,
    /// The longest wait for their end.
    pub sagas_within: Duration,
    /// How long the idle system is watched.
    pub idle: Duration,
    /// Wait before memory is read.
    pub settle: Duration,
}

impl Settings {
    /// Under four minutes on two processors.
    pub const FULL: Self = Self {
        starts: 10,
        instances: Duration::from_secs(5),
        rounds: 3,
        turn: Duration::from_secs(2),
        journeys: 200,
        sagas: 500,
        sagas_within: Duration::from_secs(25),
        idle: Duration::from_secs(10),
        settle: Duration::from_secs(3),
    };

    /// Under a minute: to see that everything works, not to compare.
    pub const QUICK: Self = Self {
        starts: 3,
        instances: Duration::from_secs(1),
        rounds: 1,
        turn: Duration::from_millis(700),
        journeys: 20,
        sagas: 60,
        sagas_within: Duration::from_secs(8),
        idle: Duration::from_secs(3),
        settle: Duration::from_secs(1),
    };

    /// Not counted at the beginning of each turn: instances that nobody uses end after a second.
    pub const WARM: Duration = Duration::from_millis(700);
}

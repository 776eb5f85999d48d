use crate::{State, Step, Track};

/// One row: a step whose work is done by a job.
pub struct Work {
    /// The step.
    pub step: Step,
    /// The queue of its job.
    pub queue: &'static str,
    /// Whether a member's jobs are done one after the other, in the order of submission.
    pub in_turn: bool,
    /// How often it is tried.
    pub attempts: u32,
    /// The first wait between two tries, in milliseconds; it doubles each time.
    pub first_backoff_ms: i64,
    /// The longest wait, in milliseconds.
    pub longest_backoff_ms: i64,
    /// After this long nobody tries any more, in milliseconds.
    pub gives_up_after_ms: i64,
    /// The code that says so.
    pub gave_up_code: &'static str,
    /// Where the saga goes on, however the work ended.
    pub next: Step,
    /// Where the state keeps how the work stands.
    pub(crate) track: fn(&mut State) -> &mut Track,
}

/// The queue of pushes to GitHub.
pub const GITHUB_PUSH: &str = "github-push";
/// The queue of reviews.
pub const AI_REVIEW: &str = "ai-review";

/// The steps with work, in order. `DB_SAVED` has none: it is recorded, and the first job enqueued, in the
/// same transaction.
pub const TABLE: &[Work] = &[
    Work {
        step: Step::GithubQueued,
        queue: GITHUB_PUSH,
        // Two submissions for one file: the branch tells them in order, and the later one has the file.
        in_turn: true,
        attempts: 8,
        first_backoff_ms: 2_000,
        longest_backoff_ms: 120_000,
        gives_up_after_ms: 15 * 60_000,
        gave_up_code: "github_gave_up",
        next: Step::AiQueued,
        track: |state| &mut state.push,
    },
    Work {
        step: Step::AiQueued,
        queue: AI_REVIEW,
        in_turn: false,
        attempts: 6,
        first_backoff_ms: 5_000,
        longest_backoff_ms: 300_000,
        gives_up_after_ms: 30 * 60_000,
        gave_up_code: "ai_gave_up",
        next: Step::Done,
        track: |state| &mut state.review,
    },
];

/// The row whose job is in `queue`.
#[must_use]
pub fn work_of(queue: &str) -> Option<&'static Work> {
    TABLE.iter().find(|work| work.queue == queue)
}

impl Work {
    /// The wait before the next try, in milliseconds: doubling, and shortened by up to a half so that
    /// what failed together does not come back together. `spread` is any number that differs between
    /// jobs.
    #[must_use]
    pub fn backoff_ms(&self, attempts: i64, spread: u64) -> i64 {
        let doublings = u32::try_from(attempts.clamp(1, 32) - 1).unwrap_or(0);
        let wait = self
            .first_backoff_ms
            .saturating_mul(1_i64.checked_shl(doublings).unwrap_or(i64::MAX))
            .min(self.longest_backoff_ms);
        let thousandths = i64::try_from(spread % 500).unwrap_or(0);
        wait - wait / 1000 * thousandths
    }
}

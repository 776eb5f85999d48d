//! How long it takes from the restart until every submission is final.

use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A crash delays by at most this.
const PROMISE: Duration = Duration::from_secs(15);

/// Of every run so far in this process: the submission that took longest.
static DELAYS: Mutex<Vec<Duration>> = Mutex::new(Vec::new());

/// Holds a run to the promise and prints where all runs so far stand; the last line printed is about all.
pub fn record(what: &str, delays: Vec<Duration>) {
    let submissions = delays.len();
    let longest = delays.into_iter().max().unwrap_or_default();
    let mut all = DELAYS.lock().unwrap_or_else(PoisonError::into_inner);
    all.push(longest);
    let mut sorted = all.clone();
    sorted.sort_unstable();
    let median = sorted[(sorted.len() - 1) / 2];
    let most = sorted[sorted.len() - 1];
    // Straight to stderr: what a test prints in the usual way is shown only when it fails.
    let _ = writeln!(
        std::io::stderr(),
        "kill -9 at {what}: {submissions} final {longest:.1?} after the restart \
         (so far {} kills: p50 {median:.1?}, max {most:.1?})",
        all.len()
    );
    drop(all);
    assert!(
        longest <= PROMISE,
        "{what}: {longest:.1?} from the restart to the end, {PROMISE:?} at most"
    );
}

//! What happens to the instance itself: sharing, streaming, dying, hanging.

use std::cell::{Cell, RefCell};
use std::hint::black_box;
use std::time::{Duration, Instant};

use futures::SinkExt;
use http::Response;
use spin_sdk::http::{BoxBody, body, box_body};
use spin_sdk::time::sleep;

use crate::{Parameters, Seen, number};

/// How long a request waits for others to join it.
const PATIENCE: Duration = Duration::from_secs(10);

thread_local! {
    static INSTANCE: RefCell<Option<String>> = const { RefCell::new(None) };
    static PRESENT: Cell<u64> = const { Cell::new(0) };
    static MOST: Cell<u64> = const { Cell::new(0) };
}

/// A name that this instance keeps for its life.
fn instance_name() -> String {
    INSTANCE.with_borrow_mut(|name| {
        name.get_or_insert_with(|| {
            let random = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0_u8);
            format!("{random:016x}")
        })
        .clone()
    })
}

/// Waits until `count` requests are here at once, and tells the instance's name and the most that were here at once.
pub async fn together(parameters: &Parameters) -> Seen {
    let count = number(parameters, "count");
    PRESENT.set(PRESENT.get() + 1);
    MOST.set(MOST.get().max(PRESENT.get()));
    let start = Instant::now();
    while MOST.get() < count && start.elapsed() < PATIENCE {
        sleep(Duration::from_millis(5)).await;
    }
    PRESENT.set(PRESENT.get() - 1);
    Ok(format!("{} {}", instance_name(), MOST.get()))
}

/// Sends `count` lines, one every `every` milliseconds.
pub fn stream(parameters: &Parameters) -> Response<BoxBody> {
    let (count, every) = (number(parameters, "count"), number(parameters, "every"));
    let (mut lines, body) = body::stream::<String>();
    spin_sdk::wasip3::spawn(async move {
        for line in 0..count {
            if lines.send(format!("{line}\n")).await.is_err() {
                return;
            }
            sleep(Duration::from_millis(every)).await;
        }
    });
    Response::new(box_body(body))
}

/// Ends the instance as a panic would.
pub fn trap() -> Seen {
    std::process::abort()
}

/// Computes and never ends.
pub fn run_for_ever() -> Seen {
    let mut turns = 0_u64;
    loop {
        turns = black_box(turns.wrapping_add(1));
    }
}

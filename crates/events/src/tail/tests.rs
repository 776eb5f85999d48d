use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use log::FeedItem;
use serde_json::Value;

use super::{KEPT, MEANWHILE, News, PERIOD, READING, Read, STALE, Shared, TICK, Tail, Turn};
use crate::cursor::Cursor;

fn shared() -> Shared {
    Tail::new().0.into_inner().unwrap()
}

fn cursor(text: &str) -> Cursor {
    Cursor::parse(text).unwrap()
}

fn item(seq: i64) -> (usize, Arc<FeedItem>) {
    let item = FeedItem {
        seq,
        topics: Vec::new(),
        event: "status".to_owned(),
        data: Value::Null,
        last: false,
    };
    (0, Arc::new(item))
}

/// A reading that finds the numbers `from..=to` in the first log.
fn found(from: i64, to: i64) -> Option<Read> {
    Some(Read {
        goes_on: true,
        items: (from..=to).map(item).collect(),
        until: cursor(&format!("s{to}p1")),
    })
}

/// A reading that begins at the end.
fn begun_at(place: &str) -> Option<Read> {
    Some(Read {
        goes_on: false,
        items: Vec::new(),
        until: cursor(place),
    })
}

/// Lets somebody who has never looked read at `now`; returns from where they had to.
fn read(shared: &mut Shared, now: Instant, read: Option<Read>) -> Option<Cursor> {
    match shared.turn(Some(now), now) {
        Turn::Read { begun, from, .. } => {
            shared.keep(begun, read, now);
            from
        }
        Turn::Look => panic!("there is something to look at"),
        Turn::Wait(time) => panic!("it is not due for {time:?}"),
    }
}

/// What a stream at `place` hears: the numbers, or none if it is behind.
fn heard(shared: &Shared, place: &str) -> Option<Vec<i64>> {
    match shared.news(&cursor(place)) {
        News::Items(items) => Some(items.iter().map(|(_, item)| item.seq).collect()),
        News::Behind(_) => None,
    }
}

#[test]
fn there_is_one_reading_in_a_period_however_many_streams_there_are() {
    let mut shared = shared();
    let start = Instant::now();
    let mut seen = vec![None; 1_000];
    let mut readings = 0;
    let mut ticks = 0;
    let mut looks = vec![0; seen.len()];
    for step in 0..400 {
        let now = start + Duration::from_millis(5 * step);
        for (stream, seen) in seen.iter_mut().enumerate() {
            match shared.turn(*seen, now) {
                Turn::Read { begun, tick, .. } => {
                    readings += 1;
                    ticks += usize::from(tick);
                    shared.keep(begun, begun_at("s0p0"), now);
                }
                Turn::Look => {
                    *seen = shared.read_at;
                    looks[stream] += 1;
                }
                Turn::Wait(time) => assert!(time <= PERIOD),
            }
        }
    }
    let periods = usize::try_from(2_000 / PERIOD.as_millis()).unwrap();
    assert!(
        (periods - 1..=periods + 1).contains(&readings),
        "{readings}"
    );
    assert_eq!(u128::try_from(ticks).unwrap(), 2_000 / TICK.as_millis());
    // Each of them has looked after each reading, but for the last.
    assert!(looks.iter().all(|looks| looks + 1 >= readings), "{looks:?}");
}

#[test]
fn while_somebody_reads_the_others_wait_until_it_takes_too_long() {
    let mut shared = shared();
    let start = Instant::now();
    let Turn::Read { begun: slow, .. } = shared.turn(None, start) else {
        panic!("the first one reads");
    };
    for after in [0, 1, 2_999] {
        let now = start + Duration::from_millis(after);
        assert!(matches!(shared.turn(None, now), Turn::Wait(MEANWHILE)));
    }
    let later = start + READING;
    assert_eq!(read(&mut shared, later, begun_at("s9p0")), None);
    // What the slow one brings at last is old.
    shared.keep(slow, begun_at("s3p0"), later);
    assert_eq!(shared.until, cursor("s9p0"));
    assert_eq!(heard(&shared, "s9p0"), Some(Vec::new()));
}

#[test]
fn a_reading_goes_on_where_the_last_one_ended() {
    let mut shared = shared();
    let start = Instant::now();
    assert_eq!(read(&mut shared, start, begun_at("s5p1")), None);
    let mut now = start + PERIOD;
    let from = read(&mut shared, now, found(6, 8));
    assert_eq!(from, Some(cursor("s5p1")));
    now += PERIOD;
    // The service was away: the next one asks for the same again.
    for _ in 0..60 {
        assert_eq!(read(&mut shared, now, None), Some(cursor("s8p1")));
        now += PERIOD;
    }
    assert_eq!(read(&mut shared, now, found(9, 9)), Some(cursor("s8p1")));
    assert_eq!(heard(&shared, "s5p1"), Some(vec![6, 7, 8, 9]));
    assert_eq!(heard(&shared, "s8p0"), None);
    assert_eq!(heard(&shared, "s8p1"), Some(vec![9]));
    assert_eq!(heard(&shared, "s9p7"), Some(Vec::new()));
    assert_eq!(heard(&shared, "s4p9"), None);
}

#[test]
fn whoever_could_not_begin_does_not_make_the_next_one_read_the_whole_log() {
    let mut shared = shared();
    let mut now = Instant::now();
    for _ in 0..3 {
        assert_eq!(read(&mut shared, now, None), None);
        now += PERIOD;
    }
    assert_eq!(read(&mut shared, now, begun_at("s900p0")), None);
    now += PERIOD;
    let from = read(&mut shared, now, found(901, 901));
    assert_eq!(from, Some(cursor("s900p0")));
}

#[test]
fn after_a_silence_reading_begins_again_at_the_end() {
    let mut shared = shared();
    let mut now = Instant::now();
    read(&mut shared, now, begun_at("s5p0"));
    now += PERIOD;
    read(&mut shared, now, found(6, 7));
    now += STALE;
    assert_eq!(read(&mut shared, now, None), None);
    now += PERIOD;
    assert_eq!(read(&mut shared, now, begun_at("s50p0")), None);
    assert_eq!(heard(&shared, "s7p0"), None);
    assert_eq!(heard(&shared, "s50p0"), Some(Vec::new()));
}

#[test]
fn no_more_is_kept_than_fits_and_who_needs_more_is_told_so() {
    let mut shared = shared();
    let mut now = Instant::now();
    let kept = i64::try_from(KEPT).unwrap();
    read(&mut shared, now, begun_at("s0p0"));
    for stretch in 0..5 {
        now += PERIOD;
        let from = stretch * kept / 2;
        read(&mut shared, now, found(from + 1, from + kept / 2));
    }
    let end = kept * 5 / 2;
    assert_eq!(shared.items.len(), KEPT);
    let oldest = end - kept;
    assert_eq!(heard(&shared, &format!("s{}p0", oldest - 1)), None);
    let all = heard(&shared, &format!("s{oldest}p0")).unwrap();
    assert_eq!(all, (oldest + 1..=end).collect::<Vec<_>>());
}

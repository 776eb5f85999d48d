//! Submissions one after the other, each followed to its end on a stream that was open before.

use std::collections::HashMap;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use testkit::Options;
use testkit::client::{Event, EventStream};
use testkit::corpus;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use crate::client::Connection;
use crate::measure::submissions;
use crate::product;
use crate::report::{Bound, Cell, Report, Table};
use crate::settings::Settings;
use crate::stats::Sample;
use crate::upstreams::Upstreams;
use crate::visitor::Visitor;

const PATIENCE: Duration = Duration::from_secs(20);

/// Streams look at the log at fixed times. What is sent when one has just brought something would always meet it at
/// the same point, so each submission waits for a random part of this first.
const SPREAD_MS: u64 = 100;

/// What was seen of one submission.
struct Seen {
    /// When it was sent, by the clock that the log uses, in milliseconds.
    sent: f64,
    accepted: Duration,
    /// From the answer to the first event on the stream; nothing if the event was faster.
    first_event: Duration,
    done: Duration,
}

/// With instant upstreams and without any.
pub async fn measure(report: &mut Report, settings: &Settings) -> Result<()> {
    let columns = [
        "setting",
        "figure",
        "submissions",
        "p50 ms",
        "p95 ms",
        "max ms",
    ];
    let mut table = Table::new("A submission's way, one at a time", &columns);
    for upstreams in Upstreams::both()? {
        let algosu = upstreams.start(Options::new())?;
        let client = upstreams.visitor(&algosu).await?;
        let study = client.study().await?;
        let study = study.get("id").and_then(Value::as_str).unwrap_or_default();
        let stream = client.topics(&[&format!("study:{study}")]).await?;
        let seen = follow(
            &algosu,
            &Visitor::of(&client).await?,
            stream,
            settings.journeys,
        )
        .await?;

        let log = submissions::times(&algosu)?;
        let in_log = seen.iter().map(|(id, seen)| {
            let completed = log.get(id).and_then(|times| times.completed);
            completed.map_or(f64::NAN, |completed| completed as f64 - seen.sent)
        });
        let in_log = Sample::of(in_log);
        let of = |time: fn(&Seen) -> Duration| Sample::of_times(seen.values().map(time));
        let event = of(|seen| seen.first_event);
        let figures = [
            ("POST to its answer", &of(|seen| seen.accepted)),
            ("answer to its first event at a stream", &event),
            ("POST to DONE in the log", &in_log),
            ("POST to DONE at a stream", &of(|seen| seen.done)),
        ];
        for (figure, sample) in figures {
            table.row([
                upstreams.name().into(),
                figure.into(),
                sample.len().into(),
                Cell::Number(sample.median(), 1),
                Cell::Number(sample.quantile(0.95), 1),
                Cell::Number(sample.most(), 1),
            ]);
        }
        if matches!(upstreams, Upstreams::Fakes(..)) {
            let bound = Bound::AtMost(25.0);
            report.holds(
                "POST to DONE, instant upstreams, p50",
                in_log.median(),
                "ms",
                bound,
            );
            let bound = Bound::AtMost(100.0);
            report.holds("delay of an event, p95", event.quantile(0.95), "ms", bound);
        }
    }
    table.note(
        "the log's times are whole milliseconds, taken before the transaction that writes them",
    );
    report.add(&table);
    Ok(())
}

async fn follow(
    algosu: &testkit::Algosu,
    visitor: &Visitor,
    stream: EventStream,
    count: usize,
) -> Result<HashMap<String, Seen>> {
    let address = product::address(algosu)?;
    let post = visitor.post(address, &corpus::program("two-sum", "python")?);
    let mut connection = Connection::open(address).await?;
    let (sender, mut events) = mpsc::unbounded_channel();
    let listening = tokio::spawn(listen(stream, sender));
    let mut seen = HashMap::with_capacity(count);
    for _ in 0..count {
        sleep(Duration::from_millis(fastrand::u64(0..SPREAD_MS))).await;
        let sent = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
        let begun = Instant::now();
        let answer = connection.ask(&post).await?;
        let answered = Instant::now();
        let body: Value = serde_json::from_slice(&answer.body)?;
        if answer.status != 201 {
            bail!("POST was answered {}: {body}", answer.status);
        }
        let id = body.get("id").and_then(Value::as_str).context("no id")?;
        let mut first = None;
        let done = loop {
            let event = timeout(PATIENCE, events.recv()).await;
            let event: Event = event
                .with_context(|| format!("{id} is not at its end after {PATIENCE:?}"))?
                .context("the stream has ended")?;
            let text = |name: &str| event.json.get(name).and_then(Value::as_str);
            if text("id") != Some(id) {
                continue;
            }
            first.get_or_insert(event.at);
            match text("step") {
                Some("DONE") => break event.at,
                Some("FAILED") => bail!("{id} has failed: {}", event.data),
                _ => {}
            }
        };
        let first_event = first.unwrap_or(done).saturating_duration_since(answered);
        seen.insert(
            id.to_owned(),
            Seen {
                sent: sent.as_secs_f64() * 1e3,
                accepted: answered - begun,
                first_event,
                done: done - begun,
            },
        );
    }
    listening.abort();
    Ok(seen)
}

/// Passes events on at once, so that each has the time at which it came.
async fn listen(mut stream: EventStream, events: mpsc::UnboundedSender<Event>) {
    while let Ok(Some(event)) = stream.next(PATIENCE).await {
        if events.send(event).is_err() {
            return;
        }
    }
}

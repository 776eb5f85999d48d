//! Requests per second of algosu beside the native twin and the bare chain.
//!
//! The three take turns, each turn beginning with another, so that what changes on the machine meanwhile meets all
//! of them. Ratios are taken between turns that followed one another; the figure is their median.

use std::cell::RefCell;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::client::Connection;
use crate::contender::Contender;
use crate::load::{Load, Run};
use crate::report::{Bound, Cell, Report, Table};
use crate::settings::Settings;
use crate::stats::Sample;

/// How many submissions each visitor has at least when lists are read: a page and one more.
const LISTED: usize = 21;

/// One kind of load.
#[derive(Clone, Copy)]
enum Kind {
    Post,
    List,
}

/// Connections at once.
const POSTS: [usize; 3] = [1, 32, 100];
const LISTS: usize = 32;

/// The most visitors that any of this needs.
pub const VISITORS: usize = 100;

/// Accepting and listing. Workers are off.
pub async fn measure(
    report: &mut Report,
    settings: &Settings,
    contenders: &[Contender],
) -> Result<()> {
    same_answers(contenders).await?;
    let mut table = table("POST /api/submissions, workers off");
    let mut ratios = Ratios::default();
    for connections in POSTS {
        let p95 = take_turns(
            &mut table,
            &mut ratios,
            settings,
            contenders,
            Kind::Post,
            connections,
        )
        .await?;
        if connections == 100 {
            let bound = Bound::AtMost(100.0);
            report.holds("POST p95 at 100 connections", p95, "ms", bound);
        }
    }
    for contender in contenders {
        let rows = contender.rows()?;
        let [submissions, ..] = rows.counts;
        table.note(format!(
            "{}: {submissions} answers 201, as many submissions stored, with 2 events, 1 job and 1 text each; {:.0} bytes of state and events per submission",
            contender.name, rows.bytes
        ));
    }
    report.add(&table);
    ratios.add("POST", report);
    Ok(())
}

/// Reading lists.
pub async fn lists(
    report: &mut Report,
    settings: &Settings,
    contenders: &[Contender],
) -> Result<()> {
    for contender in contenders {
        for post in contender.posts.iter().take(LISTS) {
            let mut connection = Connection::open(contender.address).await?;
            for _ in 0..LISTED {
                connection.ask(post).await?;
                contender.accepted.set(contender.accepted.get() + 1);
            }
        }
    }
    let mut table = table("GET /api/submissions?mine=true, 20 of them");
    let mut ratios = Ratios::default();
    take_turns(
        &mut table,
        &mut ratios,
        settings,
        contenders,
        Kind::List,
        LISTS,
    )
    .await?;
    report.add(&table);
    ratios.add("list", report);
    Ok(())
}

fn table(title: &str) -> Table {
    let mut table = Table::new(
        title,
        &[
            "connections",
            "who",
            "requests",
            "per second",
            "p50 ms",
            "p95 ms",
            "p99 ms",
            "max ms",
            "server CPU us",
            "client CPU us",
        ],
    );
    table.note("each connection is a visitor of its own; CPU is processor time per request");
    table
}

/// All turns of one load; gives the first contender's p95.
async fn take_turns(
    table: &mut Table,
    ratios: &mut Ratios,
    settings: &Settings,
    contenders: &[Contender],
    kind: Kind,
    connections: usize,
) -> Result<f64> {
    let runs: Vec<RefCell<Vec<Run>>> = contenders.iter().map(|_| RefCell::default()).collect();
    for round in 0..settings.rounds {
        let turns = contenders.iter().zip(&runs).cycle();
        for (contender, runs) in turns.skip(round).take(contenders.len()) {
            let run = turn(settings, contender, kind, connections).await;
            let run =
                run.with_context(|| format!("{}, {connections} connections", contender.name))?;
            runs.borrow_mut().push(run);
        }
    }
    let runs: Vec<Vec<Run>> = runs.into_iter().map(RefCell::into_inner).collect();
    let mut p95 = None;
    for (contender, runs) in contenders.iter().zip(&runs) {
        let times = Sample::of_times(runs.iter().flat_map(|run| run.times.iter().copied()));
        let sum = |time: fn(&Run) -> Duration| {
            runs.iter().map(time).sum::<Duration>().as_secs_f64() * 1e6 / times.len() as f64
        };
        let seconds: f64 = runs.iter().map(|run| run.seconds).sum();
        p95.get_or_insert(times.quantile(0.95));
        table.row([
            connections.into(),
            contender.name.into(),
            times.len().into(),
            Cell::Number(times.len() as f64 / seconds, 0),
            Cell::Number(times.median(), 2),
            Cell::Number(times.quantile(0.95), 2),
            Cell::Number(times.quantile(0.99), 2),
            Cell::Number(times.most(), 1),
            Cell::Number(sum(|run| run.server), 0),
            Cell::Number(sum(|run| run.client), 0),
        ]);
    }
    ratios.take(connections, contenders, &runs);
    p95.context("nobody to measure")
}

async fn turn(
    settings: &Settings,
    contender: &Contender,
    kind: Kind,
    connections: usize,
) -> Result<Run> {
    let (requests, expect) = match kind {
        Kind::Post => (&contender.posts, 201),
        Kind::List => (&contender.lists, 200),
    };
    let load = Load {
        address: contender.address,
        process: contender.process,
        requests: requests.get(..connections).context("too few visitors")?,
        expect,
        warm: Settings::WARM,
        length: settings.turn,
    };
    let run = load.run().await?;
    if matches!(kind, Kind::Post) {
        contender
            .accepted
            .set(contender.accepted.get() + run.answered);
    }
    Ok(run)
}

/// Ours against each of the others, turn by turn.
#[derive(Default)]
struct Ratios(Vec<Ratio>);

struct Ratio {
    connections: usize,
    beside: &'static str,
    rate: Sample,
    /// Processor time per request, theirs by ours: what the rates would be if nothing but processors counted.
    processor: Sample,
}

impl Ratios {
    fn take(&mut self, connections: usize, contenders: &[Contender], runs: &[Vec<Run>]) {
        let rate = |run: &Run| run.times.len() as f64 / run.seconds;
        let processor = |run: &Run| run.server.as_secs_f64() / run.times.len() as f64;
        let mut all = contenders.iter().zip(runs);
        let Some((_, ours)) = all.next() else { return };
        for (other, theirs) in all {
            let each = || ours.iter().zip(theirs);
            self.0.push(Ratio {
                connections,
                beside: other.name,
                rate: Sample::of(each().map(|(ours, theirs)| rate(ours) / rate(theirs))),
                processor: Sample::of(
                    each().map(|(ours, theirs)| processor(theirs) / processor(ours)),
                ),
            });
        }
    }

    fn add(self, what: &str, report: &mut Report) {
        let title = format!("algosu beside the others, {what}: requests per second");
        let columns = [
            "connections",
            "beside",
            "turns",
            "ratio",
            "least",
            "most",
            "promised",
        ];
        let mut table = Table::new(title, &columns);
        for ratio in self.0 {
            let promised = if ratio.beside == "native twin" {
                0.5
            } else {
                0.8
            };
            table.row([
                ratio.connections.into(),
                ratio.beside.into(),
                ratio.rate.len().into(),
                Cell::Number(ratio.rate.median(), 2),
                Cell::Number(ratio.rate.least(), 2),
                Cell::Number(ratio.rate.most(), 2),
                Cell::Number(promised, 2),
                Cell::Number(ratio.processor.median(), 2),
            ]);
            let (connections, beside) = (ratio.connections, ratio.beside);
            let figure = format!("{what}, {connections} connections, of the {beside}");
            let bound = Bound::AtLeast(promised);
            report.holds(figure, ratio.rate.median(), "", bound);
        }
        report.add(&table);
    }
}

/// One submission and one list each, and all three must answer with the same fields.
async fn same_answers(contenders: &[Contender]) -> Result<()> {
    let mut expected: Option<[Vec<String>; 2]> = None;
    for contender in contenders {
        let mut connection = Connection::open(contender.address).await?;
        let post = contender.posts.first().context("no visitor")?;
        let list = contender.lists.first().context("no visitor")?;
        let posted = connection.ask(post).await?;
        let body = String::from_utf8_lossy(&posted.body).into_owned();
        if posted.status != 201 {
            bail!("{} answered {}: {body}", contender.name, posted.status);
        }
        contender.accepted.set(contender.accepted.get() + 1);
        let listed = connection.ask(list).await?;
        let found = [fields(&posted.body)?, fields(&listed.body)?];
        match &expected {
            None => expected = Some(found),
            Some(expected) if *expected != found => {
                bail!(
                    "{} answers other fields: {found:?} instead of {expected:?}",
                    contender.name
                )
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The paths of all fields, sorted.
fn fields(json: &[u8]) -> Result<Vec<String>> {
    fn collect(value: &Value, path: &str, into: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    let path = format!("{path}/{name}");
                    into.push(path.clone());
                    collect(value, &path, into);
                }
            }
            Value::Array(items) => {
                if let Some(item) = items.first() {
                    collect(item, &format!("{path}/0"), into);
                }
            }
            _ => {}
        }
    }
    let mut paths = Vec::new();
    collect(&serde_json::from_slice(json)?, "", &mut paths);
    paths.sort_unstable();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_missing_deep_inside_is_a_difference() {
        let one = br#"{"items":[{"journey":{"push":{"since":1}}}],"nextCursor":null}"#;
        let two = br#"{"nextCursor":"x","items":[{"journey":{"push":{}}}]}"#;
        assert_eq!(fields(one).unwrap().len(), 5);
        assert_ne!(fields(one).unwrap(), fields(two).unwrap());
    }
}

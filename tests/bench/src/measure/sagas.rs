//! Many submissions at once, until all are at their end.

use std::cell::Cell;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use futures::future::try_join_all;
use testkit::Options;
use testkit::corpus;
use tokio::time::sleep;

use crate::client::Connection;
use crate::measure::submissions;
use crate::product;
use crate::report::{Bound, Cell as Place, Report, Table};
use crate::settings::Settings;
use crate::upstreams::Upstreams;
use crate::usage;
use crate::visitor::Visitor;

const AT_ONCE: usize = 32;

/// AlgoSu's sagas per second with instant upstreams; four times that is promised.
const BEFORE: f64 = 48.5;

/// 32 visitors submit without a pause, with 32 jobs of a kind at once.
pub async fn measure(report: &mut Report, settings: &Settings) -> Result<()> {
    let columns = [
        "setting",
        "submitted",
        "accepted per second",
        "done meanwhile",
        "done",
        "seconds to the last",
        "sagas per second",
        "host CPU ms",
        "fakes CPU ms",
        "RSS MB after",
    ];
    let mut table = Table::new(
        "Whole sagas, 32 visitors at once, 32 jobs of a kind at once",
        &columns,
    );
    for upstreams in Upstreams::both()? {
        let at_once = AT_ONCE.to_string();
        let options = Options::new()
            .variable("github_concurrency", &at_once)
            .variable("ai_concurrency", &at_once);
        let algosu = upstreams.start(options)?;
        let address = product::address(&algosu)?;
        let program = corpus::program("two-sum", "python")?;
        let mut posts = Vec::with_capacity(AT_ONCE);
        for _ in 0..AT_ONCE {
            let client = upstreams.visitor(&algosu).await?;
            posts.push(Visitor::of(&client).await?.post(address, &program));
        }

        let process = product::process(&algosu)?;
        let processor = (usage::processor(process)?, usage::own_processor()?);
        let left = Cell::new(settings.sagas);
        let begun = Instant::now();
        let sending = posts.iter().map(|post| send(address, post, &left));
        try_join_all(sending).await?;
        let accepting = begun.elapsed();
        let meanwhile = submissions::completed(&algosu)?;
        let until = begun + settings.sagas_within;
        while submissions::completed(&algosu)? < settings.sagas && Instant::now() < until {
            sleep(Duration::from_millis(50)).await;
        }

        let host = usage::processor(process)? - processor.0;
        let fakes = usage::own_processor()? - processor.1;
        let times = submissions::times(&algosu)?;
        let first = times.values().filter_map(|times| times.received).min();
        let last = times.values().filter_map(|times| times.completed).max();
        let done = times
            .values()
            .filter(|times| times.completed.is_some())
            .count();
        let span = last.unwrap_or_default() - first.context("nothing was received")?;
        let seconds = span.max(1) as f64 / 1e3;
        let memory = usage::memory(process)?;
        let rate = done as f64 / seconds;
        table.row([
            upstreams.name().into(),
            settings.sagas.into(),
            Place::Number(settings.sagas as f64 / accepting.as_secs_f64(), 0),
            meanwhile.into(),
            done.into(),
            Place::Number(seconds, 2),
            Place::Number(rate, 1),
            Place::Number(host.as_secs_f64() * 1e3 / done as f64, 2),
            Place::Number(fakes.as_secs_f64() * 1e3 / done as f64, 2),
            Place::Number(memory.resident, 1),
        ]);
        if matches!(upstreams, Upstreams::Fakes(..)) {
            let bound = Bound::AtLeast(BEFORE * 4.0);
            report.holds("sagas per second, instant upstreams", rate, "1/s", bound);
            let bound = Bound::AtMost(250.0);
            report.holds("memory after sagas", memory.resident, "MB", bound);
        }
    }
    table.note(
        "seconds run from the first SubmissionReceived to the last SubmissionCompleted in the log",
    );
    table.note("CPU is processor time for each saga; the fakes run in the benchmark's own process, with its client");
    report.add(&table);
    Ok(())
}

async fn send(address: std::net::SocketAddr, post: &[u8], left: &Cell<usize>) -> Result<()> {
    let mut connection = Connection::open(address).await?;
    while let Some(now_left) = left.get().checked_sub(1) {
        left.set(now_left);
        let answer = connection.ask(post).await?;
        if answer.status != 201 {
            let body = String::from_utf8_lossy(&answer.body);
            bail!("POST was answered {}: {body}", answer.status);
        }
    }
    Ok(())
}

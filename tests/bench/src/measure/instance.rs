//! What a request pays for a new instance.
//!
//! The host serves up to 128 requests with one instance and then makes a new one. The bare chain's door answers
//! `/instance` at once with the number of the request within its instance, so among the requests of one connection
//! those that are answered `1` have waited for a new instance and the others have not. The start of an instance is
//! the difference.

use std::time::Instant;

use anyhow::{Result, bail};

use crate::client::{Connection, request};
use crate::contender::Contender;
use crate::report::{Bound, Cell, Report, Table};
use crate::settings::Settings;
use crate::stats::Sample;

/// On one connection of the bare chain.
pub async fn measure(report: &mut Report, settings: &Settings, chain: &Contender) -> Result<()> {
    let mut connection = Connection::open(chain.address).await?;
    let question = request("GET", "/instance", chain.address, &[], "");
    let (mut fresh, mut used) = (Vec::new(), Vec::new());
    connection.ask(&question).await?;
    let until = Instant::now() + settings.instances;
    while Instant::now() < until {
        let begun = Instant::now();
        let answer = connection.ask(&question).await?;
        let time = begun.elapsed();
        match (answer.status, answer.body.as_slice()) {
            (200, b"1") => fresh.push(time),
            (200, _) => used.push(time),
            (status, _) => bail!("/instance was answered {status}"),
        }
    }
    let (fresh, used) = (Sample::of_times(fresh), Sample::of_times(used));
    let mut table = Table::new(
        "A new instance",
        &["request", "requests", "p50 ms", "p99 ms", "max ms"],
    );
    for (what, sample) in [
        ("to an instance in use", &used),
        ("to a new instance", &fresh),
    ] {
        table.row([
            what.into(),
            sample.len().into(),
            Cell::Number(sample.median(), 4),
            Cell::Number(sample.quantile(0.99), 4),
            Cell::Number(sample.most(), 3),
        ]);
    }
    let start = |part: f64| fresh.quantile(part) - used.median();
    table.row([
        "difference to p50 in use".into(),
        fresh.len().into(),
        Cell::Number(start(0.5), 4),
        Cell::Number(start(0.99), 4),
        Cell::Number(fresh.most() - used.median(), 3),
    ]);
    table.note("one connection, a component that answers at once; an instance serves 128 requests");
    report.add(&table);
    let bound = Bound::AtMost(0.2);
    report.holds("start of an instance, p99", start(0.99), "ms", bound);
    Ok(())
}

//! A system that nobody uses: memory, processor time, transactions.
//!
//! Queries that only read leave no trace outside of the host, so what is counted is what the databases' write-ahead
//! logs show: transactions that wrote.

use std::path::Path;

use anyhow::Result;
use testkit::Options;
use tokio::time::sleep;

use crate::client::{Connection, request};
use crate::contender::Contender;
use crate::product;
use crate::report::{Bound, Cell, Report, Table};
use crate::settings::Settings;
use crate::{usage, wal};

const DATABASES: [&str; 3] = ["identity", "problem", "submission"];

/// The whole application with its clock, before anybody has come.
pub async fn measure(report: &mut Report, settings: &Settings) -> Result<()> {
    let algosu = product::start(Options::new())?;
    let address = product::address(&algosu)?;
    let process = product::process(&algosu)?;
    let mut connection = Connection::open(address).await?;
    for target in ["/", "/health/ready"] {
        connection
            .ask(&request("GET", target, address, &[], ""))
            .await?;
    }
    drop(connection);
    sleep(settings.settle).await;
    let (processor, written) = (usage::processor(process)?, writes(algosu.data()));
    sleep(settings.idle).await;
    let seconds = settings.idle.as_secs_f64();
    let used = (usage::processor(process)? - processor).as_secs_f64() / seconds * 100.0;
    let written = (writes(algosu.data()) - written) as f64 / seconds;
    let memory = usage::memory(process)?;

    let columns = [
        "seconds",
        "CPU % of a core",
        "writing transactions per second",
        "RSS MB",
        "of it anonymous MB",
    ];
    let mut table = Table::new("The whole application at rest, ticking", &columns);
    table.row([
        Cell::Number(seconds, 0),
        Cell::Number(used, 2),
        Cell::Number(written, 1),
        Cell::Number(memory.resident, 1),
        Cell::Number(memory.anonymous, 1),
    ]);
    table.note("reading queries cannot be counted from outside and are not in this");
    report.add(&table);
    report.holds(
        "memory at rest",
        memory.resident,
        "MB",
        Bound::AtMost(100.0),
    );
    report.holds(
        "processor time of an idle system",
        used,
        "% of a core",
        Bound::AtMost(2.0),
    );
    Ok(())
}

fn writes(data: &Path) -> i64 {
    let commits = DATABASES.map(|name| wal::commits(&data.join(format!("{name}.db-wal"))));
    commits.iter().sum()
}

/// The contenders after all that was asked of them.
pub async fn after_load(
    report: &mut Report,
    settings: &Settings,
    contenders: &[Contender],
) -> Result<()> {
    sleep(settings.settle).await;
    let columns = ["who", "RSS MB", "of it anonymous MB"];
    let mut table = Table::new("Memory after the load", &columns);
    for contender in contenders {
        let memory = usage::memory(contender.process)?;
        table.row([
            contender.name.into(),
            Cell::Number(memory.resident, 1),
            Cell::Number(memory.anonymous, 1),
        ]);
        if contender.name == "algosu" {
            let bound = Bound::AtMost(250.0);
            report.holds("memory after load", memory.resident, "MB", bound);
        }
    }
    report.add(&table);
    Ok(())
}

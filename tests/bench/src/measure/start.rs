//! From the start of the process to its first answers.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use testkit::{Algosu, Options};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use crate::client::{Connection, request};
use crate::product;
use crate::report::{Bound, Cell, Report, Table};
use crate::settings::Settings;
use crate::stats::Sample;

/// What is asked of a system that has just started, in this order.
const QUESTIONS: [(&str, &str); 3] = [
    ("first answer", "/health/live"),
    ("the page", "/"),
    ("every service ready", "/health/ready"),
];

/// The whole application, many times with compiled components in the cache and once without.
pub async fn measure(report: &mut Report, settings: &Settings) -> Result<()> {
    let mut algosu = product::start(Options::new())?;
    // Databases are made with the first request; later starts find them.
    answers(product::address(&algosu)?, Instant::now()).await?;
    let mut times = [const { Vec::new() }; QUESTIONS.len()];
    for _ in 0..settings.starts {
        algosu.kill9();
        let begun = Instant::now();
        algosu.restart()?;
        let answered = answers(product::address(&algosu)?, begun).await?;
        for (times, time) in times.iter_mut().zip(answered) {
            times.push(time);
        }
    }
    algosu.kill9();
    let cold = cold(&algosu).await?;

    let mut table = Table::new(
        "Start of the whole application",
        &["from the start to", "cache", "starts", "p50 ms", "max ms"],
    );
    let mut first = f64::NAN;
    for ((what, _), times) in QUESTIONS.iter().zip(times).rev() {
        let sample = Sample::of_times(times);
        first = sample.median();
        let cells = [
            Cell::Number(sample.median(), 1),
            Cell::Number(sample.most(), 1),
        ];
        table.row(
            [(*what).into(), "warm".into(), sample.len().into()]
                .into_iter()
                .chain(cells),
        );
    }
    let milliseconds = cold.as_secs_f64() * 1e3;
    let cells = [Cell::Number(milliseconds, 1), Cell::Number(milliseconds, 1)];
    table.row(
        ["first answer".into(), "cold".into(), 1.into()]
            .into_iter()
            .chain(cells),
    );
    table.note(
        "on databases that exist, after a kill; one question after the other on one connection",
    );
    report.add(&table);
    let bound = Bound::AtMost(500.0);
    report.holds("start to first answer, warm, p50", first, "ms", bound);
    Ok(())
}

async fn answers(address: SocketAddr, begun: Instant) -> Result<[Duration; QUESTIONS.len()]> {
    let mut connection = Connection::open(address).await?;
    let mut times = [Duration::ZERO; QUESTIONS.len()];
    for ((what, target), time) in QUESTIONS.iter().zip(&mut times) {
        let answer = connection
            .ask(&request("GET", target, address, &[], ""))
            .await;
        let answer = answer.with_context(|| format!("{what}: {target}"))?;
        if answer.status != 200 {
            bail!("{target} was answered {}", answer.status);
        }
        *time = begun.elapsed();
    }
    Ok(times)
}

/// Every component is compiled first. The test kit shares one cache between all that it starts, so this one is
/// started by hand, on the data of the one that has just ended.
async fn cold(algosu: &Algosu) -> Result<Duration> {
    let cache = tempfile::tempdir()?;
    let mut command = Command::new(program());
    command.arg("up").current_dir(product::root());
    command
        .arg("--manifest")
        .arg(product::root().join("spin.toml"));
    command
        .arg("--runtime-config")
        .arg(algosu.data().join("runtime-config.toml"));
    command.arg("--state-dir").arg(algosu.data());
    command.arg("--cache-dir").arg(cache.path());
    command.args(["--listen", "127.0.0.1:0"]);
    for name in ["public_url", "internal_url"] {
        command.args(["--base-url-variable", name]);
    }
    for (name, value) in algosu.variables() {
        command.env(format!("SPIN_VARIABLE_{}", name.to_uppercase()), value);
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    // Killed when this is dropped, also after an error.
    command.kill_on_drop(true);
    let begun = Instant::now();
    let mut host = command.spawn().context("the host cannot be started")?;
    let output = host.stdout.take().context("the host has no output")?;
    let line = BufReader::new(output).lines().next_line().await?;
    let line = line.context("the host has ended")?;
    let address: SocketAddr = line
        .strip_prefix("Serving http://")
        .with_context(|| line.clone())?
        .parse()?;
    answers(address, begun).await.map(|[first, ..]| first)
}

/// The program that the test kit starts too.
fn program() -> PathBuf {
    let named = std::env::var_os("ALGOSU_HOST_BIN").map(PathBuf::from);
    named.unwrap_or_else(|| product::root().join("target/host/algosu-host"))
}

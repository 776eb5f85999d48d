//! The three that answer the same requests: algosu, the native twin, the bare chain.

use std::cell::Cell;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rusqlite::{Connection, OpenFlags};
use testkit::corpus::{self, Program};
use testkit::{Algosu, Options};

use crate::product;
use crate::twin::Ready;
use crate::visitor::Visitor;

/// One of the three, running.
pub struct Contender {
    /// `algosu`, `native twin`, `bare chain`.
    pub name: &'static str,
    /// Where it serves.
    pub address: SocketAddr,
    /// Its process.
    pub process: u32,
    /// A request that submits, for each visitor.
    pub posts: Vec<Vec<u8>>,
    /// A request that lists, for each visitor.
    pub lists: Vec<Vec<u8>>,
    /// Submissions it has accepted.
    pub accepted: Cell<u64>,
    database: PathBuf,
    /// What runs it, to be stopped with it.
    _running: Running,
}

#[expect(dead_code, reason = "held so that it is stopped in the end")]
enum Running {
    Application(Box<Algosu>),
    Twin(Twin),
}

/// The twin's process. It ends with its standard input; what remains is to wait for that.
struct Twin {
    child: Child,
    input: Option<ChildStdin>,
}

impl Drop for Twin {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

/// What a database holds after its share of the run.
#[derive(Debug, PartialEq)]
pub struct Rows {
    /// Submissions, events, jobs, texts.
    pub counts: [i64; 4],
    /// Bytes of state and events for each submission.
    pub bytes: f64,
}

/// Starts all three with so many visitors each, every one in a new folder on the same disk.
pub async fn start(visitors: usize, folder: &Path) -> Result<Vec<Contender>> {
    let program = corpus::program("two-sum", "python")?;
    Ok(vec![
        algosu(visitors, folder, &program).await?,
        twin(visitors, folder, &program)?,
        chain(visitors, &program)?,
    ])
}

async fn algosu(visitors: usize, folder: &Path, program: &Program) -> Result<Contender> {
    let manifest = folder.join("without-workers.toml");
    product::without_workers(&product::root(), &manifest)?;
    let options = Options::new().manifest(manifest).tick(Duration::ZERO);
    let algosu = product::start(options)?;
    let mut known = Vec::with_capacity(visitors);
    for _ in 0..visitors {
        known.push(Visitor::of(&product::visitor(&algosu).await?).await?);
    }
    application("algosu", algosu, &known, program)
}

/// Nobody is checked there, so its visitors are names alone.
fn chain(visitors: usize, program: &Program) -> Result<Contender> {
    let manifest = product::root().join("tests/bench/spin.toml");
    let options = Options::new().manifest(manifest).tick(Duration::ZERO);
    let visitor = |_| Visitor {
        user: uuid::Uuid::now_v7().to_string(),
        cookies: "none=0".to_owned(),
        csrf: "none".to_owned(),
        problem: uuid::Uuid::now_v7().to_string(),
    };
    let visitors: Vec<Visitor> = (0..visitors).map(visitor).collect();
    application("bare chain", product::start(options)?, &visitors, program)
}

fn application(
    name: &'static str,
    algosu: Algosu,
    visitors: &[Visitor],
    program: &Program,
) -> Result<Contender> {
    let address = product::address(&algosu)?;
    let process = product::process(&algosu)?;
    let database = algosu.data().join("submission.db");
    let running = Running::Application(Box::new(algosu));
    Ok(Contender::new(
        name, address, process, visitors, program, database, running,
    ))
}

fn twin(visitors: usize, folder: &Path, program: &Program) -> Result<Contender> {
    let database = folder.join("twin.db");
    let mut child = Command::new(std::env::current_exe()?)
        .arg("twin")
        .arg(&database)
        .arg(visitors.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("the twin cannot be started")?;
    let input = child.stdin.take();
    let output = child.stdout.take().context("the twin has no output")?;
    let process = child.id();
    let running = Running::Twin(Twin { child, input });
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    let ready: Ready = serde_json::from_str(&line).context("the twin did not start")?;
    let (address, visitors) = (ready.address, ready.visitors);
    Ok(Contender::new(
        "native twin",
        address,
        process,
        &visitors,
        program,
        database,
        running,
    ))
}

impl Contender {
    fn new(
        name: &'static str,
        address: SocketAddr,
        process: u32,
        visitors: &[Visitor],
        program: &Program,
        database: PathBuf,
        running: Running,
    ) -> Self {
        let posts = visitors
            .iter()
            .map(|visitor| visitor.post(address, program));
        Self {
            name,
            address,
            process,
            posts: posts.collect(),
            lists: visitors
                .iter()
                .map(|visitor| visitor.list(address))
                .collect(),
            accepted: Cell::new(0),
            database,
            _running: running,
        }
    }

    /// Counts and weighs what it has stored, and refuses to go on if that is not what it has answered.
    pub fn rows(&self) -> Result<Rows> {
        let connection =
            Connection::open_with_flags(&self.database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        let number = |select: &str| -> rusqlite::Result<i64> {
            connection.query_row(select, [], |row| row.get(0))
        };
        let counts = [
            number("SELECT COUNT(*) FROM submissions")?,
            number("SELECT COUNT(*) FROM events")?,
            number("SELECT COUNT(*) FROM jobs")?,
            number("SELECT COUNT(*) FROM submission_texts")?,
        ];
        let accepted = i64::try_from(self.accepted.get())?;
        if counts != [accepted, accepted * 2, accepted, accepted] {
            bail!(
                "{} has answered 201 to {accepted} submissions and stores {counts:?} (submissions, events, jobs, texts)",
                self.name
            );
        }
        let states = number("SELECT COALESCE(SUM(LENGTH(state)), 0) FROM submissions")?;
        let events = number("SELECT COALESCE(SUM(LENGTH(data)), 0) FROM events")?;
        Ok(Rows {
            counts,
            bytes: (states + events) as f64 / accepted as f64,
        })
    }
}

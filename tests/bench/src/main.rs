//! Measures algosu: `cargo xtask bench` builds what this needs and runs it.
//!
//! Everything is bounded in time and number, speaks to this machine alone, and stops by itself. Nothing is compared
//! with a figure of another run: the native twin ([`twin`]) and the bare chain (`spin.toml` beside this) are
//! measured in between.

mod client;
mod contender;
mod load;
mod measure;
mod product;
mod report;
mod settings;
mod stats;
mod twin;
mod upstreams;
mod usage;
mod visitor;
mod wal;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use serde_json::json;

use crate::measure::{idle, instance, journey, machine, requests, sagas, sizes, start};
use crate::report::Report;
use crate::settings::Settings;

const HELP: &str = "\
Usage: bench [OPTIONS]

  --quick        under a minute: to see that everything works
  --only NAME    one measure (can be given more than once): start, idle, requests, journey, sagas
  --out FILE     where the figures go as JSON
";

const MEASURES: [&str; 5] = ["start", "idle", "requests", "journey", "sagas"];

#[derive(Default)]
struct Arguments {
    quick: bool,
    only: Vec<String>,
    out: Option<PathBuf>,
}

fn main() -> Result<()> {
    let mut parser = lexopt::Parser::from_env();
    let mut arguments = Arguments::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Value(name) if name == "twin" => {
                let database: PathBuf = parser.value()?.into();
                return twin::run(&database, parser.value()?.parse()?);
            }
            Long("quick") => arguments.quick = true,
            Long("only") => arguments.only.push(parser.value()?.string()?),
            Long("out") => arguments.out = Some(parser.value()?.into()),
            Long("help") | Short('h') => {
                print!("{HELP}");
                return Ok(());
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let known = |name: &String| MEASURES.contains(&name.as_str());
    if let Some(unknown) = arguments.only.iter().find(|name| !known(name)) {
        bail!("there is no measure {unknown:?}: {}", MEASURES.join(", "));
    }
    // One thread: what measures must not take both processors from what is measured.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(measure(&arguments))
}

async fn measure(arguments: &Arguments) -> Result<()> {
    let settings = if arguments.quick {
        Settings::QUICK
    } else {
        Settings::FULL
    };
    let wanted =
        |name: &str| arguments.only.is_empty() || arguments.only.iter().any(|one| one == name);
    let folder = tempfile::Builder::new().prefix("algosu-bench-").tempdir()?;
    let mut report = Report::default();
    machine::measure(&mut report, folder.path())?;
    sizes::measure(&mut report)?;
    if wanted("start") {
        start::measure(&mut report, &settings)
            .await
            .context("start")?;
    }
    if wanted("idle") {
        idle::measure(&mut report, &settings)
            .await
            .context("idle")?;
    }
    if wanted("requests") {
        beside_others(&mut report, &settings, folder.path())
            .await
            .context("requests")?;
    }
    if wanted("journey") {
        journey::measure(&mut report, &settings)
            .await
            .context("journey")?;
    }
    if wanted("sagas") {
        sagas::measure(&mut report, &settings)
            .await
            .context("sagas")?;
    }
    let mut figures = report.finish();
    if let (Some(out), Some(fields)) = (&arguments.out, figures.as_object_mut()) {
        fields.insert("settings".to_owned(), json!(format!("{settings:?}")));
        std::fs::write(out, serde_json::to_string_pretty(&figures)?)
            .with_context(|| out.display().to_string())?;
        println!("\nAs JSON: {}", out.display());
    }
    Ok(())
}

async fn beside_others(report: &mut Report, settings: &Settings, folder: &Path) -> Result<()> {
    let contenders = contender::start(requests::VISITORS, folder).await?;
    let chain = contenders.last().context("no contenders")?;
    instance::measure(report, settings, chain).await?;
    requests::measure(report, settings, &contenders).await?;
    requests::lists(report, settings, &contenders).await?;
    idle::after_load(report, settings, &contenders).await
}

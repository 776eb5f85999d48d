//! What it was measured on: without it no figure can be compared with another.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;

use crate::report::{Cell, Report, Table};
use crate::stats::Sample;
use crate::usage;

const WRITES: usize = 100;

/// Processors, load before we began, and what it costs to have 4 kB on the disk.
pub fn measure(report: &mut Report, folder: &Path) -> Result<()> {
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    let load = usage::load_average().unwrap_or(f64::NAN);
    let mut file = File::create(folder.join("disk"))?;
    let mut times = Vec::with_capacity(WRITES);
    for _ in 0..WRITES {
        let begun = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        times.push(begun.elapsed());
    }
    let disk = Sample::of_times(times);
    let mut table = Table::new(
        "Machine",
        &[
            "processors",
            "load before",
            "writes",
            "sync p50 ms",
            "sync p99 ms",
        ],
    );
    table.row([
        processors.into(),
        Cell::Number(load, 2),
        disk.len().into(),
        Cell::Number(disk.median(), 3),
        Cell::Number(disk.quantile(0.99), 3),
    ]);
    table.note("a sync is 4 kB appended and fdatasync, in the folder that holds the databases");
    if load > processors as f64 / 4.0 {
        table.note(
            "THE MACHINE IS NOT QUIET: others use it at the same time, so compare ratios only",
        );
    }
    report.add(&table);
    Ok(())
}

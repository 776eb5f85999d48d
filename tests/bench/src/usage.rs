//! What a process uses, as Linux counts it.

use std::time::Duration;

use anyhow::{Context, Result};

/// A process's memory in megabytes (10^6 bytes).
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Resident, files mapped into it included.
    pub resident: f64,
    /// What of it is not backed by files.
    pub anonymous: f64,
}

/// Processor time of a process so far, all threads.
pub fn processor(process: u32) -> Result<Duration> {
    of_stat(&format!("/proc/{process}/stat"))
}

/// Our own.
pub fn own_processor() -> Result<Duration> {
    of_stat("/proc/self/stat")
}

fn of_stat(file: &str) -> Result<Duration> {
    let text = std::fs::read_to_string(file).with_context(|| file.to_owned())?;
    let ticks = ticks(&text).with_context(|| format!("{file}: {text}"))?;
    let per_second = rustix::param::clock_ticks_per_second();
    Ok(Duration::from_secs_f64(ticks as f64 / per_second as f64))
}

/// `utime` and `stime`: the 12th and 13th fields after the name, which may contain anything.
fn ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

/// Memory of a process now.
pub fn memory(process: u32) -> Result<Memory> {
    let file = format!("/proc/{process}/status");
    let text = std::fs::read_to_string(&file).with_context(|| file.clone())?;
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        let kib: f64 = line.split_ascii_whitespace().next()?.parse().ok()?;
        Some(kib * 1024.0 / 1e6)
    };
    let resident = field("VmRSS:").context("no VmRSS")?;
    let anonymous = field("RssAnon:").context("no RssAnon")?;
    Ok(Memory {
        resident,
        anonymous,
    })
}

/// The load average of the last minute.
pub fn load_average() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/loadavg").ok()?;
    text.split_ascii_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_blanks_and_brackets_does_not_shift_the_fields() {
        let stat = "42 (a ) b) S 1 2 3 4 5 6 7 8 9 10 700 33 0 0 20 0 5";
        assert_eq!(ticks(stat), Some(733));
    }

    #[test]
    fn this_process_uses_something() {
        assert!(memory(std::process::id()).unwrap().resident > 1.0);
        assert!(own_processor().is_ok());
    }
}

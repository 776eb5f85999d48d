//! A child process that never outlives this one.
//!
//! It leads a process group of its own, so that what it starts itself dies with it. A watchdog (`sh`, in another
//! group) reads from a pipe that only we hold: when we end, however that happens, the pipe closes and the watchdog
//! kills the group. Before we kill the group ourselves the watchdog stays; after we have waited for the child, it is
//! told that its work is done, so that it never kills a group number that somebody else got since.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::Error;

const WATCH: &str = "read line; [ \"$line\" = done ] || kill -s KILL -- \"-$0\"";

/// A running child with everything it says going to a log file.
pub(super) struct Process {
    child: Child,
    group: Pid,
    watchdog: Child,
    lines: mpsc::Receiver<String>,
}

impl Process {
    /// Starts it; the log is appended to.
    pub(super) fn start(mut command: Command, log: &Path) -> Result<Self, Error> {
        let log = OpenOptions::new().create(true).append(true).open(log)?;
        command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log.try_clone()?);
        let mut child = command.spawn().map_err(|error| Error::File {
            path: command.get_program().into(),
            why: error.to_string(),
        })?;
        let group = Pid::from_child(&child);
        let watchdog = watch(group).inspect_err(|_| {
            let _ = child.kill();
        })?;
        let (sender, lines) = mpsc::channel();
        if let Some(stdout) = child.stdout.take() {
            std::thread::Builder::new()
                .name("child's stdout".to_owned())
                .spawn(move || follow(stdout, log, &sender))?;
        }
        Ok(Self {
            child,
            group,
            watchdog,
            lines,
        })
    }

    /// Its process number.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for a line on its stdout that begins like this, and gives the rest of the line.
    pub(super) fn line(&mut self, prefix: &str, within: Duration) -> Result<String, String> {
        let end = Instant::now() + within;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => {
                    if let Some(rest) = line.strip_prefix(prefix) {
                        return Ok(rest.trim().to_owned());
                    }
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    return Err(format!("no line `{prefix}...` within {within:?}"));
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    let status = self.child.wait().map_err(|error| error.to_string())?;
                    return Err(format!("it ended by itself ({status})"));
                }
            }
        }
    }

    /// Whether it has not ended by itself.
    pub(super) fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// SIGKILL to the whole group, and waits until it is gone.
    pub(super) fn kill(&mut self) {
        // An error means that the group is gone already.
        let _ = kill_process_group(self.group, Signal::KILL);
        let _ = self.child.wait();
    }

    /// Sends a signal to the child alone.
    pub(super) fn signal(&self, signal: Signal) -> Result<(), Error> {
        Ok(kill_process(self.group, signal).map_err(std::io::Error::from)?)
    }

    /// Sends a signal to the child and all that it has started.
    pub(super) fn signal_group(&self, signal: Signal) -> Result<(), Error> {
        Ok(kill_process_group(self.group, signal).map_err(std::io::Error::from)?)
    }

    /// Waits for its end.
    pub(super) fn wait(&mut self, within: Duration) -> Result<ExitStatus, Error> {
        let end = Instant::now() + within;
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if Instant::now() >= end {
                return Err(Error::TimedOut {
                    what: "the application to end".to_owned(),
                    after: within,
                });
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        if let Some(mut pipe) = self.watchdog.stdin.take() {
            let _ = pipe.write_all(b"done\n");
        }
        let _ = self.watchdog.wait();
    }
}

fn watch(group: Pid) -> Result<Child, Error> {
    let watchdog = Command::new("sh")
        .args(["-c", WATCH, &group.to_string()])
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    Ok(watchdog)
}

/// Reads to the end, so that the child never waits for a reader.
fn follow(stdout: ChildStdout, mut log: File, lines: &mpsc::Sender<String>) {
    for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned();
        let _ = writeln!(log, "{line}");
        // Nobody listens any more once it serves.
        let _ = lines.send(line);
    }
}

//! Real Spin: `spin up`, with a Redis as doorbell (the variable `redis_url`, else `ALGOSU_REDIS_URL`, else a
//! `redis-server` from the PATH that is started for it) and a clock of ours that posts `/internal/wake`, as `cargo xtask tick` does.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::launcher::{Launcher, Setup, clean};
use super::process::Process;
use crate::Error;

pub(super) struct Spin {
    program: PathBuf,
    redis: Option<Redis>,
    clock: Option<Clock>,
}

struct Redis {
    url: String,
    _process: Option<Process>,
}

struct Clock {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Spin {
    pub(super) fn new(program: PathBuf) -> Self {
        Self {
            program,
            redis: None,
            clock: None,
        }
    }
}

impl Launcher for Spin {
    fn command(&mut self, setup: &Setup) -> Result<Command, Error> {
        let has_redis = setup.variables.contains_key("redis_url");
        if self.redis.is_none() && !has_redis {
            self.redis = Some(Redis::find(&setup.data)?);
        }
        // Spin knows no `base-url-variable`: the address must be settled before.
        let mut listen = setup.listen;
        if listen.port() == 0 {
            listen.set_port(free_port()?);
        }
        let mut command = clean(&self.program, &setup.variables);
        for name in ["public_url", "internal_url"] {
            if !setup.variables.contains_key(name) {
                let variable = format!("SPIN_VARIABLE_{}", name.to_uppercase());
                command.env(variable, format!("http://{listen}"));
            }
        }
        if let Some(redis) = self.redis.as_ref().filter(|_| !has_redis) {
            command.env("SPIN_VARIABLE_REDIS_URL", &redis.url);
        }
        command.current_dir(&setup.root).arg("up");
        command.arg("--from").arg(&setup.manifest);
        command
            .arg("--runtime-config-file")
            .arg(&setup.runtime_config);
        command.arg("--state-dir").arg(&setup.data);
        command.args(["--listen", &listen.to_string()]);
        Ok(command)
    }

    fn serving(&mut self, setup: &Setup, url: &str) -> Result<(), Error> {
        if let Some(key) = setup
            .variables
            .get("operator_key")
            .filter(|_| !setup.tick.is_zero())
        {
            self.clock = Some(Clock::start(url, key, setup.tick)?);
        }
        Ok(())
    }

    fn ended(&mut self) {
        if let Some(Clock { stop, thread }) = self.clock.take() {
            drop(stop);
            let _ = thread.join();
        }
    }

    /// As Ctrl-C in a terminal does: Spin runs its triggers in processes of their own.
    fn ask_to_stop(&self, process: &Process) -> Result<(), Error> {
        process.signal_group(Signal::INT)
    }
}

impl Redis {
    fn find(data: &Path) -> Result<Self, Error> {
        if let Ok(url) = std::env::var("ALGOSU_REDIS_URL") {
            return Ok(Self {
                url,
                _process: None,
            });
        }
        let port = free_port()?;
        let mut command = Command::new("redis-server");
        command.current_dir(data);
        command.args(["--bind", "127.0.0.1", "--port", &port.to_string()]);
        command.args(["--save", "", "--appendonly", "no"]);
        let process = Process::start(command, &data.join("redis.log"))?;
        let end = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if Instant::now() > end {
                return Err(Error::TimedOut {
                    what: "redis-server to listen".to_owned(),
                    after: Duration::from_secs(10),
                });
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(Self {
            url: format!("redis://127.0.0.1:{port}"),
            _process: Some(process),
        })
    }
}

impl Clock {
    fn start(url: &str, key: &str, tick: Duration) -> Result<Self, Error> {
        let address = url.trim_start_matches("http://").to_owned();
        let request = format!(
            "POST /internal/wake HTTP/1.1\r\nHost: {address}\r\nX-Internal-Key: {key}\r\n\
             Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
        );
        let (stop, stopped) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("clock".to_owned())
            .spawn(move || {
                while stopped.recv_timeout(tick) == Err(RecvTimeoutError::Timeout) {
                    // A tick may be missing: the next one does the same.
                    let _ = ring(&address, &request);
                }
            })?;
        Ok(Self { stop, thread })
    }
}

fn ring(address: &str, request: &str) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all(request.as_bytes())?;
    stream.read_to_end(&mut Vec::new())?;
    Ok(())
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16, Error> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

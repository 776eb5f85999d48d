//! `cargo xtask tick`: the clock beside a plain `spin up`, which has none.
//!
//! A wake may be missing, doubled or late without harm, so a failed one is only told and the loop goes on.

use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

use crate::data_folder::DataFolder;
use crate::host::environment_name;
use crate::workspace::Workspace;

pub const HELP: &str = "\
Usage: cargo xtask tick [OPTIONS]

Posts to /internal/wake once a second until Ctrl-C. The key is SPIN_VARIABLE_OPERATOR_KEY, or else the one
that `cargo xtask up` keeps in the data folder.

  --url URL          where algosu serves (default http://127.0.0.1:3000)
  --every SECONDS    how often (default 1)
  --data DIR         the data folder (default .spin in the repository)
";

struct Options {
    url: String,
    every: Duration,
    data: Option<PathBuf>,
}

pub fn run(workspace: &Workspace, parser: lexopt::Parser) -> Result<ExitCode> {
    let options = Options::parse(parser)?;
    let key = operator_key(workspace, options.data)?;
    let url = format!("{}/internal/wake", options.url.trim_end_matches('/'));
    println!(
        "Ringing {url} every {} s. Ctrl-C ends it.",
        options.every.as_secs_f64()
    );
    let mut told = String::new();
    loop {
        let state =
            wake(&url, &key).map_or_else(|error| format!("{error:#}"), |()| "It answers.".into());
        if state != told {
            println!("{state}");
        }
        told = state;
        thread::sleep(options.every);
    }
}

impl Options {
    fn parse(mut parser: lexopt::Parser) -> Result<Self> {
        let mut options = Self {
            url: "http://127.0.0.1:3000".into(),
            every: Duration::from_secs(1),
            data: None,
        };
        while let Some(argument) = parser.next()? {
            match argument {
                Long("url") => options.url = parser.value()?.string()?,
                Long("every") => options.every = interval(parser.value()?.parse()?)?,
                Long("data") => options.data = Some(parser.value()?.into()),
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }
}

fn interval(seconds: f64) -> Result<Duration> {
    match Duration::try_from_secs_f64(seconds) {
        Ok(every) if every >= Duration::from_millis(50) => Ok(every),
        _ => bail!("--every takes seconds, 0.05 or more"),
    }
}

fn operator_key(workspace: &Workspace, data: Option<PathBuf>) -> Result<String> {
    let name = environment_name("operator_key");
    if let Ok(key) = std::env::var(&name) {
        return Ok(key);
    }
    let folder = data.unwrap_or_else(|| workspace.root.join(".spin"));
    DataFolder::kept(folder)
        .secret("operator_key")
        .with_context(|| format!("there is no operator's key: set {name}"))
}

fn wake(url: &str, key: &str) -> Result<()> {
    let request = minreq::post(url)
        .with_header("X-Internal-Key", key)
        .with_header("Content-Type", "application/json")
        .with_body("{}")
        .with_timeout(10);
    let answer = request
        .send()
        .with_context(|| format!("{url} does not answer"))?;
    if !(200..300).contains(&answer.status_code) {
        bail!(
            "{url} answers {} {}",
            answer.status_code,
            answer.reason_phrase
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;

    fn answering_with(status: &'static str) -> (String, thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/internal/wake", listener.local_addr().unwrap());
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = String::new();
            let mut bytes = [0; 1024];
            while !request.ends_with("{}") {
                let read = stream.read(&mut bytes).unwrap();
                request.push_str(&String::from_utf8_lossy(&bytes[..read]));
            }
            stream
                .write_all(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").as_bytes())
                .unwrap();
            request
        });
        (url, server)
    }

    #[test]
    fn a_wake_carries_the_key_and_a_refusal_is_told() {
        let (url, server) = answering_with("204 No Content");
        wake(&url, "opener").unwrap();
        let request = server.join().unwrap().to_lowercase();
        assert!(request.starts_with("post /internal/wake "), "{request}");
        assert!(request.contains("x-internal-key: opener"), "{request}");

        let (url, server) = answering_with("403 Forbidden");
        assert!(wake(&url, "wrong").unwrap_err().to_string().contains("403"));
        server.join().unwrap();
    }

    #[test]
    fn an_interval_that_would_never_rest_is_refused() {
        assert!(interval(0.0).is_err());
        assert!(interval(-1.0).is_err());
        assert!(interval(f64::NAN).is_err());
        assert_eq!(interval(0.5).unwrap(), Duration::from_millis(500));
    }
}

//! A closed loop: each connection asks again as soon as it is answered.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use futures::future::try_join_all;
use tokio::time::sleep_until;

use crate::client::Connection;
use crate::usage;

/// What is asked, of whom, for how long.
pub struct Load<'a> {
    /// The server.
    pub address: SocketAddr,
    /// Its process.
    pub process: u32,
    /// One for each connection, repeated.
    pub requests: &'a [Vec<u8>],
    /// The status that every answer must have.
    pub expect: u16,
    /// Not counted: connections are made, instances started.
    pub warm: Duration,
    /// Counted.
    pub length: Duration,
}

/// What came of it.
pub struct Run {
    /// How long each counted request took.
    pub times: Vec<Duration>,
    /// How many were answered in all.
    pub answered: u64,
    /// Counted seconds.
    pub seconds: f64,
    /// The server's processor time while it was counted.
    pub server: Duration,
    /// Our own.
    pub client: Duration,
}

impl Load<'_> {
    /// Runs it. Any answer with another status ends it.
    pub async fn run(&self) -> Result<Run> {
        let from = Instant::now() + self.warm;
        let until = from + self.length;
        let connections = self
            .requests
            .iter()
            .map(|request| self.connection(request, from, until));
        let processors = async {
            sleep_until(from.into()).await;
            let before = (usage::processor(self.process)?, usage::own_processor()?);
            sleep_until(until.into()).await;
            let after = (usage::processor(self.process)?, usage::own_processor()?);
            anyhow::Ok((after.0 - before.0, after.1 - before.1))
        };
        let (times, (server, client)) = futures::try_join!(try_join_all(connections), processors)?;
        Ok(Run {
            answered: times.iter().map(|(_, answered)| answered).sum(),
            times: times.into_iter().flat_map(|(times, _)| times).collect(),
            seconds: self.length.as_secs_f64(),
            server,
            client,
        })
    }

    async fn connection(
        &self,
        request: &[u8],
        from: Instant,
        until: Instant,
    ) -> Result<(Vec<Duration>, u64)> {
        let mut connection = Connection::open(self.address).await?;
        let (mut times, mut answered) = (Vec::new(), 0);
        loop {
            let begun = Instant::now();
            if begun >= until {
                return Ok((times, answered));
            }
            let answer = connection.ask(request).await;
            let answer = answer.with_context(|| format!("request {answered} of a connection"))?;
            let ended = Instant::now();
            if answer.status != self.expect {
                let body = String::from_utf8_lossy(&answer.body);
                bail!("{} instead of {}: {body}", answer.status, self.expect);
            }
            answered += 1;
            if (from..until).contains(&ended) {
                times.push(ended - begun);
            }
        }
    }
}

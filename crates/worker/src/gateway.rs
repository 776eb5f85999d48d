//! Calls to `/internal/jobs/...`, repeated while the gateway is away.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use outbound::Limits;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{Config, Error, clock::sleep};

pub(crate) struct Gateway<'a> {
    config: &'a Config,
}

/// Longest answer to a claim: more than the gateway relays.
const CLAIM_BYTES: usize = 16 * 1024 * 1024;
/// Longest answer to anything else.
const ANSWER_BYTES: usize = 64 * 1024;

/// A problem as far as a worker cares.
#[derive(Deserialize)]
struct Problem {
    #[serde(default)]
    code: String,
}

impl<'a> Gateway<'a> {
    pub(crate) fn new(config: &'a Config) -> Self {
        Self { config }
    }

    pub(crate) fn config(&self) -> &'a Config {
        self.config
    }

    /// Asks for jobs. Tried for [`crate::Timing::claim`].
    pub(crate) async fn claim<T: DeserializeOwned>(
        &self,
        body: &impl Serialize,
    ) -> Result<T, Error> {
        let until = Instant::now() + self.config.timing.claim;
        self.call("claim", body, &CLAIM, until).await
    }

    /// Calls `/internal/jobs/{job}/{verb}` until there is an answer or `until` has passed; at least
    /// once.
    pub(crate) async fn job<T: DeserializeOwned>(
        &self,
        job: &str,
        verb: &str,
        body: &impl Serialize,
        until: Instant,
    ) -> Result<T, Error> {
        let path = format!("{job}/{verb}");
        self.call(&path, body, &JOB, until).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        limits: &Limits,
        until: Instant,
    ) -> Result<T, Error> {
        let body = serde_json::to_vec(body)
            .map(Bytes::from)
            .map_err(|_| Error::Refused {
                status: 0,
                code: "unserializable".to_owned(),
            })?;
        let first = self.config.timing.backoff;
        let mut pause = first;
        loop {
            let trouble = match self.attempt(path, body.clone(), limits).await? {
                Ok(answer) => return Ok(answer),
                Err(trouble) => trouble,
            };
            if Instant::now() + pause >= until {
                return Err(Error::Unreachable(trouble));
            }
            sleep(pause).await;
            pause = (pause * 2).min(first * 8);
        }
    }

    /// One try. The outer error is final; the inner one is worth another try.
    async fn attempt<T: DeserializeOwned>(
        &self,
        path: &str,
        body: Bytes,
        limits: &Limits,
    ) -> Result<Result<T, String>, Error> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("{}/internal/jobs/{path}", self.config.internal_url))
            .header("x-internal-key", self.config.key.reveal())
            .header(header::CONTENT_TYPE, "application/json")
            .body(body);
        let request = match request {
            Ok(request) => request,
            Err(error) => return Err(Error::Unreachable(error.to_string())),
        };
        let answer = match outbound::send(request, limits).await {
            Ok(answer) => answer,
            Err(error @ (outbound::Error::Denied | outbound::Error::Invalid(_))) => {
                return Err(Error::Unreachable(error.to_string()));
            }
            Err(error) => return Ok(Err(error.to_string())),
        };
        let status = answer.status();
        if status.is_success() {
            return Ok(serde_json::from_slice(answer.body())
                .map_err(|_| "the answer is not what the queue answers".to_owned()));
        }
        if status == StatusCode::CONFLICT {
            return Err(Error::LeaseLost);
        }
        if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS {
            let problem = serde_json::from_slice::<Problem>(answer.body());
            return Err(Error::Refused {
                status: status.as_u16(),
                code: problem.map(|problem| problem.code).unwrap_or_default(),
            });
        }
        Ok(Err(format!("it answers {}", status.as_u16())))
    }
}

/// Waits short enough that a lease sees several tries.
const JOB: Limits = Limits {
    connect: Duration::from_secs(2),
    first_byte: Duration::from_secs(3),
    between_bytes: Duration::from_secs(2),
    body_bytes: ANSWER_BYTES,
};

/// A claim whose answer is not waited for has leased its jobs all the same, so it is waited for nearly as
/// long as they are leased.
const CLAIM: Limits = Limits {
    first_byte: Duration::from_secs(6),
    body_bytes: CLAIM_BYTES,
    ..JOB
};

//! The right to work on a job, for a while.

use std::{cell::Cell, time::Instant};

use serde::{Deserialize, Serialize, de::DeserializeOwned, de::IgnoredAny};
use serde_json::Value;

use crate::{
    Error,
    clock::{sleep, within},
    gateway::Gateway,
    outcome::Failure,
};

/// The right to work on one job. The loop renews it; the work uses it to record facts and to ask for
/// credentials.
pub struct Lease<'a> {
    gateway: &'a Gateway<'a>,
    job: String,
    epoch: i64,
    attempt: u32,
    /// Before the request went out that was last granted: never later than the queue's own view.
    renewed: Cell<Instant>,
}

#[derive(Serialize)]
struct Under<'a, T: Serialize> {
    epoch: i64,
    #[serde(flatten)]
    more: &'a T,
}

#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
struct WithFact<'a> {
    fact: &'a Value,
}

#[derive(Serialize)]
struct WithResult<'a, R: Serialize> {
    result: &'a R,
}

#[derive(Serialize)]
struct WithError<'a> {
    error: &'a Failure,
}

/// The time in it is the database's, which this process does not share: only the 200 counts.
#[derive(Deserialize)]
struct Renewed {
    #[serde(rename = "leaseUntil")]
    _lease_until: IgnoredAny,
}

impl<'a> Lease<'a> {
    pub(crate) fn new(
        gateway: &'a Gateway<'a>,
        job: String,
        epoch: i64,
        attempt: u32,
        claimed: Instant,
    ) -> Self {
        Self {
            gateway,
            job,
            epoch,
            attempt,
            renewed: Cell::new(claimed),
        }
    }

    /// The job's id.
    #[must_use]
    pub fn job(&self) -> &str {
        &self.job
    }

    /// Which attempt this is, as the queue counts.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Renews the lease now: the step that follows has the lease's whole length before it.
    ///
    /// # Errors
    /// [`Error::LeaseLost`], or what the gateway says.
    pub async fn renew(&self) -> Result<(), Error> {
        self.heartbeat(&Nothing {}).await
    }

    /// Records a fact about the job under its epoch, and renews the lease with it. Only after `Ok` is
    /// the fact sure to be there for the next attempt.
    ///
    /// # Errors
    /// [`Error::LeaseLost`], or what the gateway says.
    pub async fn record(&self, fact: &impl Serialize) -> Result<(), Error> {
        let fact = serde_json::to_value(fact).map_err(|_| Error::Refused {
            status: 0,
            code: "unserializable".to_owned(),
        })?;
        self.heartbeat(&WithFact { fact: &fact }).await
    }

    /// The credentials that the job needs, which are given for a live lease only.
    ///
    /// # Errors
    /// [`Error::Refused`] with status 404 and a code if there are none.
    pub async fn credentials<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.call("credentials", &Nothing {}).await
    }

    pub(crate) async fn complete<R: Serialize>(&self, result: &R) -> Result<(), Error> {
        let _: IgnoredAny = self.call("complete", &WithResult { result }).await?;
        Ok(())
    }

    pub(crate) async fn fail(&self, error: &Failure) -> Result<(), Error> {
        let _: IgnoredAny = self.call("fail", &WithError { error }).await?;
        Ok(())
    }

    /// Renews the lease for as long as it can be renewed; returns when it is lost, with the reason.
    pub(crate) async fn keep(&self) -> Error {
        loop {
            sleep(self.gateway.config().timing.renew).await;
            let left = self.ends().saturating_duration_since(Instant::now());
            match within(left, self.renew()).await {
                Some(Ok(())) => {}
                Some(Err(error)) => return error,
                None => return Error::LeaseLost,
            }
        }
    }

    async fn heartbeat(&self, more: &impl Serialize) -> Result<(), Error> {
        let asked = Instant::now();
        let _: Renewed = self.call("heartbeat", more).await?;
        self.renewed.set(self.renewed.get().max(asked));
        Ok(())
    }

    fn ends(&self) -> Instant {
        self.renewed.get() + self.gateway.config().timing.lease
    }

    /// A call under the epoch, repeated at most for as long as the lease lasts.
    async fn call<T: DeserializeOwned>(
        &self,
        verb: &str,
        more: &impl Serialize,
    ) -> Result<T, Error> {
        let body = Under {
            epoch: self.epoch,
            more,
        };
        self.gateway.job(&self.job, verb, &body, self.ends()).await
    }
}

//! From a claimed job to a review, and from its end to a report.

use std::{cell::RefCell, time::Duration};

use review::{Request, Source, settle, wire::Reviewed};
use worker::{Error, Handler, Lease, Outcome};

use crate::{Reviewer, failure, job::Submission, shelf};

/// The longest that a reviewer may take for one submission.
pub(crate) const WHOLE: Duration = Duration::from_secs(300);

/// The handler of the queue `ai-review`.
pub(crate) struct Review<'a> {
    reviewer: &'a Reviewer,
    /// Where reviews of this run lie on the shelf.
    shelved: RefCell<Vec<String>>,
}

impl<'a> Review<'a> {
    pub(crate) fn new(reviewer: &'a Reviewer) -> Self {
        Self {
            reviewer,
            shelved: RefCell::default(),
        }
    }

    /// Takes this run's reviews off the shelf; to be called when all of them are known to be reported.
    pub(crate) async fn clear(&self) {
        let shelved = self.shelved.take();
        if !shelved.is_empty() {
            shelf::remove(&shelved).await;
        }
    }

    async fn review(&self, request: &Request) -> Result<Reviewed, review::Error> {
        let answer = worker::within(WHOLE, self.reviewer.review(request))
            .await
            .unwrap_or_else(|| {
                let seconds = WHOLE.as_secs();
                Err(review::Error::Unavailable(format!(
                    "no review after {seconds} s"
                )))
            })?;
        let source = Source {
            language: &request.language,
            code: &request.code,
        };
        settle(answer, source)
            .map(Reviewed::from)
            .map_err(|defect| review::Error::BadAnswer(defect.to_string()))
    }
}

impl Handler for Review<'_> {
    type Payload = Submission;
    type Result = Reviewed;

    async fn handle(
        &self,
        submission: Submission,
        lease: &Lease<'_>,
    ) -> Result<Outcome<Reviewed>, Error> {
        let request = Request::from(submission);
        let key = self
            .reviewer
            .costs()
            .then(|| shelf::key(&request, &self.reviewer.mark()));
        if let Some(key) = &key
            && let Some(reviewed) = shelf::find(key).await
        {
            self.shelved.borrow_mut().push(key.clone());
            return Ok(Outcome::Complete(reviewed));
        }
        let reviewed = match self.review(&request).await {
            Ok(reviewed) => reviewed,
            Err(error) => return Ok(Outcome::Fail(failure::of(error, lease.attempt()))),
        };
        if let Some(key) = key {
            shelf::put(&key, &reviewed).await;
            self.shelved.borrow_mut().push(key);
        }
        Ok(Outcome::Complete(reviewed))
    }
}

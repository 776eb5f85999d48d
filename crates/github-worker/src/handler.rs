//! From a claimed job to a push, and from its end to a report.

use worker::{Error, Failure, Handler, Lease, Outcome};

use crate::{
    github::Github,
    job::{Credentials, Done, Submission},
    name::{Branch, NameError, Repository},
    push::{self, Stop, Target},
    settings,
    turn::Turns,
};

/// The handler of the queue `github-push`.
pub(crate) struct Push<'a> {
    pub(crate) github: &'a settings::Github,
    pub(crate) turns: Turns,
}

impl Handler for Push<'_> {
    type Payload = Submission;
    type Result = Done;

    async fn handle(
        &self,
        submission: Submission,
        lease: &Lease<'_>,
    ) -> Result<Outcome<Done>, Error> {
        let credentials: Credentials = match lease.credentials().await {
            Ok(credentials) => credentials,
            Err(Error::Refused { status: 404, code }) if code == NOT_LINKED => {
                return Ok(Outcome::Complete(Done::Skipped { code: NOT_LINKED }));
            }
            Err(error) => return Err(error),
        };
        let (repository, branch) = match names(&credentials) {
            Ok(names) => names,
            Err(error) => {
                let failure = Failure::permanent("github_validation", error.to_string());
                return Ok(Outcome::Fail(failure));
            }
        };
        let target = Target {
            github: Github {
                settings: self.github,
                token: &credentials.token,
                repository: &repository,
            },
            branch,
            template: &credentials.path_template,
        };
        let _turn = self.turns.take(repository.as_str()).await;
        match push::push(&target, &submission, lease).await {
            Ok(done) => Ok(Outcome::Complete(done)),
            Err(Stop::Failed(failure)) => Ok(Outcome::Fail(failure)),
            Err(Stop::Lease(error)) => Err(error),
        }
    }
}

const NOT_LINKED: &str = "github_not_linked";

fn names(credentials: &Credentials) -> Result<(Repository, Option<Branch>), NameError> {
    let repository = Repository::parse(&credentials.repository)?;
    let branch = credentials.branch.as_deref().map(Branch::parse);
    Ok((repository, branch.transpose()?))
}

//! Who may do what, decided here with what `problem` and `identity` say.
//!
//! A member of the study may see that a submission exists, how it stands and what happened to it. Its code
//! and its review are for its author, for admins, and for members who have submitted to the problem
//! themselves or who look after its deadline. What one may not know of is a 404.

use serde::Deserialize;
use service::{Context, Problem as Refusal, User};
use timestamp::Timestamp;
use uuid::Uuid;

use crate::app::App;

/// A problem, as `problem` describes it to services.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Problem {
    pub id: Uuid,
    pub study_id: Uuid,
    pub title: String,
    #[serde(default)]
    pub statement: String,
    pub week: i64,
    pub platform: Option<String>,
    pub number: Option<String>,
    pub source_url: Option<String>,
    pub difficulty: Option<String>,
    pub category: Option<String>,
    pub deadline: Option<Timestamp>,
    #[serde(default)]
    pub allowed_languages: Vec<String>,
    #[serde(default)]
    pub deleted: bool,
}

impl Problem {
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        self.deadline.is_some_and(|deadline| deadline < now)
    }
}

/// A member, as `identity` describes them to services.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Membership {
    pub role: Role,
    pub nickname: String,
    pub study_open: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Role {
    Owner,
    Admin,
    Member,
}

impl App {
    /// The problem, or none if there never was one. Deleted ones are still described.
    pub(crate) async fn problem(
        &self,
        context: &Context,
        id: Uuid,
    ) -> Result<Option<Problem>, Refusal> {
        if let Some(known) = self.problems.get(&id) {
            return Ok(known);
        }
        let path = format!("/problems/{id}");
        let problem: Option<Problem> = self.peers.get(context, "problem", &path).await?;
        self.problems.keep(id, problem.clone());
        Ok(problem)
    }

    /// The caller's membership; 404 for whoever is no member.
    pub(crate) async fn member(&self, user: &User, study: Uuid) -> Result<Membership, Refusal> {
        let key = (study, user.id);
        let known = match self.memberships.get(&key) {
            Some(known) => known,
            None => {
                let path = format!("/memberships/{study}/{}", user.id);
                let found = self.peers.get(&user.context, "identity", &path).await?;
                self.memberships.keep(key, Option::clone(&found));
                found
            }
        };
        known.ok_or_else(Refusal::not_found)
    }

    /// The problem and the caller's membership in its study.
    pub(crate) async fn problem_for(
        &self,
        user: &User,
        id: Uuid,
    ) -> Result<(Problem, Membership), Refusal> {
        let problem = self
            .problem(&user.context, id)
            .await?
            .filter(|problem| !problem.deleted)
            .ok_or_else(Refusal::not_found)?;
        let membership = self.member(user, problem.study_id).await?;
        Ok((problem, membership))
    }
}

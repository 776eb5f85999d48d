//! Who may do what, decided with what `identity` says about the caller.

use serde::Deserialize;
use service::{Problem as Refusal, User};
use uuid::Uuid;

use crate::app::App;

/// A member, as `identity` describes them.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Membership {
    role: Role,
    study_open: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Role {
    Owner,
    Admin,
    Member,
}

impl App {
    /// Any member may read; for others there is nothing: 404.
    pub(crate) async fn reader(&self, user: &User, study: Uuid) -> Result<Membership, Refusal> {
        let key = (study, user.id);
        if let Some(known) = self.memberships.get(&key) {
            return Ok(known);
        }
        let path = format!("/memberships/{study}/{}", user.id);
        let found: Membership = self
            .peers
            .get(&user.context, "identity", &path)
            .await?
            .ok_or_else(Refusal::not_found)?;
        // Only a yes is kept: whoever has just joined need not wait.
        self.memberships.keep(key, found.clone());
        Ok(found)
    }

    /// Admins and the owner may write while the study is open.
    pub(crate) async fn writer(&self, user: &User, study: Uuid) -> Result<(), Refusal> {
        let member = self.reader(user, study).await?;
        if member.role == Role::Member {
            let detail = "Only the owner and admins of the study can do this.";
            return Err(Refusal::forbidden(detail));
        }
        if !member.study_open {
            return Err(Refusal::conflict("The study is closed."));
        }
        Ok(())
    }
}

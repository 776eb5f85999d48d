//! `GET`, `PUT` and `DELETE /api/me/github`: where a user's code is pushed. The token goes in and never
//! comes out here.

use axum::{Json, extract::State};
use config::Secret;
use http::StatusCode;
use serde::{Deserialize, Deserializer, Serialize};
use service::{Problem, User, sql_problem};
use timestamp::Timestamp;

use crate::{
    app::App,
    check::Check,
    github_rules::{self, DEFAULT_PATH_TEMPLATE},
    store::github_links::{self, GithubLink, Target},
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Put {
    #[serde(default, deserialize_with = "secret")]
    token: Option<Secret>,
    repository: String,
    path_template: Option<String>,
    branch: Option<String>,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(Secret::new))
}

/// What the user may see of their link.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Github {
    /// Nothing is linked.
    Unlinked {
        /// Always false.
        linked: bool,
    },
    /// Code is pushed there.
    #[serde(rename_all = "camelCase")]
    Linked {
        /// Always true.
        linked: bool,
        /// The account that the token belongs to, once known.
        login: Option<String>,
        /// `owner/name`.
        repository: String,
        /// None: the repository's default branch.
        branch: Option<String>,
        /// Where in the repository.
        path_template: String,
        /// `LINKED` or `TOKEN_INVALID`.
        status: String,
        /// When any of this changed last.
        updated_at: Timestamp,
    },
}

impl From<GithubLink> for Github {
    fn from(link: GithubLink) -> Self {
        Self::Linked {
            linked: true,
            login: link.login,
            repository: link.repository,
            branch: link.branch,
            path_template: link.path_template,
            status: link.status,
            updated_at: link.updated_at,
        }
    }
}

pub(crate) async fn show(State(app): State<App>, user: User) -> Result<Json<Github>, Problem> {
    let link = github_links::find(&app.database, user.id)
        .await
        .map_err(sql_problem)?;
    Ok(Json(
        link.map_or(Github::Unlinked { linked: false }, Github::from),
    ))
}

/// Links or changes the link. Everything but the token is replaced by what is sent, so a path template or
/// branch that is left out becomes the default; the token may be left out to keep the stored one.
pub(crate) async fn link(
    State(app): State<App>,
    user: User,
    service::Json(put): service::Json<Put>,
) -> Result<Json<Github>, Problem> {
    let mut check = Check::default();
    let target = Target {
        repository: put.repository,
        branch: put.branch,
        path_template: put
            .path_template
            .unwrap_or_else(|| DEFAULT_PATH_TEMPLATE.to_owned()),
    };
    github_rules::repository(&mut check, &target.repository);
    if let Some(branch) = &target.branch {
        github_rules::branch(&mut check, branch);
    }
    github_rules::path_template(&mut check, &target.path_template);
    if let Some(token) = &put.token {
        github_rules::token(&mut check, token.reveal());
    }
    check.done()?;

    let link = match put.token {
        Some(token) => {
            let sealed = app
                .vault
                .seal(user.id, &token)
                .map_err(|error| Problem::unavailable(error.to_string()))?;
            github_links::link(&app.database, user.id, sealed, target)
                .await
                .map_err(sql_problem)?
                .ok_or_else(Problem::unauthenticated)?
        }
        None => github_links::retarget(&app.database, user.id, target)
            .await
            .map_err(sql_problem)?
            .ok_or_else(|| {
                let message = "A token is needed the first time.";
                Problem::field("token", "required", message)
            })?,
    };
    Ok(Json(link.into()))
}

pub(crate) async fn unlink(State(app): State<App>, user: User) -> Result<StatusCode, Problem> {
    github_links::unlink(&app.database, user.id)
        .await
        .map_err(sql_problem)?;
    Ok(StatusCode::NO_CONTENT)
}

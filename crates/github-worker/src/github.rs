//! The part of GitHub's REST API (version 2022-11-28) that a push needs.

use bytes::Bytes;
use config::Secret;
use http::{Method, Request, header};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;
use timestamp::Timestamp;

use crate::{
    name::{Branch, Repository, Sha, encode_path},
    settings,
    trouble::Trouble,
};

/// One repository, spoken to with one token.
pub(crate) struct Github<'a> {
    pub(crate) settings: &'a settings::Github,
    pub(crate) token: &'a Secret,
    pub(crate) repository: &'a Repository,
}

/// What is read of a repository.
#[derive(Deserialize)]
pub(crate) struct About {
    pub(crate) default_branch: String,
    #[serde(default)]
    pub(crate) html_url: String,
}

/// The end of a branch.
pub(crate) enum Head {
    At(Sha),
    /// The repository has no commit at all.
    Empty,
}

/// Who made a commit, and when.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Signature {
    pub(crate) name: String,
    pub(crate) email: String,
    /// RFC 3339 in whole seconds: git keeps no more.
    pub(crate) date: String,
}

#[derive(Deserialize)]
struct Made {
    sha: Sha,
}

#[derive(Deserialize)]
struct Reference {
    object: Made,
}

#[derive(Deserialize)]
struct Commit {
    tree: Made,
}

#[derive(Deserialize)]
struct Comparison {
    status: String,
}

/// Of an answer whose content does not matter.
#[derive(Deserialize)]
struct Anything {}

impl Github<'_> {
    pub(crate) async fn about(&self) -> Result<About, Trouble> {
        self.get("").await
    }

    /// The commit that a branch points to.
    pub(crate) async fn head(&self, branch: &Branch) -> Result<Head, Trouble> {
        let path = format!("/git/ref/heads/{}", encode_path(branch.as_str()));
        match self.get::<Reference>(&path).await {
            Ok(reference) => Ok(Head::At(reference.object.sha)),
            Err(Trouble::Refused(409)) => Ok(Head::Empty),
            Err(trouble) => Err(trouble),
        }
    }

    /// Whether a commit is `head` or one of its ancestors. A commit that GitHub does not know, or that
    /// shares no history with `head`, is not.
    pub(crate) async fn contains(&self, head: &Sha, sha: &Sha) -> Result<bool, Trouble> {
        if head == sha {
            return Ok(true);
        }
        // Only the first page lists changed files, which can be long.
        let path = format!("/compare/{sha}...{head}?per_page=1&page=2");
        match self.get::<Comparison>(&path).await {
            Ok(comparison) => Ok(matches!(comparison.status.as_str(), "ahead" | "identical")),
            Err(Trouble::NotFound(404)) => Ok(false),
            Err(trouble) => Err(trouble),
        }
    }

    pub(crate) async fn tree_of(&self, commit: &Sha) -> Result<Sha, Trouble> {
        let commit: Commit = self.get(&format!("/git/commits/{commit}")).await?;
        Ok(commit.tree.sha)
    }

    pub(crate) async fn create_blob(&self, content: &str) -> Result<Sha, Trouble> {
        let body = json!({"content": content, "encoding": "utf-8"});
        let made: Made = self.send(Method::POST, "/git/blobs", &body).await?;
        Ok(made.sha)
    }

    /// The tree `base` with one file put into it.
    pub(crate) async fn create_tree(
        &self,
        base: &Sha,
        path: &str,
        blob: &Sha,
    ) -> Result<Sha, Trouble> {
        let file = json!({"path": path, "mode": "100644", "type": "blob", "sha": blob});
        let body = json!({"base_tree": base, "tree": [file]});
        let made: Made = self.send(Method::POST, "/git/trees", &body).await?;
        Ok(made.sha)
    }

    pub(crate) async fn create_commit(
        &self,
        message: &str,
        tree: &Sha,
        parent: &Sha,
        by: &Signature,
    ) -> Result<Sha, Trouble> {
        let body = json!({
            "message": message, "tree": tree, "parents": [parent], "author": by, "committer": by,
        });
        let made: Made = self.send(Method::POST, "/git/commits", &body).await?;
        Ok(made.sha)
    }

    /// Moves a branch forward to a commit; `Ok` only if GitHub says that it is there now.
    pub(crate) async fn move_branch(&self, branch: &Branch, to: &Sha) -> Result<(), Trouble> {
        let path = format!("/git/refs/heads/{}", encode_path(branch.as_str()));
        let body = json!({"sha": to, "force": false});
        let now: Reference = self.send(Method::PATCH, &path, &body).await?;
        if now.object.sha == *to {
            Ok(())
        } else {
            Err(Trouble::Unavailable(
                "the branch is elsewhere after it was moved".to_owned(),
            ))
        }
    }

    /// Puts the first file on the default branch of an empty repository, with a commit of its own.
    pub(crate) async fn create_first_file(
        &self,
        path: &str,
        content_base64: &str,
        message: &str,
        by: &Signature,
    ) -> Result<(), Trouble> {
        let path = format!("/contents/{}", encode_path(path));
        let body = json!({
            "message": message, "content": content_base64, "author": by, "committer": by,
        });
        let _: Anything = self.send(Method::PUT, &path, &body).await?;
        Ok(())
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Trouble> {
        self.call(Method::GET, path, Bytes::new()).await
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &serde_json::Value,
    ) -> Result<T, Trouble> {
        self.call(method, path, Bytes::from(body.to_string())).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> Result<T, Trouble> {
        let uri = format!(
            "{}/repos/{}{path}",
            self.settings.api_url,
            self.repository.as_str()
        );
        let mut request = Request::builder()
            .method(method)
            .uri(uri)
            .header(header::ACCEPT, "application/vnd.github+json")
            .header("x-github-api-version", "2022-11-28")
            .header(header::USER_AGENT, &self.settings.user_agent)
            .header(
                header::AUTHORIZATION,
                format!("Bearer {}", self.token.reveal()),
            );
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        // Settings and names were checked before: what cannot be sent is the token.
        let request = request.body(body).map_err(|_| Trouble::TokenRefused)?;
        let answer = outbound::send(request, &self.settings.limits);
        let answer = worker::within(self.settings.whole, answer)
            .await
            .unwrap_or(Err(outbound::Error::Timeout))
            .map_err(|error| Trouble::Unavailable(error.to_string()))?;
        if !answer.status().is_success() {
            let now = Timestamp::now();
            return Err(Trouble::from_answer(answer.status(), answer.headers(), now));
        }
        serde_json::from_slice(answer.body())
            .map_err(|_| Trouble::Unavailable("the answer has another shape".to_owned()))
    }
}

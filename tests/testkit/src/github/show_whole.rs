//! The two large shapes: a repository and a user, with every field that GitHub's published description requires.
//! Most are addresses that lead nowhere here; they are there because a client may insist on them.

use serde_json::{Map, Value, json};

use super::show::{Show, merged};

/// Addresses below a repository, by their last part.
const REPOSITORY_LINKS: [&str; 37] = [
    "archive",
    "assignees",
    "blobs",
    "branches",
    "collaborators",
    "comments",
    "commits",
    "compare",
    "contents",
    "contributors",
    "deployments",
    "downloads",
    "events",
    "forks",
    "git_commits",
    "git_refs",
    "git_tags",
    "hooks",
    "issue_comment",
    "issue_events",
    "issues",
    "keys",
    "labels",
    "languages",
    "merges",
    "milestones",
    "notifications",
    "pulls",
    "releases",
    "stargazers",
    "statuses",
    "subscribers",
    "subscription",
    "tags",
    "teams",
    "trees",
    "svn",
];

/// Counts of things that this fake does not have.
const REPOSITORY_COUNTS: [&str; 10] = [
    "forks",
    "forks_count",
    "network_count",
    "open_issues",
    "open_issues_count",
    "size",
    "stargazers_count",
    "subscribers_count",
    "watchers",
    "watchers_count",
];

/// Addresses below a user.
const USER_LINKS: [&str; 9] = [
    "events",
    "followers",
    "following",
    "gists",
    "organizations",
    "received_events",
    "repos",
    "starred",
    "subscriptions",
];

/// When everything here was made, as far as these shapes are concerned.
const LONG_AGO: &str = "2020-01-01T00:00:00Z";

fn links(base: &str, names: &[&str]) -> Value {
    let pairs = names
        .iter()
        .map(|name| (format!("{name}_url"), format!("{base}/{name}").into()));
    Value::Object(pairs.collect::<Map<_, _>>())
}

impl Show<'_> {
    /// A repository as `GET /repos/{owner}/{repo}` shows it.
    pub(super) fn repository(&self, can_write: bool) -> Value {
        let repository = self.repository;
        let html = self.html();
        let counts = REPOSITORY_COUNTS
            .iter()
            .map(|name| ((*name).to_owned(), 0.into()));
        let counts = Value::Object(counts.collect());
        let shown = json!({
            "id": repository.id,
            "node_id": format!("R_{}", repository.id),
            "name": repository.name,
            "full_name": repository.full_name(),
            "private": repository.private,
            "owner": user(self.base, &repository.owner),
            "html_url": html,
            "clone_url": format!("{html}.git"),
            "git_url": format!("git://github.com/{}.git", repository.full_name()),
            "ssh_url": format!("git@github.com:{}.git", repository.full_name()),
            "mirror_url": null,
            "description": null,
            "homepage": null,
            "language": null,
            "license": null,
            "fork": false,
            "url": self.api(),
            "default_branch": repository.default_branch,
            "archived": repository.archived,
            "disabled": false,
            "visibility": if repository.private { "private" } else { "public" },
            "has_issues": true,
            "has_projects": false,
            "has_wiki": false,
            "has_pages": false,
            "has_discussions": false,
            "created_at": LONG_AGO,
            "updated_at": LONG_AGO,
            "pushed_at": LONG_AGO,
            "permissions": {
                "admin": false, "maintain": false, "push": can_write, "triage": can_write, "pull": true,
            },
        });
        merged(merged(links(&self.api(), &REPOSITORY_LINKS), counts), shown)
    }
}

/// A user as others see them.
pub(super) fn user(base: &str, login: &str) -> Value {
    let url = format!("{base}/users/{login}");
    let shown = json!({
        "login": login,
        "id": user_id(login),
        "node_id": format!("U_{}", user_id(login)),
        "avatar_url": format!("https://avatars.githubusercontent.com/u/{}", user_id(login)),
        "gravatar_id": "",
        "url": url,
        "html_url": format!("https://github.com/{login}"),
        "type": "User",
        "site_admin": false,
    });
    merged(links(&url, &USER_LINKS), shown)
}

/// A user as `GET /user` shows them to themselves.
pub(super) fn public_user(base: &str, login: &str) -> Value {
    let more = json!({
        "name": null, "company": null, "blog": null, "location": null, "email": null, "hireable": null, "bio": null,
        "public_repos": 0, "public_gists": 0, "followers": 0, "following": 0,
        "created_at": LONG_AGO, "updated_at": LONG_AGO,
    });
    merged(user(base, login), more)
}

/// The same number for the same login, as long as the kit runs.
fn user_id(login: &str) -> u64 {
    let letters = login.to_lowercase();
    letters
        .bytes()
        .fold(7, |id, byte| (id * 31 + u64::from(byte)) % 100_000_007)
}

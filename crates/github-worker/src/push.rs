//! One submission, one commit: the steps 2 to 6 of the crate's head.

use std::time::Duration;

use base64ct::{Base64, Encoding};
use http::Uri;
use timestamp::Timestamp;
use worker::{Failure, Lease};

use crate::{
    commit,
    github::{Github, Head},
    job::{Candidate, Done, Fact, Submission},
    name::{Branch, Repository, Sha, encode_path},
    trouble::Trouble,
};

/// How often a commit is built anew because the branch moved, in one attempt.
pub const REBASES: usize = 3;

/// Before a refusal with an unmoved head is believed, the head is read once more after this long: a
/// replica may lag behind the ref that refused.
const SETTLE: Duration = Duration::from_secs(1);

/// The file that an empty repository begins with.
const README: &str = "# Solutions\n
This repository was empty, and GitHub takes no commit through its git-data interface before there is a
first one. So algosu began it with this file, which is yours to change. Your submissions follow, one
commit each.
";

/// Where to push to.
pub(crate) struct Target<'a> {
    pub(crate) github: Github<'a>,
    /// None is the repository's default branch.
    pub(crate) branch: Option<Branch>,
    pub(crate) template: &'a str,
}

/// Why a push ended without a commit to report.
pub(crate) enum Stop {
    /// For the queue.
    Failed(Failure),
    /// The lease's own trouble.
    Lease(worker::Error),
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Self::Failed(trouble.into())
    }
}

impl From<worker::Error> for Stop {
    fn from(error: worker::Error) -> Self {
        Self::Lease(error)
    }
}

/// Pushes, or finds out that an earlier attempt has.
pub(crate) async fn push(
    target: &Target<'_>,
    submission: &Submission,
    lease: &Lease<'_>,
) -> Result<Done, Stop> {
    let github = &target.github;
    let about = github.about().await?;
    let branch = match &target.branch {
        Some(branch) => branch.clone(),
        None => Branch::parse(&about.default_branch)
            .map_err(|error| Trouble::Unavailable(error.to_string()))?,
    };
    let done = |found: &Candidate| Done::Pushed {
        sha: found.sha.clone(),
        path: found.path.clone(),
        blob_sha: found.blob_sha.clone(),
        repository: github.repository.as_str().to_owned(),
        branch: branch.as_str().to_owned(),
        url: url(&about.html_url, github.repository, found),
    };
    let mut candidates = submission.prior_commits.clone();
    let mut head = head_or_begin(github, &branch, submission.created_at).await?;
    if let Some(found) = find(github, &head, &candidates).await? {
        return Ok(done(found));
    }
    let path = commit::path(target.template, submission);
    let blob = github.create_blob(&submission.code).await?;
    for _ in 0..=REBASES {
        let made = Candidate {
            sha: build(github, submission, &head, &path, &blob).await?,
            path: path.clone(),
            blob_sha: blob.clone(),
        };
        lease.record(&fact(&made, github, &branch)).await?;
        let trouble = match github.move_branch(&branch, &made.sha).await {
            Ok(()) => return Ok(done(&made)),
            Err(trouble) => trouble,
        };
        candidates.insert(0, made);
        head = match look_again(github, &branch, head, &candidates, trouble).await? {
            Seen::Pushed(found) => return Ok(done(found)),
            Seen::Moved(head) => head,
        };
    }
    let detail = "the branch moved on each time the commit was ready";
    Err(Stop::Failed(Failure::retry("github_conflict", detail)))
}

/// What became of a branch that did not move as asked.
enum Seen<'a> {
    /// This commit is in its history.
    Pushed(&'a Candidate),
    /// It has another head than the commit was built upon.
    Moved(Sha),
}

/// Finds out what happened when GitHub did not say that the branch is at the commit. The original
/// trouble is the answer if the history does not tell otherwise.
async fn look_again<'a>(
    github: &Github<'_>,
    branch: &Branch,
    before: Sha,
    candidates: &'a [Candidate],
    trouble: Trouble,
) -> Result<Seen<'a>, Trouble> {
    // Certain, and asking on would make it worse.
    if matches!(trouble, Trouble::TokenRefused | Trouble::RateLimited(_)) {
        return Err(trouble);
    }
    let refused = matches!(trouble, Trouble::Refused(409 | 422));
    let mut head = current_head(github, branch).await?;
    if refused && head == before {
        worker::sleep(SETTLE).await;
        head = current_head(github, branch).await?;
    }
    match find(github, &head, candidates).await? {
        Some(found) => Ok(Seen::Pushed(found)),
        None if refused && head != before => Ok(Seen::Moved(head)),
        None => Err(trouble),
    }
}

/// The first of these commits that is in the history of `head`.
async fn find<'a>(
    github: &Github<'_>,
    head: &Sha,
    candidates: &'a [Candidate],
) -> Result<Option<&'a Candidate>, Trouble> {
    for candidate in candidates {
        if github.contains(head, &candidate.sha).await? {
            return Ok(Some(candidate));
        }
    }
    Ok(None)
}

/// A commit of the submission upon `head`, on no branch yet.
async fn build(
    github: &Github<'_>,
    submission: &Submission,
    head: &Sha,
    path: &str,
    blob: &Sha,
) -> Result<Sha, Trouble> {
    let base = github.tree_of(head).await?;
    let tree = github.create_tree(&base, path, blob).await?;
    let message = commit::message(submission);
    let signature = commit::signature(submission);
    github
        .create_commit(&message, &tree, head, &signature)
        .await
}

fn fact<'a>(new: &'a Candidate, github: &Github<'a>, branch: &'a Branch) -> Fact<'a> {
    Fact::CommitCreated {
        sha: &new.sha,
        path: &new.path,
        blob_sha: &new.blob_sha,
        repository: github.repository.as_str(),
        branch: branch.as_str(),
    }
}

async fn current_head(github: &Github<'_>, branch: &Branch) -> Result<Sha, Trouble> {
    match github.head(branch).await? {
        Head::At(sha) => Ok(sha),
        Head::Empty => Err(Trouble::Unavailable(
            "the repository has no commit, or is still being made".to_owned(),
        )),
    }
}

/// The head of the branch, of which an empty repository gets one first. A refusal of that means that
/// somebody else was quicker.
async fn head_or_begin(
    github: &Github<'_>,
    branch: &Branch,
    at: Timestamp,
) -> Result<Sha, Trouble> {
    if let Head::At(sha) = github.head(branch).await? {
        return Ok(sha);
    }
    let content = Base64::encode_string(README.as_bytes());
    let message = "Begin the repository";
    let signature = commit::own_signature(at);
    let begun = github.create_first_file("README.md", &content, message, &signature);
    match begun.await {
        Ok(()) | Err(Trouble::Refused(409 | 422)) => current_head(github, branch).await,
        Err(trouble) => Err(trouble),
    }
}

/// Where a browser sees the file, as it is in that commit. The repository's own page is GitHub's word,
/// so it must be a plain web address; else it is made from the name.
fn url(page: &str, repository: &Repository, found: &Candidate) -> String {
    let own = format!("https://github.com/{}", repository.as_str());
    let page = if is_page(page) { page } else { &own };
    format!("{page}/blob/{}/{}", found.sha, encode_path(&found.path))
}

fn is_page(page: &str) -> bool {
    page.len() <= 300
        && page.parse::<Uri>().is_ok_and(|uri| {
            matches!(uri.scheme_str(), Some("https" | "http"))
                && uri
                    .authority()
                    .is_some_and(|authority| !authority.as_str().contains('@'))
                && uri.query().is_none()
        })
}

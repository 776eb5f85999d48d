//! The points of the path at which the host is killed.

use testkit::Error;
use testkit::anthropic::MESSAGES;
use testkit::fake::{Barrier, Request, Stage};
use testkit::github::{WriteKind, endpoint as github};
use testkit::relay::endpoint as relay;

use crate::world::World;

/// In the order of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// The member has the 201; no worker has claimed anything.
    Accepted,
    /// The push is claimed; nothing has been written at GitHub.
    Claimed,
    /// The commit exists at GitHub; algosu has not heard of it.
    Committed,
    /// The commit is recorded; the branch is where it was.
    Recorded,
    /// The branch is at the commit; the worker has not heard of it.
    Moved,
    /// The push is reported and the saga has moved on; the worker has not heard of it.
    PushReported,
    /// The model has the request; it has not answered.
    Asked,
    /// The model has answered; the review is not reported.
    Answered,
    /// The review is stored; the worker has not heard of it.
    ReviewReported,
}

/// How far one submission is, as GitHub and the database tell.
#[derive(Debug, PartialEq, Eq)]
pub struct Standing {
    /// Commits made for it at GitHub, on a branch or not.
    commits: usize,
    /// Commits recorded.
    recorded: i64,
    /// Commits in the branch.
    in_branch: usize,
    /// `GITHUB_QUEUED`: it is about to be pushed.
    to_be_pushed: bool,
    /// Reviews stored.
    reviews: i64,
}

impl Point {
    /// From now on the first submission that gets here, after `skip` others, stands still.
    pub fn arm(self, world: &World, skip: u64) -> Barrier {
        use Stage::{AfterEffect, BeforeEffect};
        let at_github = |pattern| world.github.on(pattern).skip(skip);
        let reports = |kind: &'static str| {
            let of_kind = move |request: &Request| result_type(request) == kind;
            world.relay.on(relay::COMPLETE).when(of_kind).skip(skip)
        };
        match self {
            Self::Accepted => claims(world, "github-push"),
            Self::Claimed => at_github(github::CREATE_BLOB).barrier(BeforeEffect),
            Self::Committed => at_github(github::CREATE_COMMIT).barrier(AfterEffect),
            Self::Recorded => at_github(github::UPDATE_REF).barrier(BeforeEffect),
            Self::Moved => at_github(github::UPDATE_REF).barrier(AfterEffect),
            Self::PushReported => reports("pushed").barrier(AfterEffect),
            Self::Asked => world
                .anthropic
                .on(MESSAGES)
                .skip(skip)
                .barrier(BeforeEffect),
            Self::Answered => reports("reviewed").barrier(BeforeEffect),
            Self::ReviewReported => reports("reviewed").barrier(AfterEffect),
        }
    }

    /// From now on nobody runs ahead of the point to where it could not be told from a later one.
    pub fn hold_back(self, world: &World) -> Option<Barrier> {
        (self == Self::PushReported).then(|| claims(world, "ai-review"))
    }

    /// What a stream has told by then.
    pub fn told(self) -> &'static str {
        match self {
            Self::Accepted | Self::Claimed | Self::Committed | Self::Recorded | Self::Moved => {
                "GithubPushQueued"
            }
            Self::PushReported | Self::Asked | Self::Answered => "ReviewQueued",
            Self::ReviewReported => "ReviewCompleted",
        }
    }

    /// How far a submission is that stands here.
    pub fn standing(self) -> Standing {
        let at_least = |point: Self| usize::from(self as usize >= point as usize);
        let one_if = |point: Self| i64::from(self as usize >= point as usize);
        Standing {
            commits: at_least(Self::Committed),
            recorded: one_if(Self::Recorded),
            in_branch: at_least(Self::Moved),
            to_be_pushed: at_least(Self::PushReported) == 0,
            reviews: one_if(Self::ReviewReported),
        }
    }
}

impl Standing {
    /// How far a submission is now. The host may be dead by then.
    pub fn of(world: &World, id: &str) -> Result<Self, Error> {
        let made = |write: &&testkit::github::Write| {
            write.kind == WriteKind::Commit && write.submission_ids.iter().any(|it| it == id)
        };
        let recorded = "SELECT COUNT(*) FROM commits WHERE submission_id = $1";
        let reviews = "SELECT COUNT(*) FROM reviews WHERE submission_id = $1";
        Ok(Self {
            commits: world.github.ledger().iter().filter(made).count(),
            recorded: world.number(recorded, id)?,
            in_branch: world.repository.commits_of("main", id),
            to_be_pushed: world.state(id)?["step"] == "GITHUB_QUEUED",
            reviews: world.number(reviews, id)?,
        })
    }
}

/// All claims from a queue stand still.
fn claims(world: &World, queue: &'static str) -> Barrier {
    let of_queue = move |request: &Request| request.json().unwrap_or_default()["queue"] == queue;
    let claims = world.relay.on(relay::CLAIM).when(of_queue).always();
    claims.barrier(Stage::BeforeEffect)
}

/// The kind of result that a worker reports.
pub fn result_type(request: &Request) -> String {
    let body = request.json().unwrap_or_default();
    body["result"]["type"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

//! The addresses with what is known of each, and the requests that they are asked with.

use serde_json::{Value, json};
use testkit::Error;
use testkit::client::Call;

use crate::support::{Member, World, follow};

/// Who may ask.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum OpenTo {
    /// Anybody.
    All,
    /// Whoever comes from our page, signed in or not.
    OurPage,
    /// Whoever is signed in; about themselves.
    Members,
    /// Whoever is signed in and belongs to the thing in the address.
    ItsStudy,
    /// Holders of a key: see `internal`.
    Keys,
}

pub struct Address {
    pub method: &'static str,
    pub path: &'static str,
    pub open: OpenTo,
    /// A body that would be taken; null if it takes none.
    pub body: Value,
}

pub fn addresses() -> Vec<Address> {
    use OpenTo::{All, ItsStudy, Keys, Members, OurPage};
    let none = Value::Null;
    let link = json!({ "token": "t", "repository": "ada/algorithms" });
    let study = json!({ "name": "More", "nickname": "Me" });
    let problem = json!({ "title": "More", "week": 1 });
    let draft = json!({ "language": "python", "code": "x" });
    let submission = json!({ "problemId": "{problem}", "language": "python", "code": "x" });
    let list = [
        ("GET", "/health/live", All, &none),
        ("GET", "/health/ready", All, &none),
        ("POST", "/auth/demo", OurPage, &none),
        ("POST", "/auth/refresh", OurPage, &none),
        ("GET", "/auth/session", Members, &none),
        ("POST", "/auth/logout", Members, &none),
        ("POST", "/internal/jobs/claim", Keys, &none),
        ("POST", "/internal/jobs/{id}/heartbeat", Keys, &none),
        ("POST", "/internal/jobs/{id}/complete", Keys, &none),
        ("POST", "/internal/jobs/{id}/fail", Keys, &none),
        ("POST", "/internal/jobs/{id}/credentials", Keys, &none),
        ("POST", "/internal/wake", Keys, &none),
        ("GET", "/api/me", Members, &none),
        ("PATCH", "/api/me", Members, &json!({ "name": "Somebody" })),
        ("GET", "/api/me/github", Members, &none),
        ("PUT", "/api/me/github", Members, &link),
        ("DELETE", "/api/me/github", Members, &none),
        ("GET", "/api/problems/{problem}", ItsStudy, &none),
        (
            "PATCH",
            "/api/problems/{problem}",
            ItsStudy,
            &json!({ "title": "Else" }),
        ),
        ("DELETE", "/api/problems/{problem}", ItsStudy, &none),
        ("GET", "/api/problems/{problem}/draft", ItsStudy, &none),
        ("PUT", "/api/problems/{problem}/draft", ItsStudy, &draft),
        ("DELETE", "/api/problems/{problem}/draft", ItsStudy, &none),
        ("GET", "/api/studies", Members, &none),
        ("POST", "/api/studies", Members, &study),
        ("GET", "/api/studies/{study}", ItsStudy, &none),
        (
            "PATCH",
            "/api/studies/{study}",
            ItsStudy,
            &json!({ "name": "Else" }),
        ),
        ("DELETE", "/api/studies/{study}", ItsStudy, &none),
        ("GET", "/api/studies/{study}/members", ItsStudy, &none),
        ("GET", "/api/studies/{study}/problems", ItsStudy, &none),
        ("POST", "/api/studies/{study}/problems", ItsStudy, &problem),
        ("GET", "/api/submissions", Members, &none),
        // The problem is named in the body.
        ("POST", "/api/submissions", ItsStudy, &submission),
        ("GET", "/api/submissions/{submission}", ItsStudy, &none),
        (
            "GET",
            "/api/submissions/{submission}/events",
            ItsStudy,
            &none,
        ),
        (
            "GET",
            "/api/submissions/{submission}/review",
            ItsStudy,
            &none,
        ),
        ("GET", "/api/events", Members, &none),
        ("GET", "/api/events/submissions/{id}", ItsStudy, &none),
    ];
    list.into_iter()
        .map(|(method, path, open, body)| Address {
            method,
            path,
            open,
            body: body.clone(),
        })
        .collect()
}

impl Address {
    pub fn is_safe(&self) -> bool {
        self.method == "GET"
    }

    /// The request by `caller`, about the things of `owner`, as it would be accepted from the owner.
    pub fn call(&self, caller: &Member, owner: &Things) -> Call {
        let call = caller.request(self.method, &owner.fill(self.path));
        match &self.body {
            Value::Null => call,
            body => call.body("application/json", owner.fill(&body.to_string())),
        }
    }
}

/// What somebody has.
pub struct Things {
    pub study: String,
    pub problem: String,
    pub submission: String,
}

impl Things {
    pub async fn of(world: &World, member: &Member) -> Result<Self, Error> {
        let problem = member.any_problem().await?;
        let accepted = member
            .try_submit(&problem, "python", "x")
            .await?
            .expect(201)?;
        let submission = accepted.text("/id").to_owned();
        follow(world, member, &submission).await?;
        let study = member.study.clone();
        Ok(Self {
            study,
            problem,
            submission,
        })
    }

    pub fn fill(&self, text: &str) -> String {
        let text = text
            .replace("{study}", &self.study)
            .replace("{problem}", &self.problem);
        text.replace("{submission}", &self.submission)
            .replace("{id}", &self.submission)
    }
}

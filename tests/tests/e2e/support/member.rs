//! A demo visitor with a study of their own.

use std::ops::Deref;

use serde_json::{Value, json};
use testkit::Error;
use testkit::client::{Answer, Client};
use testkit::corpus::Program;

/// Somebody who is signed in; calls go out as theirs.
pub struct Member {
    pub client: Client,
    pub id: String,
    pub study: String,
}

impl Deref for Member {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Member {
    pub(super) async fn enter(client: Client) -> Result<Self, Error> {
        let session = client.demo().await?;
        let study = client.study().await?;
        Ok(Self {
            id: text(&session["user"]["id"]),
            study: text(&study["id"]),
            client,
        })
    }

    /// Adds a problem to the member's study and gives its id.
    pub async fn new_problem(&self, problem: &Value) -> Result<String, Error> {
        let target = format!("/api/studies/{}/problems", self.study);
        let created = self.post(&target, problem).await?.expect(201)?;
        Ok(created.text("/id").to_owned())
    }

    /// A problem that takes any language and is not due yet.
    pub async fn any_problem(&self) -> Result<String, Error> {
        self.new_problem(&json!({ "title": "Any", "week": 1 }))
            .await
    }

    /// Submits code and gives the whole answer.
    pub async fn try_submit(
        &self,
        problem: &str,
        language: &str,
        code: &str,
    ) -> Result<Answer, Error> {
        let body = json!({ "problemId": problem, "language": language, "code": code });
        self.post("/api/submissions", &body).await
    }

    /// Submits a program and gives the submission's id.
    pub async fn hand_in(&self, problem: &str, program: &Program) -> Result<String, Error> {
        Ok(text(&self.submit(problem, program).await?["id"]))
    }

    /// Submits a line of code to a new problem and gives the submission's id.
    pub async fn hand_in_anything(&self) -> Result<String, Error> {
        let problem = self.any_problem().await?;
        let answer = self
            .try_submit(&problem, "python", "print(1)\n")
            .await?
            .expect(201)?;
        Ok(answer.text("/id").to_owned())
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

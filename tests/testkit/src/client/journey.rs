//! The few steps that nearly every test begins with.

use serde_json::{Value, json};

use super::{Answer, Client};
use crate::Error;
use crate::corpus::Program;
use crate::github::{Repository, Token};

impl Client {
    /// Links a repository with a token, everything else as algosu has it by default.
    ///
    /// # Errors
    /// [`Error::Unexpected`] if that is refused; [`Error::NoAnswer`].
    pub async fn link(&self, repository: &Repository, token: &Token) -> Result<Value, Error> {
        let link = json!({ "token": token.secret(), "repository": repository.full_name() });
        Ok(self.put("/api/me/github", &link).await?.expect(200)?.json)
    }

    /// The visitor's first study: a demo visitor has one of their own.
    ///
    /// # Errors
    /// [`Error::Unexpected`] if there is none; [`Error::NoAnswer`].
    pub async fn study(&self) -> Result<Value, Error> {
        first(self.get("/api/studies").await?.expect(200)?, |_| true)
    }

    /// The first problem of that study that takes any language.
    ///
    /// # Errors
    /// [`Error::Unexpected`] if there is none; [`Error::NoAnswer`].
    pub async fn problem(&self) -> Result<Value, Error> {
        let study = self.study().await?;
        let study = study.get("id").and_then(Value::as_str).unwrap_or_default();
        let problems = self
            .get(&format!("/api/studies/{study}/problems"))
            .await?
            .expect(200)?;
        let takes_any = |problem: &Value| {
            problem
                .get("allowedLanguages")
                .is_none_or(|allowed| allowed == &json!([]))
        };
        first(problems, takes_any)
    }

    /// Submits a program to a problem and gives the submission as it was answered.
    ///
    /// # Errors
    /// [`Error::Unexpected`] if it is refused; [`Error::NoAnswer`].
    pub async fn submit(&self, problem: &str, program: &Program) -> Result<Value, Error> {
        let submission =
            json!({ "problemId": problem, "language": program.language, "code": program.code });
        Ok(self
            .post("/api/submissions", &submission)
            .await?
            .expect(201)?
            .json)
    }
}

/// The first item of a list that will do.
fn first(list: Answer, will_do: impl Fn(&Value) -> bool) -> Result<Value, Error> {
    let items = list.json.get("items").and_then(Value::as_array);
    let found = items
        .into_iter()
        .flatten()
        .find(|item| will_do(item))
        .cloned();
    found.ok_or_else(|| Error::Unexpected {
        request: list.request,
        status: list.status.as_u16(),
        wanted: "a list with at least one fitting item".to_owned(),
        body: list.json.to_string(),
    })
}

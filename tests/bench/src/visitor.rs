//! Somebody who submits, and the requests that they make.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use testkit::client::Client;
use testkit::corpus::Program;

use crate::client::request;

/// What a browser knows of its user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Visitor {
    /// Their id.
    pub user: String,
    /// The `Cookie` header.
    pub cookies: String,
    /// The CSRF token.
    pub csrf: String,
    /// A problem that takes any language, in a study of their own.
    pub problem: String,
}

impl Visitor {
    /// Whoever this client is signed in as.
    pub async fn of(client: &Client) -> Result<Self> {
        let session = client.refresh_csrf().await?;
        let text = |value: &Value, place: &str| {
            let text = value.pointer(place).and_then(Value::as_str);
            text.map(str::to_owned).with_context(|| place.to_owned())
        };
        Ok(Self {
            user: text(&session, "/user/id")?,
            cookies: client.cookies("/api/submissions"),
            csrf: client.csrf_token().context("no CSRF token")?,
            problem: text(&client.problem().await?, "/id")?,
        })
    }

    /// Submits a program.
    pub fn post(&self, address: SocketAddr, program: &Program) -> Vec<u8> {
        let body = json!({
            "problemId": self.problem,
            "language": program.language,
            "code": program.code,
        });
        let origin = format!("http://{address}");
        let headers = [
            ("cookie", self.cookies.as_str()),
            ("origin", &origin),
            ("x-csrf-token", &self.csrf),
            ("x-bench-user", &self.user),
        ];
        let target = "/api/submissions";
        request("POST", target, address, &headers, &body.to_string())
    }

    /// Lists their own submissions.
    pub fn list(&self, address: SocketAddr) -> Vec<u8> {
        let headers = [
            ("cookie", self.cookies.as_str()),
            ("x-bench-user", &self.user),
        ];
        let target = "/api/submissions?mine=true";
        request("GET", target, address, &headers, "")
    }
}

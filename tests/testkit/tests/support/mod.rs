//! A caller of the fake GitHub.
#![allow(dead_code, reason = "each test file uses its own part")]

use serde_json::{Value, json};
use testkit::client::{Answer, Call, Client};
use testkit::github::{FakeGithub, Repository, Token};

/// Makes requests as the documentation asks for them.
pub struct Caller {
    client: Client,
    secret: String,
}

impl Caller {
    pub fn new(github: &FakeGithub, token: &Token) -> Self {
        Self {
            client: Client::new(&github.url()),
            secret: token.secret().to_owned(),
        }
    }

    pub fn call(&self, method: &str, path: &str) -> Call {
        self.client
            .request(method, path)
            .without_origin()
            .header("authorization", format!("Bearer {}", self.secret))
            .header("accept", "application/vnd.github+json")
            .header("x-github-api-version", "2022-11-28")
            .header("user-agent", "test")
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path).send().await.unwrap()
    }

    pub async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        self.call(method, path).json(&body).send().await.unwrap()
    }

    /// Blob, tree and commit on top of a branch's head; the branch does not move. Gives the commit's sha.
    pub async fn prepare(
        &self,
        repository: &Repository,
        path: &str,
        content: &str,
        message: &str,
    ) -> String {
        let base = format!("/repos/{}", repository.full_name());
        let head = self
            .get(&format!("{base}/git/ref/heads/main"))
            .await
            .expect(200)
            .unwrap();
        let head = head.text("/object/sha").to_owned();
        let blob = json!({ "content": content, "encoding": "utf-8" });
        let blob = self
            .send("POST", &format!("{base}/git/blobs"), blob)
            .await
            .expect(201)
            .unwrap();
        let entry =
            json!({ "path": path, "mode": "100644", "type": "blob", "sha": blob.text("/sha") });
        let tree = json!({ "base_tree": head, "tree": [entry] });
        let tree = self
            .send("POST", &format!("{base}/git/trees"), tree)
            .await
            .expect(201)
            .unwrap();
        let author = json!({ "name": "Ada", "email": "ada@example.invalid", "date": "2026-01-02T03:04:05Z" });
        let commit = json!({ "message": message, "tree": tree.text("/sha"), "parents": [head], "author": author });
        let commit = self
            .send("POST", &format!("{base}/git/commits"), commit)
            .await
            .expect(201)
            .unwrap();
        commit.text("/sha").to_owned()
    }

    /// Moves `main`.
    pub async fn move_main(&self, repository: &Repository, sha: &str) -> Answer {
        let path = format!("/repos/{}/git/refs/heads/main", repository.full_name());
        self.send("PATCH", &path, json!({ "sha": sha, "force": false }))
            .await
    }
}

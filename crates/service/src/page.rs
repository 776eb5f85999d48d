//! Lists: `{"items": [...], "nextCursor": ...}`, `limit` and `cursor`.

use axum::extract::FromRequestParts;
use http::request::Parts;
use problem_details::Problem;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// One page of a list.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// At most `limit` of them.
    pub items: Vec<T>,
    /// Where the next page begins; none at the end.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// From up to `limit + 1` items: the one too many shows that there is a next page, which begins
    /// after the last one that is returned.
    pub fn of(mut items: Vec<T>, limit: usize, cursor: impl Fn(&T) -> String) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = items.last().filter(|_| more).map(cursor);
        Self { items, next_cursor }
    }
}

/// `limit` (1 to 100, 20 if not given) and `cursor`, to be checked with [`PageQuery::limit`].
#[derive(Clone, Debug, Default, Deserialize)]
pub struct PageQuery {
    limit: Option<String>,
    /// Where the page begins.
    pub cursor: Option<String>,
}

impl PageQuery {
    /// From the parts of a query that asks for more than a page.
    #[must_use]
    pub fn new(limit: Option<String>, cursor: Option<String>) -> Self {
        Self { limit, cursor }
    }

    /// The checked limit.
    ///
    /// # Errors
    /// 422 if it is not a number from 1 to 100.
    pub fn limit(&self) -> Result<usize, Problem> {
        match self.limit.as_deref().map(str::parse::<usize>) {
            None => Ok(20),
            Some(Ok(limit)) if (1..=100).contains(&limit) => Ok(limit),
            Some(_) => Err(Problem::field(
                "limit",
                "out_of_range",
                "It must be a number from 1 to 100.",
            )),
        }
    }
}

/// The query string; what does not fit is 422.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        axum::extract::Query::<T>::from_request_parts(parts, state)
            .await
            .map(|query| Self(query.0))
            .map_err(|_| {
                Problem::field(
                    "query",
                    "wrong_type",
                    "The query string does not fit this address.",
                )
            })
    }
}

//! Ids in paths.

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;
use problem_details::Problem;
use uuid::Uuid;

use crate::context::id;

/// The `N` ids in a route's path, in their order. What is no UUID, or not even UTF-8, names nothing: 404.
#[derive(Clone, Copy, Debug)]
pub struct Ids<const N: usize>(pub [Uuid; N]);

impl<const N: usize, S: Send + Sync> FromRequestParts<S> for Ids<N> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(texts) = Path::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::not_found())?;
        let ids: Result<Vec<Uuid>, Problem> = texts.iter().map(|(_, text)| id(text)).collect();
        <[Uuid; N]>::try_from(ids?)
            .map(Self)
            .map_err(|_| Problem::not_found())
    }
}

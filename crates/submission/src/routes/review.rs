use std::sync::Arc;

use axum::{Json, extract::State};
use service::{Ids, Problem, User};

use crate::{
    app::App,
    routes::get::visible,
    store::reviews::{ReviewView, read},
};

/// `GET /api/submissions/{id}/review`: 404 until there is one.
pub(crate) async fn review(
    State(app): State<Arc<App>>,
    user: User,
    Ids([submission]): Ids<1>,
) -> Result<Json<ReviewView>, Problem> {
    let (_, sees_code) = visible(&app, &user, submission).await?;
    if !sees_code {
        return Err(Problem::forbidden(
            "Submit to this problem first, or wait for its deadline.",
        ));
    }
    let review = read(&app.database, submission).await?;
    review.map(Json).ok_or_else(Problem::not_found)
}

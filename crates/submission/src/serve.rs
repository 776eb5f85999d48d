//! The door's way in.

use axum::{body::Bytes, response::Response};
use http::Request;
use service::Instance;

use crate::{
    app::{App, NAME},
    routes::routes,
};

static INSTANCE: Instance = Instance::new(NAME);

/// Answers one request.
pub async fn serve<B>(request: Request<B>) -> Response
where
    B: http_body_util::BodyExt<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    INSTANCE
        .answer(request, || async {
            App::load().await.map(|app| routes(&app))
        })
        .await
}

//! `POST /wake`, for the gateway. Nothing of a problem falls due by itself: a deadline is compared with the
//! clock when it matters. So there is nothing to do, and that is the answer.

use axum::Json;
use serde_json::{Value, json};
use service::{Context, Problem as Refusal};

pub(crate) async fn wake(context: Context) -> Result<Json<Value>, Refusal> {
    context.only(&["gateway"])?;
    Ok(Json(json!({})))
}

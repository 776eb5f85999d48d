//! The reviewer that asks a model behind Anthropic's Messages API.
//!
//! 1. [`settings`]: the address, the key and the model come with each call.
//! 2. [`prompt`]: the files under `prompts/` and the submission, which is data: each of its lines is
//!    prefixed, and it stands between markers that are drawn anew for each request.
//! 3. [`call`]: one request, every wait bounded; its failures are told apart by status and headers.
//! 4. [`parse`]: the answer is read tolerantly and judged strictly. What cannot be read is an error; the
//!    model's own words leave this crate only as the fields of a review.

mod call;
mod parse;
mod prompt;
mod settings;

use review::{Answer, Error, Request, Setting};

pub use prompt::VERSION;
pub use settings::{API_KEY, API_URL, MODEL};

/// What this reviewer is called.
pub const PROVIDER: &str = "anthropic";

/// The longest code that is sent to a model, in bytes; the same as the longest submission.
const CODE_BYTES: usize = 102_400;

/// Reviews a submission. The configuration knows [`API_URL`], [`API_KEY`] and [`MODEL`]; all three are
/// needed.
///
/// # Errors
/// As the interface describes them. No error repeats anything that the model wrote.
pub async fn review(request: &Request, configuration: &[Setting]) -> Result<Answer, Error> {
    let settings = settings::Settings::read(configuration)?;
    if request.code.len() > CODE_BYTES {
        return Err(Error::Refused(format!(
            "the code has more than {CODE_BYTES} bytes"
        )));
    }
    let reply = call::send(&settings, &prompt::write(request)).await?;
    let review = parse::review(&reply.text, &request.language).map_err(Error::BadAnswer)?;
    Ok(Answer {
        provider: PROVIDER.to_owned(),
        model: Some(reply.model.unwrap_or(settings.model)),
        prompt_version: Some(VERSION.to_owned()),
        review,
        usage: Some(reply.usage),
    })
}

#[cfg(test)]
mod tests;

//! From a request to an answer.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

use crate::{
    conditional::held,
    encoding::acceptable,
    navigation::navigates,
    refused::Refused,
    security::{request_id, secure},
    site::{File, Site},
};

const INDEX: &str = "/index.html";

impl Site {
    /// Answers one request. `path` is taken as it was sent, without decoding: the page's own names need none.
    pub fn answer(&self, method: &Method, path: &str, headers: &HeaderMap) -> Response<Bytes> {
        let id = request_id(headers);
        let mut answer = self
            .find(method, path, headers)
            .unwrap_or_else(|refused| refused.answer(&id));
        if method == Method::HEAD {
            // The same head, its Content-Length included, without the body.
            answer = answer.map(|_| Bytes::new());
        }
        secure(answer.headers_mut(), &id);
        answer
    }

    fn find(
        &self,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
    ) -> Result<Response<Bytes>, Refused> {
        if method != Method::GET && method != Method::HEAD {
            return Err(Refused::Method);
        }
        let page = || navigates(path, headers).then(|| self.file(INDEX)).flatten();
        let file = self.file(path).or_else(page).ok_or(Refused::NotFound)?;
        self.send(file, headers)
    }

    fn send(&self, file: &File, headers: &HeaderMap) -> Result<Response<Bytes>, Refused> {
        let (encoding, size) = acceptable(headers)
            .find_map(|encoding| file.size(encoding).map(|size| (encoding, size)))
            .ok_or(Refused::NotAcceptable)?;
        let tag = file.tag(encoding);
        let mut answer = if held(headers, &tag) {
            let mut answer = Response::new(Bytes::new());
            *answer.status_mut() = StatusCode::NOT_MODIFIED;
            answer
        } else {
            let mut answer = Response::new(self.read(file, encoding)?);
            let head = answer.headers_mut();
            head.insert(header::CONTENT_TYPE, file.content_type.clone());
            head.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
            if let Some(token) = encoding.token() {
                head.insert(header::CONTENT_ENCODING, HeaderValue::from_static(token));
            }
            answer
        };
        let head = answer.headers_mut();
        if let Ok(tag) = HeaderValue::try_from(tag) {
            head.insert(header::ETAG, tag);
        }
        head.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static(file.lifetime()),
        );
        if file.varies() {
            head.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        Ok(answer)
    }
}

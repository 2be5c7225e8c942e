//! From the API's response to hyper's, whole or piece by piece.

use std::pin::Pin;
use std::task::{Context, Poll};

use api::{Body, Chunks, Response};
use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};
use hyper::header::{HeaderName, HeaderValue};
use tokio::sync::mpsc;

use super::metrics::InFlight;

/// A body on its way out. The request counts as in flight until it is gone.
pub(super) struct Outgoing {
    content: Content,
    _in_flight: InFlight,
}

enum Content {
    Whole(Option<Bytes>),
    Pieces(mpsc::Receiver<Piece>),
}

/// What the maker of a streamed body says. Falling silent without [`Piece::End`] is a failure.
enum Piece {
    Data(Vec<u8>),
    End,
}

/// A body that broke off. The connection is closed without its proper end, so that a reader cannot take a part for
/// the whole.
#[derive(Debug)]
pub(super) struct BrokenOff;

impl std::fmt::Display for BrokenOff {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the body broke off")
    }
}

impl std::error::Error for BrokenOff {}

/// The response for hyper. A header that HTTP does not allow is left out.
pub(super) fn outgoing(response: Response, in_flight: InFlight) -> hyper::Response<Outgoing> {
    let content = match response.body {
        Body::Bytes(bytes) => Content::Whole(Some(Bytes::from(bytes))),
        Body::Stream(chunks) => Content::Pieces(pump(chunks)),
    };
    let mut http = hyper::Response::new(Outgoing { content, _in_flight: in_flight });
    *http.status_mut() =
        hyper::StatusCode::from_u16(response.status).unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in response.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            http.headers_mut().append(name, value);
        }
    }
    http
}

/// Makes the pieces, one ahead of what the client has taken.
fn pump(mut chunks: Box<dyn Chunks>) -> mpsc::Receiver<Piece> {
    let (sender, receiver) = mpsc::channel(1);
    tokio::task::spawn_local(async move {
        loop {
            let piece = match chunks.next().await {
                Some(Ok(data)) => Piece::Data(data),
                Some(Err(_)) => return,
                None => Piece::End,
            };
            let last = matches!(piece, Piece::End);
            // The client went away, or this was all.
            if sender.send(piece).await.is_err() || last {
                return;
            }
        }
    });
    receiver
}

impl HttpBody for Outgoing {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        match &mut self.content {
            Content::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Content::Pieces(pieces) => pieces.poll_recv(context).map(|piece| match piece {
                Some(Piece::Data(data)) => Some(Ok(Frame::data(Bytes::from(data)))),
                Some(Piece::End) => None,
                None => Some(Err(BrokenOff)),
            }),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(&self.content, Content::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Content::Pieces(_) => SizeHint::default(),
        }
    }
}

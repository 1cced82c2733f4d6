//! A connection whose other end has to read: what is written and not taken for a while ends it.
//!
//! Comes in: a stream. Goes out: the same with an end to waiting. Deliberately absent: an end to waiting for requests, which
//! listen.rs has hyper see to.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// A stream that is given up where nothing of what is written is taken for so long.
pub struct PatientStream<S> {
    stream: S,
    patience: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> PatientStream<S> {
    /// With so much patience.
    pub fn new(stream: S, patience: Duration) -> PatientStream<S> {
        PatientStream {
            stream,
            patience,
            stalled: None,
        }
    }

    /// What became of a write; one that waits too long has failed.
    fn waited<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let patience = self.patience;
        let stalled = self
            .stalled
            .get_or_insert_with(|| Box::pin(sleep(patience)));
        match stalled.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PatientStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PatientStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.waited(context, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.waited(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(context);
        self.waited(context, shut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[test]
    fn who_does_not_read_is_given_up_and_who_reads_slowly_is_not() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let (near, mut far) = tokio::io::duplex(4);
            let mut patient = PatientStream::new(near, Duration::from_millis(200));
            let reads = async {
                let mut all = Vec::new();
                for _ in 0..6 {
                    sleep(Duration::from_millis(50)).await;
                    let mut some = [0; 4];
                    let count = far.read(&mut some).await.expect("read");
                    all.extend_from_slice(&some[..count]);
                }
                all
            };
            let writes = patient.write_all(b"twenty-four bytes of it.");
            let (written, read) = tokio::join!(writes, reads);
            written.expect("300 ms in all, but never 200 without a byte");
            assert_eq!(read, b"twenty-four bytes of it.");
            let refused = patient.write_all(b"more than anybody takes").await;
            assert_eq!(
                refused.expect_err("no reader").kind(),
                io::ErrorKind::TimedOut
            );
        });
    }
}

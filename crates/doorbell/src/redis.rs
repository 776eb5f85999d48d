//! `open` is a new TCP connection each time and has no timeout of its own, so one connection is kept for
//! the life of the instance and a deadline is put around everything.

use std::{
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
};

use futures::future::select;
use spin_sdk::redis::{Connection, Error};

use crate::{Bell, PATIENCE};

pub(crate) struct Ringer {
    address: String,
    connection: Mutex<Option<Arc<Connection>>>,
}

impl Ringer {
    pub(crate) fn new(address: String) -> Self {
        Self {
            address,
            connection: Mutex::new(None),
        }
    }

    pub(crate) async fn ring(&self, bells: Vec<Bell>) {
        let ringing = pin!(self.publish(bells));
        let deadline = pin!(spin_sdk::time::sleep(PATIENCE));
        select(ringing, deadline).await;
    }

    async fn publish(&self, bells: Vec<Bell>) {
        for bell in bells {
            let sent = match self.connection().await {
                Ok(connection) => connection.publish(&bell.channel, &bell.payload).await,
                Err(error) => Err(error),
            };
            if sent.is_err() {
                // The next one opens a new connection; this bell is lost, which only delays.
                self.slot().take();
            }
        }
    }

    async fn connection(&self) -> Result<Arc<Connection>, Error> {
        if let Some(connection) = self.slot().as_ref() {
            return Ok(Arc::clone(connection));
        }
        let connection = Arc::new(Connection::open(&self.address).await?);
        *self.slot() = Some(Arc::clone(&connection));
        Ok(connection)
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<Arc<Connection>>> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

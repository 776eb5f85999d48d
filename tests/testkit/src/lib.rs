//! Fakes and harness.

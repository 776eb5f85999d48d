//! Conformance probes.

//! The Wasmtime engine: how instances are allocated, and how endless loops are kept from stopping the rest.
//!
//! Instances come from a pool with Spin's limits. Pages that an instance has touched go back to the machine at once and no slot is
//! kept warm: that costs nothing that can be measured and keeps the process small after a rush.
//!
//! Every few milliseconds the epoch advances, and a guest that computes gives way to whoever waits, then goes on.

use std::time::Duration;

use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

use crate::error::{Error, Result};

/// Instances that can live at once, as in Spin.
const MOST_INSTANCES: u32 = 1_000;

/// How often a computing guest gives way.
const EPOCH: Duration = Duration::from_millis(10);

/// Builds the engine and starts the thread that advances its epoch.
pub fn start() -> Result<Engine> {
    let mut config = Config::new();
    config
        .wasm_component_model_async(true)
        .epoch_interruption(true)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool()));
    let engine = Engine::new(&config)
        .map_err(|error| Error::Machine(format!("the engine cannot start: {error}")))?;
    let weak = engine.weak();
    std::thread::Builder::new()
        .name("epoch".to_owned())
        .spawn(move || {
            while let Some(engine) = weak.upgrade() {
                engine.increment_epoch();
                drop(engine);
                std::thread::sleep(EPOCH);
            }
        })
        .map_err(|error| Error::Machine(format!("the epoch's thread cannot start: {error}")))?;
    Ok(engine)
}

fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(MOST_INSTANCES)
        .total_core_instances(4 * MOST_INSTANCES)
        .total_memories(MOST_INSTANCES)
        .total_tables(2 * MOST_INSTANCES)
        .total_stacks(MOST_INSTANCES)
        .max_core_instances_per_component(200)
        .max_memories_per_component(32)
        .max_tables_per_component(64)
        .max_tables_per_module(2)
        .max_memories_per_module(2)
        .table_elements(100_000)
        .max_component_instance_size(10 << 20)
        .max_core_instance_size(10 << 20)
        .max_memory_size(4 << 30)
        .linear_memory_keep_resident(0)
        .table_keep_resident(0)
        .max_unused_warm_slots(0);
    pool
}

//! Deliveries between programs on one machine.

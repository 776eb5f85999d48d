//! What a number of measurements say together.

use std::time::Duration;

/// Measurements in milliseconds, smallest first.
#[derive(Clone, Debug, Default)]
pub struct Sample(Vec<f64>);

impl Sample {
    /// Of times.
    pub fn of_times(times: impl IntoIterator<Item = Duration>) -> Self {
        Self::of(times.into_iter().map(|time| time.as_secs_f64() * 1_000.0))
    }

    /// Of numbers.
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Self {
        let mut numbers: Vec<f64> = numbers.into_iter().collect();
        numbers.sort_unstable_by(f64::total_cmp);
        Self(numbers)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The smallest one that at least this part (0 to 1) does not exceed (nearest rank); NaN if there is none.
    pub fn quantile(&self, part: f64) -> f64 {
        let rank = (part * self.0.len() as f64).ceil() as usize;
        let found = self.0.get(rank.saturating_sub(1)).or(self.0.last());
        found.copied().unwrap_or(f64::NAN)
    }

    /// Half of them are not larger.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// The smallest.
    pub fn least(&self) -> f64 {
        self.quantile(0.0)
    }

    /// The largest.
    pub fn most(&self) -> f64 {
        self.quantile(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_measurements_that_were_made() {
        let sample = Sample::of((1..=100).rev().map(f64::from));
        assert_eq!(sample.quantile(0.5), 50.0);
        assert_eq!(sample.quantile(0.99), 99.0);
        assert_eq!((sample.least(), sample.most()), (1.0, 100.0));
        let one = Sample::of_times([Duration::from_micros(1_500)]);
        assert_eq!((one.quantile(0.01), one.quantile(0.99)), (1.5, 1.5));
    }

    #[test]
    fn nothing_measured_is_not_zero() {
        assert!(Sample::of([]).median().is_nan());
    }
}

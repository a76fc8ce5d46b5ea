//! A row of points to plot, made smoother or shorter.

/// A named row of points for [`plot_loss_curve`](super::plot_loss_curve) and
/// [`plot_accuracy_curve`](super::plot_accuracy_curve).
///
/// ```
/// use figures::{Curve, plot_loss_curve};
///
/// let losses = (0..500).map(|step| (f64::from(step), 2.3 / (1.0 + f64::from(step) / 50.0)));
/// let figure = plot_loss_curve(&[Curve::new("cross-entropy", losses).smoothed(20)]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Its name in the legend.
    pub label: String,
    /// Pairs of x and y, x rising. What is not finite is not drawn.
    pub points: Vec<(f64, f64)>,
}

impl Curve {
    /// A curve of these points.
    pub fn new(label: impl Into<String>, points: impl IntoIterator<Item = (f64, f64)>) -> Curve {
        Curve { label: label.into(), points: points.into_iter().collect() }
    }

    /// The same curve with each y the mean of itself and the `window − 1` before it (fewer at the start): the loss of
    /// single batches jumps, their mean shows where it goes. Points that are not finite are left out.
    pub fn smoothed(&self, window: usize) -> Curve {
        let points = self.drawable();
        let means = (0..points.len()).map(|index| {
            let recent = &points[(index + 1).saturating_sub(window.max(1))..=index];
            (points[index].0, recent.iter().map(|point| point.1).sum::<f64>() / recent.len() as f64)
        });
        Curve::new(self.label.clone(), means)
    }

    /// The same curve with about `most` points at most: the first, the last, and the lowest and highest of each stretch
    /// between them, so that no peak is lost.
    pub fn thinned(&self, most: usize) -> Curve {
        let [first, inner @ .., last] = self.points.as_slice() else { return self.clone() };
        if self.points.len() <= most.max(4) {
            return self.clone();
        }
        let stretch = inner.len().div_ceil((most.max(4) - 2) / 2);
        let extremes = inner.chunks(stretch).flat_map(|points| {
            let lowest = (0..points.len()).min_by(|&one, &other| points[one].1.total_cmp(&points[other].1));
            let highest = (0..points.len()).max_by(|&one, &other| points[one].1.total_cmp(&points[other].1));
            let (Some(lowest), Some(highest)) = (lowest, highest) else { unreachable!("a chunk is never empty") };
            let (one, other) = (lowest.min(highest), lowest.max(highest));
            points[one..=one].iter().chain((other > one).then(|| &points[other])).copied().collect::<Vec<_>>()
        });
        Curve::new(self.label.clone(), std::iter::once(*first).chain(extremes).chain([*last]))
    }

    /// The points that have a place in a chart.
    pub(crate) fn drawable(&self) -> Vec<(f64, f64)> {
        let has_place = |value: f64| value.abs() < 1e30;
        self.points.iter().copied().filter(|&(x, y)| has_place(x) && has_place(y)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smoothing_takes_the_mean_of_the_last_values() {
        let curve = Curve::new("a", [(0.0, 4.0), (1.0, 2.0), (2.0, f64::NAN), (3.0, 6.0)]);
        assert_eq!(curve.smoothed(2).points, [(0.0, 4.0), (1.0, 3.0), (3.0, 4.0)]);
        assert_eq!(curve.smoothed(0).points, [(0.0, 4.0), (1.0, 2.0), (3.0, 6.0)]);
    }

    #[test]
    fn thinning_keeps_both_ends_and_every_peak() {
        let steps = (0..9380).map(|step| (f64::from(step), if step == 4321 { 9.0 } else { 1.0 / f64::from(step + 1) }));
        let curve = Curve::new("a", steps);
        let thin = curve.thinned(100);
        assert!((50..=100).contains(&thin.points.len()), "{}", thin.points.len());
        assert_eq!((thin.points.first(), thin.points.last()), (curve.points.first(), curve.points.last()));
        assert!(thin.points.contains(&(4321.0, 9.0)) && thin.points.is_sorted_by_key(|point| point.0));
        assert_eq!(curve.thinned(20_000), curve);
        assert_eq!(Curve::new("", []).thinned(0).points, []);
    }
}

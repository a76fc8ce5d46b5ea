//! One of each figure, in both languages, held to what all figures promise.
//!
//! To look at them: `SHUZI_GALLERY=some/folder cargo test -p figures gallery` writes the SVG files there.

use crate::style::{Tone, text_width};
use crate::*;
use words::Language;

fn gallery() -> Vec<(&'static str, Figure)> {
    vec![
        ("log", plot_log()),
        ("softmax", plot_softmax(&[3.0, 1.0, -3.0], &[0.8789, 0.1189, 0.00218])),
        ("softmax-of-two", plot_softmax(&[-0.4055, -12.5], &[0.999_994_5, 0.000_005_5])),
        (
            "softmax-of-twenty",
            plot_softmax(&std::array::from_fn::<f32, 20, _>(|class| class as f32 - 17.0), &[0.05; 20]),
        ),
        ("probabilities", plot_probabilities(&[0.9812, 0.001, 0.0, 0.0004, 0.00001, 0.006, 0.01, 0.0005, 0.0009, 0.0])),
        ("probabilities-sure", plot_probabilities(&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0])),
        ("image", plot_image(&ring())),
        ("loss", plot_loss_curve(&losses())),
        ("loss-far-from-0", plot_loss_curve(&[line("", 100, |step| 0.094 - 0.0002 * step)])),
        ("accuracy", plot_accuracy_curve(&accuracies())),
        ("accuracy-of-one-epoch", plot_accuracy_curve(&[Curve::new("", [(1.0, 0.9419)])])),
        ("growth", plot_growth(&[line("batch size 16–512", 6, |doublings| 52.0 - 3.0 * doublings)])),
        ("by-time", plot_accuracy_by_time(&recipes(5), &[0.9955, 0.9952, 0.9954, 0.9951, 0.9951])),
        ("by-time-of-one", plot_accuracy_by_time(&recipes(1), &[0.9955])),
        ("by-time-untested", plot_accuracy_by_time(&trials(), &[])),
        (
            "by-rate",
            plot_accuracy_by_rate("训练 5 轮后的准确率与学习率", &groups(&[0.003, 0.01, 0.03, 0.1, 0.3], true)),
        ),
        (
            "by-epoch-of-losses",
            plot_accuracy_by_epoch("Accuracy with learning rate 0.01", &groups(&[1.0, 2.0, 3.0], false)),
        ),
        ("calibration", plot_calibration(&calibration())),
        ("pictures", plot_pictures("最有把握的错误", &[captioned(&ring()), captioned(&[0; 784]), captioned(&ring())])),
        ("pictures-of-seven", plot_pictures("Seven", &std::array::from_fn::<_, 7, _>(|_| captioned(&[255; 784])))),
        ("nothing", plot_loss_curve(&[])),
        ("confusion", plot_confusion_matrix(&confusion())),
        ("gradients", plot_gradients()),
        ("descent", plot_descent(&descents())),
        ("descent-of-none", plot_descent(&[])),
        ("likelihood", plot_likelihood(7, 3)),
        ("two-boxes-simulation", plot_two_boxes_simulation(&simulations(0.99, 3000))),
        ("two-boxes-simulation-rare", plot_two_boxes_simulation(&simulations(0.5, 20_000))),
        ("regression-outputs", plot_regression_outputs(&regression().0, &regression().1)),
        ("filters", plot_filters(&waves(20 * 25), 5)),
        ("feature-maps", plot_feature_maps(&waves(20 * 14 * 14), 14)),
        ("feature-map", plot_feature_maps(&waves(28 * 28), 28)),
        ("method", draw_method()),
        ("three-classes", draw_three_classes(&[3.0, 1.0, -3.0], &[0.8789, 0.1189, 0.00218])),
        ("two-classes", draw_two_classes(0.405_465, 0.6)),
        ("valve", draw_valve()),
        ("two-boxes", draw_two_boxes()),
        ("classic-networks", draw_classic_networks()),
        ("tumours", plot_tumours(&tumours(300).0, &tumours(300).1, None)),
        ("tumours-few", plot_tumours(&tumours(20).0, &tumours(20).1, None)),
        ("tumours-law", plot_tumours(&tumours(5000).0, &tumours(5000).1, Some(&law))),
        ("two-fits", plot_two_fits(&tumours(300).0, &tumours(300).1, &|size| 0.2 * size - 0.3, &law)),
    ]
}

/// Five losses, three seeds each, of which one diverges at the highest place where `some_diverge`.
fn groups(xs: &[f64], some_diverge: bool) -> Vec<RunGroup> {
    let labels = ["回归", "平方误差，求平均 mean", "squared error, sum", "交叉熵 cross-entropy", "两次 softmax twice"];
    let run = |loss: usize, seed: usize| {
        let points = xs.iter().enumerate().map(move |(place, &x)| {
            let accuracy = 1.0 - 0.5 / (1.0 + (loss * (place + 1)) as f64 * (2.0 + seed as f64 / 4.0));
            (x, if some_diverge && loss + place > 7 - seed { f64::NAN } else { accuracy })
        });
        Curve::new("", points)
    };
    let group = |(loss, label): (usize, &str)| RunGroup {
        label: label.into(),
        runs: (0..3).map(|seed| run(loss, seed)).collect(),
    };
    labels.into_iter().enumerate().map(group).collect()
}

fn calibration() -> [CalibrationBar; 10] {
    std::array::from_fn(|bin| CalibrationBar {
        count: [0, 0, 1, 12, 33, 60, 61, 77, 130, 9626][bin],
        confidence: bin as f64 / 10.0 + 0.06,
        accuracy: (bin as f64 / 10.0 - 0.02).max(0.0),
    })
}

fn captioned(ink: &[u8; 784]) -> Captioned<'_> {
    Captioned { ink, lines: ["真实 4，读成 9".into(), "a 4, 99.9%".into()] }
}

fn line(label: &str, steps: u32, y: impl Fn(f64) -> f64) -> Curve {
    Curve::new(label, (0..steps).map(f64::from).map(|step| (step, y(step))))
}

/// Numbers from −1 to 1 that rise and fall.
fn waves(count: u32) -> Vec<f32> {
    (0..count).map(|index| (index as f32 * 0.7).sin() * (index as f32 * 0.013).cos()).collect()
}

fn ring() -> [u8; 784] {
    std::array::from_fn(|index| {
        let (x, y) = ((index % 28) as f32 - 13.5, (index / 28) as f32 - 13.5);
        let radius = (x * x / 36.0 + y * y / 81.0).sqrt();
        (255.0 * (1.0 - (radius - 1.0).abs() * 5.0).clamp(0.0, 1.0)) as u8
    })
}

fn losses() -> Vec<Curve> {
    // Jumps like the losses of single batches, the same each time.
    let jump = |step: f64| 0.4 + 1.2 * ((step * 12.9898).sin() * 43_758.547).fract().abs();
    let noisy = line("交叉熵，每步", 9380, |step| (0.05 + 2.4 / (1.0 + step / 60.0)) * jump(step));
    let smooth = Curve { label: "交叉熵，200 步的平均".into(), ..noisy.smoothed(200) };
    let other = line("mse_loss", 9380, |step| (0.05 + 1.1 / (1.0 + step / 900.0)) * jump(step)).smoothed(200);
    vec![noisy, smooth, other]
}

fn accuracies() -> Vec<Curve> {
    let curve = |label: &str, values: &[f64]| Curve::new(label, (1..).map(f64::from).zip(values.iter().copied()));
    vec![
        curve("交叉熵 cross-entropy", &[0.9419, 0.9573, 0.968, 0.975, 0.9783, 0.98, 0.981, 0.982, 0.9825, 0.9828]),
        curve("均方误差 mse", &[0.4869, 0.6457, 0.75, 0.83, 0.8732, 0.89, 0.901, 0.91, 0.917, 0.9233]),
        curve("Brier", &[0.9055, 0.9406, 0.955, 0.963, 0.9681, 0.971, 0.973, 0.975, 0.9765, 0.9778]),
    ]
}

/// Rises like a recipe's 32 epochs, with a noise that gets less, the same each time.
fn recipes(count: u32) -> Vec<Curve> {
    let noise = |seed: f64, epoch: f64| {
        ((seed * 78.233 + epoch * 12.9898).sin() * 43_758.547).fract() * (32.0 - epoch) / 7000.0
    };
    let accuracy = move |seed, epoch: f64| 0.995 - 0.06 / (1.0 + epoch).powf(1.2) + noise(seed, epoch);
    let epochs = || (0..32).map(f64::from);
    let run = |seed: f64| epochs().map(move |epoch| ((epoch + 1.0) * (1.5 + seed / 50.0), accuracy(seed, epoch)));
    (1..=count).map(f64::from).map(|seed| Curve::new("", run(seed))).collect()
}

/// Short ones that learn little.
fn trials() -> Vec<Curve> {
    (0..3).map(f64::from).map(|seed| line("", 4, |epoch| 0.2 + 0.15 * epoch + 0.03 * seed)).collect()
}

fn descents() -> Vec<Progress> {
    let ways = [
        ("交叉熵", Tone::Blue, 0.3),
        ("squared error (sum)", Tone::Green, 0.1),
        ("平方误差（平均）", Tone::Orange, 0.05),
    ];
    let descent = |(name, tone, pace): (&str, Tone, f64)| {
        let probabilities = (0..=60).map(|step| 1.0 / (1.0 + (5.0 - pace * f64::from(step)).exp())).collect();
        Progress { name: name.to_owned(), tone, probabilities }
    };
    ways.map(descent).to_vec()
}

/// The share of 乙 wanders less the more balls are drawn.
fn simulations(posterior: f64, draws: u32) -> [Simulation; 3] {
    [1, 2, 3].map(|seed| {
        let blue = (1..draws / 2).map(f64::from);
        let wandered = blue.map(|ball| (2.0 * ball, (posterior + (ball * seed as f64).sin() / ball).clamp(0.0, 1.0)));
        let second = (posterior * f64::from(draws) / 2.0) as usize;
        Simulation { seed, posterior, blue: [draws as usize / 2 - second, second], path: wandered.collect() }
    })
}

fn law(size: f64) -> f64 {
    1.0 / (1.0 + (2.2 * (4.0 - size)).exp())
}

/// Sizes over the whole axis, and natures that follow the law roughly.
fn tumours(count: u32) -> (Vec<f64>, Vec<bool>) {
    let part = |sample: u32, by: f64| (f64::from(sample) * by).fract();
    let sizes: Vec<f64> = (0..count).map(|sample| 8.0 * part(sample, 0.618)).collect();
    let malignant = sizes.iter().zip(0..).map(|(&size, sample)| part(sample, 0.414) < law(size)).collect();
    (sizes, malignant)
}

/// Outputs that are too near the middle, as those of a network early in its training.
fn regression() -> (Vec<f32>, Vec<u8>) {
    let labels: Vec<u8> = (0..1000).map(|image| (image % 10) as u8).collect();
    let noise = |image: usize| ((image as f32 * 12.9898).sin() + (image as f32 * 78.233).sin()) * 0.9;
    let outputs = labels.iter().enumerate().map(|(image, &label)| 4.5 + 0.8 * (f32::from(label) - 4.5) + noise(image));
    (outputs.collect(), labels)
}

fn confusion() -> [[usize; 10]; 10] {
    let mut counts = [[0; 10]; 10];
    for (truth, row) in counts.iter_mut().enumerate() {
        row[truth] = 960 + truth * 13 % 90;
        row[(truth * 3 + 1) % 10] += truth;
        row[(truth * 7 + 5) % 10] += truth * truth / 5;
    }
    counts[4][9] = 140;
    counts
}

/// The value of an attribute in a line of SVG.
fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    line.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

fn number(line: &str, name: &str) -> f64 {
    attribute(line, name).and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no {name} in {line}"))
}

/// Left, right, and base line of a text, in units of the sheet.
fn extent(line: &str) -> (f64, f64, f64) {
    let letters = line.split('>').nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
    let letters = &letters.replace("&gt;", ">").replace("&lt;", "<");
    let (x, y, width) = (number(line, "x"), number(line, "y"), text_width(letters, number(line, "font-size")));
    match attribute(line, "text-anchor") {
        Some("middle") => (x - width / 2.0, x + width / 2.0, y),
        Some("end") => (x - width, x, y),
        _ => (x, x + width, y),
    }
}

fn texts_stay_on_the_sheet_and_apart(name: &str, svg: &str) {
    let view: Vec<f64> =
        attribute(svg, "viewBox").expect("a view").split(' ').filter_map(|number| number.parse().ok()).collect();
    let texts: Vec<&str> = svg.lines().filter(|line| line.starts_with("<text")).collect();
    for (index, text) in texts.iter().enumerate() {
        let (left, right, base) = extent(text);
        assert!(left >= 0.0 && right <= view[2] && base <= view[3] - 40.0, "{name}: off the sheet: {text}");
        for other in &texts[index + 1..] {
            let (other_left, other_right, other_base) = extent(other);
            let apart = right <= other_left || other_right <= left || (base - other_base).abs() >= 110.0;
            assert!(apart, "{name}: {text} lies on {other}");
        }
    }
}

#[test]
fn every_figure_keeps_the_promises_of_all_in_both_languages() {
    for (code, language) in [("zh", Language::Chinese), ("en", Language::English)] {
        for (name, figure) in language.within(gallery) {
            let name = format!("{name}-{code}");
            if let Some(folder) = std::env::var_os("SHUZI_GALLERY") {
                let path = std::path::Path::new(&folder).join(format!("{name}.svg"));
                figure.save(path).expect("the gallery can be written");
                println!("{figure}\n");
            }
            let Figure { svg, title, description, text } = &figure;
            assert!(!title.is_empty() && !description.is_empty() && !text.is_empty(), "{name}");
            assert!(svg.ends_with("</svg>\n") && !svg.contains("NaN") && !svg.contains("00000"), "{name}: {svg}");
            assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count(), "{name}");
            texts_stay_on_the_sheet_and_apart(&name, svg);
        }
    }
}

//! Recipes on a few images: the same bits again, changed settings, and the test set left alone.

use shuzi::dataset::{Dataset, Split};
use shuzi::train::TrainError;
use shuzi::train::{Following, InterruptAfter, Observer, Printer, Recipe, Trained, VALIDATION, fit_recipe_with};
use shuzi::{Error, Result};

/// With 56 held out, an epoch is four batches of 128 and one of 32.
fn data() -> (Dataset, Dataset) {
    let load = |split| Dataset::load(split).expect("the repository has MNIST");
    (load(Split::Train).take(600), load(Split::Test).take(100))
}

fn following(seed: u64, changes: &[&str]) -> Following {
    let changes = [&["num_epochs=2"], changes].concat();
    let changes = changes.into_iter().map(String::from).collect();
    Following { seed, validation: 56, changes, ..Following::default() }
}

fn follow(following: &Following) -> Result<Trained> {
    fit_recipe_with(Recipe::Minute, data().0, None, following, &mut Printer)
}

fn bits(trained: &Trained) -> (Vec<u32>, Vec<u32>) {
    let losses = trained.history.losses.iter().map(|loss| loss.to_bits()).collect();
    let tensors = trained.model.parameters();
    (losses, tensors.iter().flat_map(|tensor| &tensor.values).map(|weight| weight.to_bits()).collect())
}

#[test]
fn a_seed_gives_the_same_bits_again_and_another_seed_others() {
    let trained = follow(&following(5, &[])).expect("trained");
    assert_eq!(trained.history.losses.len(), 10);
    assert_eq!(bits(&trained), bits(&follow(&following(5, &[])).expect("trained")));
    assert_ne!(bits(&trained), bits(&follow(&following(6, &[])).expect("trained")));
}

#[test]
fn each_change_is_one_of_the_training() {
    let plain = bits(&follow(&following(5, &[])).expect("trained"));
    for change in [
        "batch_size=64",
        "learning_rate=0.05",
        "warmup=0.5",
        "momentum=0.8",
        "weight_decay=0.01",
        "label_smoothing=0",
        "augment.rotation=0",
        "augment.scale=0",
        "augment.shear=0",
        "augment.shift=0",
    ] {
        assert_ne!(bits(&follow(&following(5, &[change])).expect("trained")), plain, "{change}");
    }
}

#[test]
fn what_cannot_be_followed_is_refused_before_a_step() {
    let refused = |following: &Following| follow(following).expect_err("impossible");
    let unknown = refused(&following(1, &["epochs=3"]));
    assert!(
        matches!(&unknown, Error::OfTraining(TrainError::UnknownSetting { setting, .. }) if setting == "epochs=3"),
        "{unknown}"
    );
    let too_much = refused(&following(1, &["momentum=1"]));
    assert!(matches!(too_much, Error::Setting { name: "momentum", .. }), "{too_much}");
    for validation in [0, 600, VALIDATION] {
        let error = refused(&Following { validation, ..following(1, &[]) });
        assert!(matches!(error, Error::Setting { name: "validation", .. }), "{error}");
        assert!(error.to_string().contains("600"), "{error}");
    }
}

#[test]
fn the_test_set_is_read_once_and_only_where_there_is_one() {
    let (train, test) = data();
    let run = |test: Option<&Dataset>, observer: &mut dyn Observer| {
        fit_recipe_with(Recipe::Minute, train.clone(), test, &following(5, &[]), observer).expect("trained")
    };
    let tested = run(Some(&test), &mut Printer);
    assert_eq!(tested.test.as_ref().map(|matrix| matrix.total()), Some(100));
    let line = tested.line().expect("it was not stopped");
    assert!(line.starts_with("test accuracy: 0.") && line.contains("/100), seconds: "), "{line}");

    let untested = run(None, &mut Printer);
    assert_eq!(untested.test, None);
    let accuracy = untested.history.accuracy().expect("epochs");
    let line = untested.line().expect("it was not stopped");
    assert!(line.starts_with(&format!("validation accuracy: {accuracy:.4}, seconds: ")), "{line}");
    assert_eq!(bits(&untested), bits(&tested), "whether it is tested changes nothing");

    let stopped = run(Some(&test), &mut InterruptAfter::steps(3));
    assert!(stopped.history.interrupted && stopped.test.is_none() && stopped.line().is_none());
}

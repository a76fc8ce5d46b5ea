//! Training: the same bits again, whatever the threads and the interruptions; checkpoints that say what is wrong.

use std::path::Path;

use shuzi::dataset::{Dataset, Split};
use shuzi::loss::Loss;
use shuzi::metrics::evaluate;
use shuzi::model::{Init, Model};
use shuzi::predict::{lesson_model, trained_model};
use shuzi::train::TrainError;
use shuzi::train::{Checkpoint, EpochMetrics, History, Observer, Recipe, Resume, Start, Step, TrainConfig, fit_with};
use shuzi::{Error, Result};

/// Stops after so many steps.
struct StopAfter(usize);

impl Observer for StopAfter {
    fn started(&mut self, _: &Start<'_>) {}
    fn stepped(&mut self, _: &Step) {
        self.0 -= 1;
    }
    fn finished_epoch(&mut self, _: &EpochMetrics) {}
    fn wants_to_stop(&self) -> bool {
        self.0 == 0
    }
}

/// A few images, so that an epoch has a last batch of 24.
fn data() -> (Dataset, Dataset) {
    let load = |split| Dataset::load(split).expect("the repository has MNIST");
    (load(Split::Train).take(600), load(Split::Test).take(200))
}

fn config() -> TrainConfig {
    TrainConfig { num_epochs: 2, seed: 5, ..TrainConfig::default() }
}

fn train(config: &TrainConfig, steps: usize) -> (Result<History>, Model) {
    let (train, test) = data();
    let mut model = Model::lesson(Init::Paddle, config.seed);
    (fit_with(&mut model, &train, &test, config, &mut StopAfter(steps)), model)
}

fn bits(history: &History) -> Vec<u32> {
    history.losses.iter().map(|loss| loss.to_bits()).collect()
}

/// With everything that a recipe adds: velocities are remembered, images change the same way.
#[test]
fn an_interrupted_recipe_goes_on_to_the_same_bits() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("recipe.safetensors");
    let recipe = TrainConfig { num_epochs: 2, batch_size: 64, ..Recipe::Minute.config(5) };
    let (whole, expected) = train(&recipe, 1000);
    let config = TrainConfig { checkpoint: Some(path), ..recipe };
    assert!(train(&config, 13).0.expect("stopped").interrupted);
    let (resumed, found) = train(&TrainConfig { resume: Resume::Required, ..config.clone() }, 1000);
    assert_eq!(bits(&resumed.expect("resumed")), bits(&whole.expect("trained")));
    assert_eq!(found.parameters(), expected.parameters());
    // Without the velocities it would go on otherwise, unseen.
    let half = TrainConfig { checkpoint: Some(folder.path().join("half.safetensors")), ..config.clone() };
    assert!(train(&half, 13).0.expect("stopped").interrupted);
    let half_path = half.checkpoint.clone().expect("a file");
    let forgetful = Checkpoint::load(&half_path).expect("a checkpoint").without_optimizer();
    forgetful.save(&half_path).expect("saved");
    let refused = train(&TrainConfig { resume: Resume::Required, ..half }, 1000).0.expect_err("velocities are missing");
    assert!(
        matches!(&refused, Error::OfTraining(TrainError::BadCheckpoint { path, .. }) if *path == half_path),
        "{refused}"
    );
    // The rate depends on the number of epochs: another one is another training.
    let longer = TrainConfig { num_epochs: 3, resume: Resume::Required, ..config };
    assert!(
        matches!(train(&longer, 1000).0, Err(Error::OfTraining(TrainError::OtherTraining { name, .. })) if name == "num_epochs")
    );
}

#[test]
fn an_interrupted_training_goes_on_to_the_same_bits() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = train(&config(), 1000);
    let whole_history = whole.0.expect("trained");
    assert_eq!(whole_history.losses.len(), 20, "the last, smaller batch is kept");
    // In the first epoch, at its very end, and in the second one.
    for stop in [3, 10, 17] {
        let path = folder.path().join(format!("{stop}.safetensors"));
        let config = TrainConfig { checkpoint: Some(path.clone()), ..config() };
        let stopped = train(&config, stop).0.expect("stopped");
        assert!(stopped.interrupted);
        assert_eq!(stopped.losses.len(), stop);
        let saved = Checkpoint::load(&path).expect("saved");
        let resumed = TrainConfig { resume: Resume::Required, ..config };
        let (history, model) = train(&resumed, 1000);
        let history = history.expect("went on");
        assert_eq!(bits(&history), bits(&whole_history), "stopped after {stop}");
        assert_eq!(history.accuracy(), whole_history.accuracy());
        assert_eq!(history.epochs.len(), 2);
        assert!(history.epochs[saved.progress.epoch].seconds > saved.seconds, "seconds before and after add up");
        assert_eq!(model.parameters(), whole.1.parameters());
        assert!(Checkpoint::load(&path).expect("saved").is_finished());
    }
}

#[test]
fn the_bits_do_not_depend_on_the_number_of_threads() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| bits(&train(&config(), 1000).0.expect("trained")))
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(5));
}

#[test]
fn a_notebooks_training_goes_on_only_where_it_is_the_same_and_unfinished() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("cell.safetensors");
    let config = TrainConfig { checkpoint: Some(path), resume: Resume::Unfinished, ..config() };
    train(&config, 3).0.expect("stopped");
    // Another learning rate is another training: it begins anew.
    let other = TrainConfig { learning_rate: 0.02, ..config.clone() };
    assert_eq!(train(&other, 2).0.expect("stopped").losses.len(), 2);
    assert_eq!(train(&other, 2).0.expect("stopped").losses.len(), 4);
    assert_eq!(train(&other, 1000).0.expect("finished").losses.len(), 20);
    // A finished one is done again.
    assert_eq!(train(&other, 1).0.expect("stopped").losses.len(), 1);
}

#[test]
fn what_cannot_be_gone_on_from_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("lesson.safetensors");
    let config = TrainConfig { checkpoint: Some(path.clone()), ..config() };
    train(&config, 3).0.expect("stopped");
    let resume = |change: fn(TrainConfig) -> TrainConfig| {
        let config = change(TrainConfig { resume: Resume::Required, ..config.clone() });
        train(&config, 1).0
    };
    let seed = resume(|config| TrainConfig { seed: 6, ..config });
    assert!(
        matches!(&seed, Err(Error::OfTraining(TrainError::OtherTraining { name, .. })) if name == "seed"),
        "{seed:?}"
    );
    let batch_size = resume(|config| TrainConfig { batch_size: 32, ..config });
    assert!(
        matches!(&batch_size, Err(Error::OfTraining(TrainError::OtherTraining { name, .. })) if name == "batch_size"),
        "{batch_size:?}"
    );
    assert!(resume(|config| TrainConfig { num_epochs: 3, ..config }).is_ok(), "a training may be made longer");

    let (some, test) = data();
    let mut other = some.clone();
    other.images[0] ^= 1;
    let resumed = TrainConfig { resume: Resume::Required, ..config.clone() };
    let with = |model: &mut Model, data| fit_with(model, data, &test, &resumed, &mut StopAfter(1));
    let error = with(&mut Model::lesson(Init::Paddle, 5), &other).expect_err("other images");
    assert!(
        matches!(error, Error::OfTraining(TrainError::OtherTraining { ref name, .. }) if name == "data"),
        "{error}"
    );
    let error = with(&mut Model::lesson(Init::Torch, 5), &some).expect_err("other weights at the start");
    assert!(
        matches!(error, Error::OfTraining(TrainError::OtherTraining { ref name, .. }) if name == "init"),
        "{error}"
    );
    let error = train(&TrainConfig { checkpoint: Some(folder.path().into()), ..config.clone() }, 1).0;
    assert!(matches!(error, Err(Error::OfTraining(TrainError::CheckpointIsFolder { .. }))), "{error:?}");

    let mut lying = Checkpoint::load(&path).expect("saved");
    lying.progress.batch += 1;
    lying.save(folder.path().join("lying")).expect("written");
    assert!(matches!(
        Checkpoint::load(folder.path().join("lying")),
        Err(Error::OfTraining(TrainError::BadCheckpoint { .. }))
    ));
    lying.progress.batch -= 1;
    lying.parameters[0].values[0] = f32::NAN;
    lying.save(folder.path().join("lying")).expect("written");
    assert!(matches!(
        Checkpoint::load(folder.path().join("lying")),
        Err(Error::OfTraining(TrainError::BadCheckpoint { .. }))
    ));

    let whole = std::fs::read(&path).expect("saved");
    let load = |bytes: &[u8]| {
        let path = folder.path().join("other");
        std::fs::write(&path, bytes).expect("written");
        Checkpoint::load(&path).map(|_| ()).expect_err("no checkpoint")
    };
    for cut in [0, 7, 100, whole.len() / 2, whole.len() - 1] {
        let error = load(&whole[..cut]);
        assert!(matches!(error, Error::OfTraining(TrainError::BadCheckpoint { .. })), "cut at {cut}: {error}");
    }
    assert!(matches!(load(b"not a checkpoint at all, only text"), Error::OfTraining(TrainError::BadCheckpoint { .. })));
    let missing = Checkpoint::load(folder.path().join("nothing")).expect_err("no file");
    assert!(matches!(missing, Error::OfTraining(TrainError::MissingCheckpoint { .. })));
    let mut regression = Model::regression(Init::Paddle, 1);
    let before = regression.parameters();
    let error = Checkpoint::load(&path).expect("whole").restore(&mut regression, &path).expect_err("another network");
    assert!(error.to_string().contains("[10, 980]") && error.to_string().contains("[1, 980]"), "{error}");
    assert_eq!(regression.parameters(), before);
}

#[test]
fn a_foreign_safetensors_file_is_told_from_ours() {
    use dfdx::nn::{BuildModule, SaveToSafetensors};
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("foreign.safetensors");
    let network: shuzi::model::LessonCnn = BuildModule::build(&dfdx::tensor::Cpu::default());
    network.save_safetensors(&path).expect("saved");
    let error = Checkpoint::load(&path).expect_err("not ours");
    assert!(matches!(error, Error::OfTraining(TrainError::BadCheckpoint { .. })), "{error}");
}

#[test]
fn a_loss_that_is_no_number_stops_the_training_with_advice() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("diverged.safetensors");
    let config = TrainConfig { learning_rate: 1e30, checkpoint: Some(path.clone()), save_every: 1, ..config() };
    let error = train(&config, 1000).0.expect_err("diverged");
    assert!(matches!(error, Error::OfTraining(TrainError::LossNotFinite { .. })), "{error}");
    assert!(error.to_string().contains("100000000000000000000000000000"), "the advice names a smaller rate: {error}");
    // What was saved on the way, if anything, are numbers.
    if path.exists() {
        let saved = Checkpoint::load(&path).expect("whole");
        assert!(saved.parameters.iter().flat_map(|tensor| &tensor.values).all(|value| value.is_finite()));
    }
}

#[test]
fn every_loss_learns_and_impossible_settings_are_refused() {
    let (train, test) = data();
    for loss in Loss::ALL {
        let mut model = match loss {
            Loss::Regression => Model::regression(Init::Paddle, 1),
            _ => Model::lesson(Init::Paddle, 1),
        };
        let config = TrainConfig { num_epochs: 3, loss, ..TrainConfig::default() };
        let history = fit_with(&mut model, &train, &test, &config, &mut StopAfter(1000)).expect("trained");
        let (first, last) = (history.losses[0], history.losses[history.losses.len() - 1]);
        assert!(last < first, "{}: {first} → {last}", loss.name());
    }
    let mut model = Model::lesson(Init::Paddle, 1);
    let mut refused = |change: fn(&mut TrainConfig)| {
        let mut config = TrainConfig::default();
        change(&mut config);
        fit_with(&mut model, &train, &test, &config, &mut StopAfter(1)).expect_err("impossible").to_string()
    };
    assert!(refused(|config| config.batch_size = 0).contains("batch_size"));
    assert!(refused(|config| config.learning_rate = f32::NAN).contains("learning_rate"));
    assert!(refused(|config| config.num_epochs = 0).contains("num_epochs"));
    assert!(refused(|config| config.loss = Loss::Regression).contains("regression"));
    let none = train.take(0);
    let error = fit_with(&mut model, &none, &test, &TrainConfig::default(), &mut StopAfter(1)).expect_err("no images");
    assert!(matches!(error, Error::OfTraining(TrainError::NothingToTrainOn { train: 0, .. })));
}

#[test]
fn the_networks_that_come_along_have_the_accuracies_that_their_readme_states() {
    let readme =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("models/README.md")).expect("there");
    let test = Dataset::load(Split::Test).expect("the repository has MNIST");
    let stated = readme.lines().filter_map(|line| line.trim().strip_prefix("test accuracy: "));
    let stated = stated.map(|line| line.split([' ', ',']).next().and_then(|number| number.parse::<f64>().ok()));
    let models = [("best", trained_model()), ("lesson", lesson_model())];
    assert_eq!(stated.clone().count(), models.len());
    for ((name, model), stated) in models.into_iter().zip(stated) {
        // Another instruction set rounds otherwise: a few images of 10,000 may change sides.
        let (found, stated) = (evaluate(&model, &test).expect("evaluated").accuracy(), stated.expect("a number"));
        assert!((found - stated).abs() <= 0.0005, "{name}: found {found}, stated {stated}");
    }
}

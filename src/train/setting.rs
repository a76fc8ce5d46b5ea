//! Changing one number of a configuration by its name: how the settings of a recipe are compared.

use std::str::FromStr;

use super::config::{NOT_NEGATIVE, POSITIVE, SHARE, WHOLE};
use super::{Schedule, TrainConfig};
use crate::augment::Augment;
use crate::error::{Error, Result};
use crate::train::TrainError;

/// A number of a [`TrainConfig`] that has a name.
struct Setting {
    name: &'static str,
    expected: &'static str,
    /// Puts a value, as written, in its place; `false`, and nothing is changed, where it is no such number.
    put: fn(&mut TrainConfig, &str) -> bool,
}

const SETTINGS: [Setting; 11] = [
    Setting { name: "num_epochs", expected: WHOLE, put: |config, value| put(&mut config.num_epochs, value) },
    Setting { name: "batch_size", expected: WHOLE, put: |config, value| put(&mut config.batch_size, value) },
    Setting { name: "learning_rate", expected: POSITIVE, put: |config, value| put(&mut config.learning_rate, value) },
    Setting { name: "warmup", expected: SHARE, put: |config, value| put(warmup(config), value) },
    Setting { name: "momentum", expected: SHARE, put: |config, value| put(&mut config.sgd.momentum, value) },
    Setting {
        name: "weight_decay",
        expected: NOT_NEGATIVE,
        put: |config, value| put(&mut config.sgd.weight_decay, value),
    },
    Setting { name: "label_smoothing", expected: SHARE, put: |config, value| put(&mut config.label_smoothing, value) },
    Setting {
        name: "augment.rotation",
        expected: NOT_NEGATIVE,
        put: |config, value| put(&mut augment(config).rotation, value),
    },
    Setting { name: "augment.scale", expected: SHARE, put: |config, value| put(&mut augment(config).scale, value) },
    Setting {
        name: "augment.shear",
        expected: NOT_NEGATIVE,
        put: |config, value| put(&mut augment(config).shear, value),
    },
    Setting {
        name: "augment.shift",
        expected: NOT_NEGATIVE,
        put: |config, value| put(&mut augment(config).shift, value),
    },
];

impl TrainConfig {
    /// The same configuration with one setting changed, written `name=value`:
    ///
    /// | name | what | unit |
    /// |---|---|---|
    /// | `num_epochs`, `batch_size` | passes over the images; images a step | 1, 2, 3, … |
    /// | `learning_rate` | the highest of a [`Schedule`] | above 0 |
    /// | `warmup` | the share of the steps in which it goes up; makes the schedule one cycle | 0 to below 1 |
    /// | `momentum`, `weight_decay` | of [`super::Sgd`] | 0 to below 1; from 0 |
    /// | `label_smoothing` | the share of a label that all classes get | 0 to below 1 |
    /// | `augment.rotation`, `augment.scale`, `augment.shear`, `augment.shift` | of [`Augment`] | radians, share of the size, columns a row, pixels |
    ///
    /// ```
    /// use shuzi::train::TrainConfig;
    ///
    /// let config = TrainConfig::default().with("momentum=0.9")?.with("augment.shift=2")?;
    /// assert_eq!(config.sgd.momentum, 0.9);
    /// assert_eq!(config.augment.map(|augment| augment.shift), Some(2.0));
    /// # Ok::<(), shuzi::Error>(())
    /// ```
    ///
    /// # Errors
    /// When it is not written so, there is no setting of that name ([`TrainError::UnknownSetting`] lists them), or it cannot have
    /// that value ([`Error::Setting`] says what it may be).
    pub fn with(mut self, change: &str) -> Result<TrainConfig> {
        let found = change.split_once('=').and_then(|(name, value)| {
            let setting = SETTINGS.iter().find(|setting| setting.name == name.trim())?;
            Some((setting, value.trim()))
        });
        let Some((setting, value)) = found else {
            let known = SETTINGS.map(|setting| setting.name).join(", ");
            return Err(Error::OfTraining(TrainError::UnknownSetting { setting: change.to_string(), known }));
        };
        if !(setting.put)(&mut self, value) {
            let Setting { name, expected, .. } = *setting;
            return Err(Error::Setting { name, found: value.to_string(), expected });
        }
        self.check()?;
        Ok(self)
    }
}

fn put<T: FromStr>(place: &mut T, value: &str) -> bool {
    let number = value.parse().ok();
    number.map(|number| *place = number).is_some()
}

fn warmup(config: &mut TrainConfig) -> &mut f32 {
    if config.schedule == Schedule::Constant {
        config.schedule = Schedule::OneCycle { warmup: 0.0 };
    }
    match &mut config.schedule {
        Schedule::OneCycle { warmup } => warmup,
        Schedule::Constant => unreachable!("changed above"),
    }
}

/// Images that are not changed yet are changed from here on, by what is set.
fn augment(config: &mut TrainConfig) -> &mut Augment {
    config.augment.get_or_insert_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Recipe;

    #[test]
    fn each_setting_changes_its_own_number_and_no_other() {
        let recipe = Recipe::Minute.config(1);
        for setting in &SETTINGS {
            let name = setting.name;
            let value = if setting.expected == WHOLE { "7" } else { "0.0625" };
            let changed = recipe.clone().with(&format!("{name}={value}")).expect("it may be so");
            let (before, after) = (numbers(&recipe), numbers(&changed));
            let names: Vec<&String> = after
                .iter()
                .zip(&before)
                .filter(|(after, before)| after != before)
                .map(|(after, _)| &after.0)
                .collect();
            assert_eq!(names, [name.rsplit('.').next().expect("a name")], "{name}");
            assert!(after.iter().any(|(of, number)| name.ends_with(of) && value.parse() == Ok(*number)));
        }
    }

    /// All numbers of a configuration with their innermost names, from its JSON.
    fn numbers(config: &TrainConfig) -> Vec<(String, f64)> {
        fn collect(name: &str, value: &serde_json::Value, into: &mut Vec<(String, f64)>) {
            match value {
                serde_json::Value::Object(fields) => fields.iter().for_each(|(name, value)| collect(name, value, into)),
                value => into.extend(value.as_f64().map(|number| (name.to_string(), number))),
            }
        }
        let mut numbers = Vec::new();
        collect("", &serde_json::to_value(config).expect("a configuration has a JSON form"), &mut numbers);
        numbers
    }

    #[test]
    fn what_is_no_setting_lists_those_that_are() {
        for wrong in ["momentum", "", "=1", "epochs=2", "loss=mse", "rotation=1", "seed=2"] {
            let error = TrainConfig::default().with(wrong).expect_err("no such setting");
            assert!(
                matches!(&error, Error::OfTraining(TrainError::UnknownSetting { setting, .. }) if setting == wrong),
                "{error}"
            );
            assert!(SETTINGS.iter().all(|setting| error.to_string().contains(setting.name)), "{error}");
        }
    }

    #[test]
    fn a_value_out_of_range_or_no_number_says_what_it_may_be() {
        for (change, expected) in [
            ("num_epochs=0", WHOLE),
            ("num_epochs=2.5", WHOLE),
            ("batch_size=-1", WHOLE),
            ("learning_rate=0", POSITIVE),
            ("learning_rate=inf", POSITIVE),
            ("warmup=1", SHARE),
            ("momentum=1", SHARE),
            ("momentum=0,9", SHARE),
            ("weight_decay=-1e-9", NOT_NEGATIVE),
            ("label_smoothing=NaN", SHARE),
            ("augment.rotation=-1", NOT_NEGATIVE),
            ("augment.scale=1", SHARE),
            ("augment.shear=much", NOT_NEGATIVE),
            ("augment.shift=", NOT_NEGATIVE),
        ] {
            let (name, value) = change.split_once('=').expect("name=value");
            match Recipe::Minute.config(1).with(change) {
                Err(Error::Setting { name: of, found, expected: says }) => {
                    assert_eq!((of, says), (name, expected), "{change}");
                    assert!(found == value || value.parse::<f32>().is_ok(), "{change}: {found}");
                }
                other => panic!("{change}: {other:?}"),
            }
        }
    }

    #[test]
    fn the_lessons_configuration_gets_what_it_did_not_have() {
        let config = TrainConfig::default().with("warmup = 0.25").and_then(|config| config.with("augment.shear=0.5"));
        let config = config.expect("both may be so");
        assert_eq!(config.schedule, Schedule::OneCycle { warmup: 0.25 });
        assert_eq!(config.augment, Some(Augment { shear: 0.5, ..Augment::default() }));
    }
}

//! Finds the repository's data and a folder to unpack it into, from a notebook, a test and the command alike.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::dataset::DataError;
use crate::paths::variable;
use crate::{Error, Result};

/// The repository that this library was built in. A program that moved to another machine looks further.
const BUILT_IN: &str = env!("CARGO_MANIFEST_DIR");
/// Where the data lies inside the repository.
const DATA: [&str; 2] = ["data", "mnist"];

/// The folder of the repository's data: see [`super::Dataset::load`] for the order in which it is looked for.
pub(super) fn data_folder() -> Result<PathBuf> {
    let program = std::env::current_exe().ok();
    let above = [std::env::current_dir().ok(), program.and_then(|path| path.parent().map(Path::to_path_buf))];
    find_data_folder(variable("SHUZI_DATA"), Path::new(BUILT_IN), &above)
}

/// Folders that may hold the unpacked files, best first.
pub(super) fn cache_folders() -> Vec<PathBuf> {
    crate::paths::cache_folders().into_iter().map(|folder| folder.join("mnist")).collect()
}

fn find_data_folder(named: Option<OsString>, built_in: &Path, above: &[Option<PathBuf>]) -> Result<PathBuf> {
    // A folder that the user named is meant: if it is not there, no other one takes its place.
    if let Some(folder) = named.map(PathBuf::from) {
        return if folder.is_dir() { Ok(folder) } else { Err(Error::OfData(DataError::FolderMissing { folder })) };
    }
    let inside = |folder: &Path| folder.join(DATA[0]).join(DATA[1]);
    let mut searched = vec![inside(built_in)];
    searched.extend(above.iter().flatten().flat_map(|start| start.ancestors()).map(inside));
    match searched.iter().find(|folder| folder.is_dir()) {
        Some(folder) => Ok(folder.clone()),
        None => {
            let mut seen = std::collections::HashSet::new();
            searched.retain(|folder| seen.insert(folder.clone()));
            Err(Error::OfData(DataError::NotFound { searched }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_folder_comes_first_and_must_exist() {
        let named = tempfile::tempdir().unwrap();
        let found = find_data_folder(Some(named.path().into()), Path::new(BUILT_IN), &[]).unwrap();
        assert_eq!(found, named.path());
        let error = find_data_folder(Some(named.path().join("typo").into()), Path::new(BUILT_IN), &[]).unwrap_err();
        assert!(
            matches!(&error, Error::OfData(DataError::FolderMissing { folder }) if folder.ends_with("typo")),
            "{error}"
        );
    }

    #[test]
    fn the_repository_comes_before_folders_above_the_working_one() {
        let (repository, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let data = |root: &Path| root.join("data").join("mnist");
        let deep = elsewhere.path().join("notebooks").join("zh");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::create_dir_all(data(elsewhere.path())).unwrap();
        let find = || find_data_folder(None, repository.path(), &[Some(deep.clone()), None]).unwrap();
        assert_eq!(find(), data(elsewhere.path()));
        std::fs::create_dir_all(data(repository.path())).unwrap();
        assert_eq!(find(), data(repository.path()));
    }

    #[test]
    fn an_error_lists_each_searched_folder_once() {
        let empty = tempfile::tempdir().unwrap();
        let start = Some(empty.path().to_path_buf());
        let error = find_data_folder(None, empty.path(), &[start.clone(), start]).unwrap_err();
        let Error::OfData(DataError::NotFound { searched }) = &error else { panic!("{error}") };
        assert_eq!(searched[0], empty.path().join("data").join("mnist"));
        assert_eq!(searched.len(), empty.path().ancestors().count());
        assert!(error.to_string().contains("SHUZI_DATA"));
    }
}

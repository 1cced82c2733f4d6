//! Folders and what stands in them.
//!
//! Comes in: paths. Goes out: hidden entries, parents, opened files, folders on the disk. Deliberately absent: what the
//! paths mean.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// What stands in a folder under a name that begins with a dot, in order.
pub(super) fn hidden_in(folder: &Path, is_meant: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let meant = entries.filter(|entry| {
        let name = entry.file_name();
        name.to_str()
            .is_some_and(|name| name.starts_with('.') && is_meant(name))
    });
    let mut paths: Vec<PathBuf> = meant.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Opens an ordinary file. A pipe or a device in its place would never end.
pub(super) fn open_ordinary(path: &Path) -> io::Result<File> {
    if fs::metadata(path)?.is_file() {
        return File::open(path);
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        "no ordinary file",
    ))
}

/// The text of an ordinary file, unless it has more bytes than that.
pub(super) fn text_of(path: &Path, most: u64) -> io::Result<String> {
    let mut file = open_ordinary(path)?;
    if file.metadata()?.len() > most {
        let message = format!("larger than {} MB", most / 1024 / 1024);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(text)
}

/// The folder that a path lies in.
pub(super) fn parent_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Puts a file of so many bytes onto the disk.
///
/// # Errors
/// Where the disk says so, or holds another number of bytes although every call said otherwise.
pub(super) fn sync_whole(file: &File, bytes: u64) -> io::Result<()> {
    file.sync_all()?;
    if file.metadata()?.len() != bytes {
        return Err(io::Error::other("it did not come to the disk whole"));
    }
    Ok(())
}

/// A rename is only as lasting as the folder it happens in. Systems without folders that can be synchronised have
/// nothing to do.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        synced => synced,
    }
}

//! `caremix completions` and `caremix man`: what a shell and `man` know of the command line.
//!
//! Comes in: the command line as clap knows it. Goes out: a script on stdout, or pages in a folder. Deliberately absent:
//! installing them.

use std::fs;
use std::path::PathBuf;

use clap_complete::Shell;

use super::stop::Stop;
use super::voice;

/// Print a script that completes commands and options in a shell
#[derive(Debug, clap::Args)]
#[command(after_help = COMPLETIONS)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

const COMPLETIONS: &str = "\
Examples:
  caremix completions bash > ~/.local/share/bash-completion/completions/caremix
  caremix completions zsh > ~/.zfunc/_caremix
  caremix completions fish > ~/.config/fish/completions/caremix.fish";

/// Write a manual page for every command
#[derive(Debug, clap::Args)]
#[command(after_help = MAN)]
pub struct ManArgs {
    /// Folder for the pages; files of the same names in it are replaced
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

const MAN: &str = "\
Examples:
  caremix man --out ~/.local/share/man/man1";

/// Prints the script.
pub(super) fn complete(args: &CompletionsArgs, mut command: clap::Command) -> Result<(), Stop> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "caremix", &mut script);
    voice::answer(&String::from_utf8_lossy(&script))
}

/// Writes the pages.
pub(super) fn write_pages(args: &ManArgs, command: clap::Command) -> Result<(), Stop> {
    let failed = |error: std::io::Error| {
        Stop::failed(format_args!(
            "{} cannot be written: {error}",
            args.out.display()
        ))
    };
    fs::create_dir_all(&args.out).map_err(failed)?;
    clap_mangen::generate_to(command, &args.out).map_err(failed)?;
    let count = fs::read_dir(&args.out).map_err(failed)?.count();
    voice::answer(&format!("{count} pages in {}\n", args.out.display()))
}

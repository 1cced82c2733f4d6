//! The command line: see `caremix::cli`.

fn main() -> std::process::ExitCode {
    caremix::cli::run()
}

//! Enumerations that know all of their members, so that a new one is in every list of them by being written once.

/// Declares an enumeration with `ALL`: its members in the order written.
#[macro_export]
macro_rules! listed {
    ($(#[$of_all:meta])* $vis:vis enum $name:ident { $($(#[$of_one:meta])* $one:ident,)* }) => {
        $(#[$of_all])*
        $vis enum $name {
            $($(#[$of_one])* $one,)*
        }

        impl $name {
            /// All kinds, in the order written.
            pub const ALL: &'static [$name] = &[$($name::$one),*];
        }
    };
}

//! The columns of a row type, as serde knows its fields: the one place that spells them is the type itself.
//!
//! Comes in: a type. Goes out: its columns, those of nested rows in their place, and which of them hold numbers.
//! Deliberately absent: values; every field is filled with nothing.

use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, MapAccess, VariantAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

/// A column of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// As in the header.
    pub name: &'static str,
    /// Whether it holds numbers; names stay text even where they look like numbers.
    pub is_number: bool,
}

/// The columns of a row type, in order.
///
/// # Panics
/// When a field is of a kind that no row has (a map, bytes), which the tests of every file rule out.
pub fn columns<R: Deserialize<'static>>() -> Vec<Column> {
    let mut found = Vec::new();
    let field = Field {
        name: "",
        found: &mut found,
    };
    if let Err(error) = R::deserialize(field) {
        panic!("a row has a field that is no column: {error}");
    }
    found
}

/// One field, asked for its type.
struct Field<'a> {
    name: &'static str,
    found: &'a mut Vec<Column>,
}

impl Field<'_> {
    fn note(&mut self, is_number: bool) {
        let name = self.name;
        self.found.push(Column { name, is_number });
    }
}

macro_rules! numbers {
    ($($deserialize:ident)*) => { $(
        fn $deserialize<V: Visitor<'static>>(mut self, visitor: V) -> Result<V::Value, Error> {
            self.note(true);
            visitor.visit_u8(0)
        }
    )* };
}

macro_rules! texts {
    ($($deserialize:ident)*) => { $(
        fn $deserialize<V: Visitor<'static>>(mut self, visitor: V) -> Result<V::Value, Error> {
            self.note(false);
            visitor.visit_borrowed_str("")
        }
    )* };
}

impl Deserializer<'static> for Field<'_> {
    type Error = Error;

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32
        deserialize_u64 deserialize_f32 deserialize_f64
    }
    texts! { deserialize_any deserialize_str deserialize_string }

    fn deserialize_bool<V: Visitor<'static>>(mut self, visitor: V) -> Result<V::Value, Error> {
        self.note(false);
        visitor.visit_bool(false)
    }

    fn deserialize_option<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'static>>(mut self, visitor: V) -> Result<V::Value, Error> {
        self.note(true);
        visitor.visit_seq(EmptyList)
    }

    fn deserialize_struct<V: Visitor<'static>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_map(Fields {
            left: fields,
            found: self.found,
        })
    }

    fn deserialize_enum<V: Visitor<'static>>(
        mut self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.note(false);
        visitor.visit_enum(FirstWord(variants.first().copied().unwrap_or_default()))
    }

    forward_to_deserialize_any! {
        <V: Visitor<'static>>
        i128 u128 char bytes byte_buf unit unit_struct newtype_struct tuple tuple_struct map identifier ignored_any
    }
}

/// The fields of a row that have not been asked yet.
struct Fields<'a> {
    left: &'static [&'static str],
    found: &'a mut Vec<Column>,
}

impl MapAccess<'static> for Fields<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'static>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let name = self.left.first();
        name.map(|name| seed.deserialize(StrDeserializer::new(name)))
            .transpose()
    }

    fn next_value_seed<T: DeserializeSeed<'static>>(&mut self, seed: T) -> Result<T::Value, Error> {
        let name = self.left[0];
        self.left = &self.left[1..];
        seed.deserialize(Field {
            name,
            found: self.found,
        })
    }
}

/// A list without elements.
struct EmptyList;

impl serde::de::SeqAccess<'static> for EmptyList {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'static>>(
        &mut self,
        _: T,
    ) -> Result<Option<T::Value>, Error> {
        Ok(None)
    }
}

/// The first of several words.
struct FirstWord(&'static str);

impl EnumAccess<'static> for FirstWord {
    type Error = Error;
    type Variant = FirstWord;

    fn variant_seed<T: DeserializeSeed<'static>>(
        self,
        seed: T,
    ) -> Result<(T::Value, FirstWord), Error> {
        Ok((seed.deserialize(StrDeserializer::new(self.0))?, self))
    }
}

impl VariantAccess<'static> for FirstWord {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'static>>(self, _: T) -> Result<T::Value, Error> {
        Err(serde::de::Error::custom("a word with content"))
    }

    fn tuple_variant<V: Visitor<'static>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        Err(serde::de::Error::custom("a word with content"))
    }

    fn struct_variant<V: Visitor<'static>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        Err(serde::de::Error::custom("a word with content"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rows::{IncrementalRow, ReplicationRow};
    use crate::validation::ValidationRow;

    fn names<R: Deserialize<'static>>() -> String {
        let names: Vec<&str> = columns::<R>().iter().map(|column| column.name).collect();
        names.join(",")
    }

    #[test]
    fn nested_rows_stand_in_their_place() {
        assert_eq!(
            names::<IncrementalRow>(),
            "arm,comparator,effect,year,payer,mean,mc_error,sd,q025,q250,q500,q750,q975,p_no_worse_off,\
             q025_mc_error,q975_mc_error,p_low,p_high,mean_if_worse,break_even_year,p_never_breaks_even"
        );
        assert_eq!(
            names::<ReplicationRow>(),
            "arm,replication,payer_or_outcome,year,value,unit"
        );
    }

    #[test]
    fn names_are_text_and_figures_are_numbers_known_or_not() {
        let is_number = |name: &str| {
            let of = columns::<ValidationRow>().into_iter();
            of.filter(|column| column.name == name)
                .map(|column| column.is_number)
                .collect::<Vec<_>>()
        };
        assert_eq!(is_number("name"), [false]);
        assert_eq!(is_number("year"), [true]);
        assert_eq!(is_number("simulated"), [true]);
        assert_eq!(is_number("met"), [false]);
    }
}

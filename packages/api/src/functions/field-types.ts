/** The fields of a record by what is in them: what keyBy, sum, min and the like accept as names.
 *  A tuple's fields are its positions, as numbers or as texts. Types only: nothing here runs. */
import type { KeyPart } from './functions.ts';

/** The names of T's fields that are always of type Kind. */
export type FieldOf<T, Kind> = T extends readonly unknown[]
  ? PositionOf<NamesOf<Omit<T, keyof (readonly unknown[])>, Kind>>
  : NamesOf<T, Kind>;

/** What sum() accepts. */
export type NumericFieldOf<T> = FieldOf<T, number>;

/** What min(), max(), minBy() and maxBy() accept: numbers by size, texts by their UTF-16 units. */
export type ComparableFieldOf<T> = FieldOf<T, number | string>;

/** What keyBy() accepts. */
export type KeyFieldOf<T> = FieldOf<T, KeyPart>;

/** The type of one field; a key, since it is asked of key fields. */
export type KeyAt<T, Field> = Field extends keyof T ? Extract<T[Field], KeyPart> : never;

/** The types of several fields, as a tuple. */
export type KeysAt<T, Fields extends readonly unknown[]> = {
  readonly [Place in keyof Fields]: KeyAt<T, Fields[Place]>;
};

type NamesOf<T, Kind> = { [Name in keyof T]-?: T[Name] extends Kind ? Name : never }[keyof T] & string;

type PositionOf<Name> = Name | (Name extends `${infer Place extends number}` ? Place : never);

// What JSON documents are made of.

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: Json;
}

/** The parts of a document after `schema` and `profile`. Elements of lists get a line each. */
export interface JsonMembers {
  readonly [name: string]: Json | JsonTexts;
}

/** A list whose elements are JSON text already, made while it is being written. */
export interface JsonTexts {
  readonly texts: Iterable<string>;
}

// Where the fields of a key lie in its record of 64-bit words, decided once from the keys' types: pure data that
// every thread (and both sides of a join) shares. Records are equal exactly when the keys are.
//
// A 64-bit field has a word of its own, a 128-bit field two; 32-bit fields share words, and flags lie in what is
// left over. The only field of a one-word record is the plain integer, so that tables can use it as an index.
// Strings (and numerics without fixed scale, lists and structs) are ids of a symbol table; strings of a group table are
// two words that hold their bytes, for as long as all are short.
import { isBytewise } from "../type/element-code.ts";
import { type KeyBytes, type KeyForm, keyFormOf } from "../type/key-form.ts";
import type { LogicalType } from "../type/logical-type.ts";

/**
 * What NULL is: "never" = not equal to anything: a byte beside the record says so (joins); "equal" = a value like
 * others; "absent" = as equal, but none was met yet, so that no bit is set aside for it.
 */
export type KeyNulls = "never" | "equal" | "absent";

export interface KeyColumn {
  readonly type: LogicalType;
  readonly nulls: KeyNulls;
  /** All values so far fit a smaller field: of 64-bit integers 32 bits, beside other keys; of strings two words. */
  readonly narrow?: boolean;
}

/** By key: what a group table's keys were seen to need. */
export interface KeyNeeds {
  readonly nulls: readonly boolean[];
  readonly wide: readonly boolean[];
}

/** Bits of a record. */
export interface KeyPlace {
  readonly word: number;
  readonly shift: number;
  /** The first place of its word that encoding writes. */
  readonly isFirst: boolean;
}

export interface KeyField extends KeyColumn {
  readonly form: KeyForm;
  readonly place: KeyPlace;
  /** No other field shares its word. */
  readonly isAlone: boolean;
  /** A 64-bit integer in 32 bits. */
  readonly isNarrow: boolean;
  /** The bytes of a short string in two words, not its id. */
  readonly isPacked: boolean;
  /** The bit that says NULL. */
  readonly flag?: KeyPlace;
}

export interface KeyLayout {
  readonly fields: readonly KeyField[];
  /** Words per record, at least 1. */
  readonly words: number;
}

const WORD_BITS = 64;
const NARROW_BITS = 32;
const PACKED_BITS = 128;
/** Records of more strings' bytes are larger than what finding the strings' ids costs. */
const MOST_PACKED = 4;

/** The layout for these keys, the same for the same keys. */
export function keyLayout(columns: readonly KeyColumn[]): KeyLayout {
  const forms = columns.map(({ type }) => formOf(type));
  // Alone it would take a word anyway.
  const narrow = columns.map((column, at) => column.narrow === true && forms[at] === "i64" && columns.length > 1);
  const canPack = forms.filter((form) => form === "bytes").length <= MOST_PACKED;
  const packed = columns.map((column, at) => column.narrow === true && forms[at] === "bytes" && canPack);
  const valueBits = (at: number): number => {
    if (packed[at] === true) return PACKED_BITS;
    return narrow[at] === true ? NARROW_BITS : bitsOf(forms[at] as KeyForm);
  };
  const places = placeBits(
    columns.map(({ nulls }, at) => ({
      value: valueBits(at),
      flag: nulls === "equal" && !isOfBytes(forms[at] as KeyForm) ? 1 : 0,
    })),
  );
  const uses = new Map<number, number>();
  for (const { value, flag } of places.items) {
    for (const place of [value, flag]) {
      if (place !== undefined) uses.set(place.word, (uses.get(place.word) ?? 0) + 1);
    }
  }
  const fields = columns.map((column, at): KeyField => {
    const { value, flag } = places.items[at] as PlacedItem;
    const isAlone = uses.get(value.word) === 1;
    const form = forms[at] as KeyForm;
    const [isNarrow, isPacked] = [narrow[at] === true, packed[at] === true];
    const field = { ...column, form, place: value, isAlone, isNarrow, isPacked };
    return flag === undefined ? field : { ...field, flag };
  });
  return { fields, words: Math.max(1, places.words) };
}

/** The layout of a group table's keys that needs no more than they were seen to need. */
export function groupKeyLayout(types: readonly LogicalType[], { nulls, wide }: KeyNeeds): KeyLayout {
  return keyLayout(
    types.map((type, at) => ({
      type,
      nulls: nulls[at] === true ? "equal" : "absent",
      narrow: wide[at] !== true,
    })),
  );
}

/** A key over a symbol table. */
export function isSymbol({ form, isPacked }: KeyField): boolean {
  return isOfBytes(form) && !isPacked;
}

/** Of such a field NULL is one of the values, and has no bit of its own. */
export function isOfBytes(form: KeyForm): form is KeyBytes {
  return form === "bytes" || form === "trimmed" || form === "canonical" || form === "list" || form === "struct";
}

/** Whether the value that was encoded can be read back; of others only an equal one. */
export function isExact(form: KeyForm): boolean {
  return form === "bool" || form === "i32" || form === "i64" || form === "i128" || form === "bytes";
}

/** Lists and structs whose bytes are their value are bytes like others. */
/** How values of a type lie in records. */
export function formOf(type: LogicalType): KeyForm {
  const form = keyFormOf(type);
  return (form === "list" || form === "struct") && isBytewise(type) ? "bytes" : form;
}

function bitsOf(form: KeyForm): number {
  switch (form) {
    case "bool":
      return 1;
    case "i32":
    case "f32":
    case "bytes":
    case "trimmed":
    case "canonical":
    case "list":
    case "struct":
      return 32;
    case "i64":
    case "f64":
      return 64;
    case "i128":
    case "interval":
      return 128;
  }
}

interface PlacedItem {
  readonly value: KeyPlace;
  readonly flag: KeyPlace | undefined;
}

/** Largest first, each into the first word that has room. */
function placeBits(items: readonly { readonly value: number; readonly flag: number }[]): {
  readonly items: readonly PlacedItem[];
  readonly words: number;
} {
  const used: number[] = [];
  const take = (bits: number): { word: number; shift: number } => {
    const word = bits > WORD_BITS ? -1 : used.findIndex((taken) => taken + bits <= WORD_BITS);
    if (word >= 0) {
      const shift = used[word] as number;
      used[word] = shift + bits;
      return { word, shift };
    }
    used.push(Math.min(bits, WORD_BITS));
    if (bits > WORD_BITS) used.push(bits - WORD_BITS);
    return { word: used.length - (bits > WORD_BITS ? 2 : 1), shift: 0 };
  };
  const wanted = items
    .flatMap(({ value, flag }, item) => [
      { item, isFlag: false, bits: value },
      { item, isFlag: true, bits: flag },
    ])
    .filter(({ bits }) => bits > 0)
    .toSorted((left, right) => right.bits - left.bits);
  const taken = wanted.map(({ item, isFlag, bits }) => ({ item, isFlag, at: take(bits) }));
  const written = new Set<number>();
  const placeOf = (item: number, isFlag: boolean): KeyPlace | undefined => {
    const found = taken.find((entry) => entry.item === item && entry.isFlag === isFlag);
    if (found === undefined) return undefined;
    const isFirst = !written.has(found.at.word);
    written.add(found.at.word);
    return { ...found.at, isFirst };
  };
  const placed = items.map((_, item) => ({
    value: placeOf(item, false) as KeyPlace,
    flag: placeOf(item, true),
  }));
  return { items: placed, words: used.length };
}
